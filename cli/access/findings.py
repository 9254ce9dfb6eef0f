"""What an audit found, for people, spreadsheets and programs."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text

from carryover.access.findings import Findings
from cli.command import Refusal
from cli.migrate.project import writing
from cli.render import Column, Screen, plain

SENTENCES: Final = {
    "pays_without": "pays and has no access",
    "has_without_paying": "has access and does not pay",
    "nobody_knows": "has access, and nobody knows by what",
    "of_no_account": "has access by an account the rules do not name",
}
FOUND: Final = (
    Column("who", lambda row: Text(row["subscription"] or f"contact {row['contact']}", "cyan")),
    Column("what", plain("finding"), fold=True),
    Column("what to do", plain("advice"), fold=True),
)
ADVICE: Final = {
    "pays_without": "carryover access repair gives it",
    "has_without_paying": "carryover access repair takes it",
    "nobody_knows": "a person: given by hand at the site? then leave it; else take it there",
    "of_no_account": "name its account in the rules again; or take what it opens at the site",
}
SHOWN: Final = 30


def rows_of(found: Findings) -> Iterator[dict[str, str]]:
    """List what differs, a row each."""
    for kind in SENTENCES:
        for name in getattr(found, kind):
            known = kind != "nobody_knows"
            yield {
                "site": found.site,
                "kind": kind,
                "finding": SENTENCES[kind],
                "subscription": name if known else "",
                "contact": "" if known else name,
                "advice": ADVICE[kind],
            }


def agreement(found: Findings) -> str:
    """Say how far both sides agree, in tenths of a percent rounded down: 100 % is said only when
    nothing differs."""
    whole = found.right + found.wrong
    if not found.wrong:
        return "100 %"
    tenths = found.right * 1000 // whole
    return f"{tenths // 10}.{tenths % 10} %"


def document_of(found: Findings, rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Put findings into their machine shape (cli/README.md)."""
    return {
        "audit": found.audit,
        "site": found.site,
        "began": found.began.isoformat(),
        "ended": found.ended.isoformat() if found.ended else None,
        "agreement": agreement(found),
        "right": found.right,
        "counts": {kind: len(getattr(found, kind)) for kind in SENTENCES},
        "differences": [{k: v for k, v in row.items() if k != "advice"} for row in rows],
    }


def drawn(
    screen: Screen, found: Findings, rows: Sequence[dict[str, str]], mended: int
) -> Iterator[RenderableType]:
    """Draw it for people; the last line is the answer."""
    if rows:
        shown = rows[:SHOWN]
        yield screen.listing(f"Differences at {found.site}", FOUND, shown, empty="")
    if len(rows) > SHOWN:
        yield f"… and {len(rows) - SHOWN:,} more: --csv FILE writes all of them"
    if mended:
        yield Text(f"mended: {mended:,}", "green")
    style = "bold red" if found.wrong else "bold green"
    said = f"{agreement(found)} agree: {found.right:,} right, {found.wrong:,} different"
    yield Text(said, style)


def export(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write the file whole or not at all."""
    try:
        with writing(path) as file:
            lines = csv.DictWriter(
                file, ("site", "finding", "subscription", "contact"), extrasaction="ignore"
            )
            lines.writeheader()
            lines.writerows(rows)
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}") from None
