"""``carryover migrate audit``: what the snapshots show, what does not carry over, the worst
first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.kernel.clock import moment
from carryover.kernel.errors import NeedsReview
from carryover.migration.audit.auditing import audit as looked_through
from carryover.migration.audit.model import RANKS, Audit, Finding, Rank
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Folder as Files
from cli.command import Refusal, command
from cli.migrate.pages.audit import MEANINGS, as_csv, as_html, as_markdown
from cli.migrate.project import DEFAULT, Folder, Project, writing
from cli.migrate.wording import many, told
from cli.options import AsJson, SomeAccounts
from cli.render import Cell, Column, Row, Screen, plain

app = typer.Typer()

COLOURS: Final[Mapping[str, str]] = {
    Rank.BLOCKS: "bold red",
    Rank.DECIDE: "yellow",
    Rank.CARE: "cyan",
    Rank.KNOW: "dim",
}


def _money(key: str) -> Cell:
    """One currency below the other: terminals are narrow."""
    return lambda row: "\n".join(told({each: minor}) for each, minor in row[key].items()) or "-"


SOURCES: Final = (
    Column("account", plain("account", "cyan")),
    Column("taken", lambda row: f"{moment(row['taken_at']):%Y-%m-%d %H:%M}", room=90),
    Column("live", lambda row: f"{row['live']:,}", number=True),
    Column("subscriptions", lambda row: f"{row['counts'].get('subscription', 0):,}", number=True),
    Column("customers", lambda row: f"{row['counts'].get('customer', 0):,}", number=True),
    Column("list price a month", _money("monthly"), number=True),
)

FINDINGS: Final = (
    Column("finding", plain("title"), fold=True),
    Column("account", plain("account", "cyan")),
    Column("how many", lambda row: many(row["count"], row["of"].removesuffix("s")), number=True),
    Column("at stake", _money("money"), number=True),
    Column("", plain("money_is", "dim"), room=100),
    Column("example", lambda row: row["examples"][0], room=140),
    Column("what to do", plain("todo", "dim"), fold=True, room=160),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look at, and what to show of it."""

    account: SomeAccounts = field(default_factory=list)
    rank: Annotated[
        Rank | None, typer.Option("--rank", help="Show only findings of this rank.")
    ] = None
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when something blocks money.")
    ] = False


@command(
    app,
    "audit",
    "migrate audit",
    "migrate audit --rank 'blocks money'",
    "migrate audit --json --strict",
)
def audit(wish: Wish, project: Folder = DEFAULT, *, as_json: AsJson = False) -> None:
    """Look through the snapshots for everything that does not simply carry over.

    Prints the findings, the worst first, with the money at stake and what to do, and writes
    audit/audit.html, .md, .csv and .json into the project folder. Asks Stripe nothing.
    """
    screen, place = Screen(as_json=as_json), Project.open(project)
    archives = {alias: _opened(place, alias) for alias in place.chosen(list(wish.account))}
    total = sum(sum(each.manifest.counts().values()) for each in archives.values())
    with screen.counting("reading snapshots", total) as advance:
        result = looked_through(archives, advance)
    files = _written(place, result)
    document = {"files": [str(path) for path in files], **result.model_dump(mode="json")}
    screen.answer(document, *_drawn(screen, result, wish.rank))
    screen.note(f"written: {files[0]} (and .md, .csv, .json)", "dim")
    screen.note("next: carryover migrate plan", "dim")
    if wish.strict and any(each.rank is Rank.BLOCKS for each in result.findings):
        raise typer.Exit(1)


def _opened(project: Project, alias: str) -> Archive:
    try:
        return Archive.open(Files(project.snapshot(alias)), account=alias)
    except NeedsReview as doubt:
        raise Refusal(f"{project.snapshot(alias)}: {doubt.sentence}") from None


def _written(project: Project, result: Audit) -> list[Path]:
    """Write the faces, each whole or not at all."""
    folder = project.folder("audit")
    faces = {
        "audit.html": as_html(project.name, project.settings.target, result),
        "audit.md": as_markdown(project.name, project.settings.target, result),
        "audit.csv": as_csv(result),
        "audit.json": f"{result.model_dump_json(indent=2)}\n",
    }
    for name, text in faces.items():
        with writing(folder / name) as file:
            file.write(text)
    return [folder / name for name in faces]


def _drawn(screen: Screen, result: Audit, rank: Rank | None) -> Iterator[RenderableType]:
    sources: list[Row] = [each.model_dump(mode="json") for each in result.sources]
    yield screen.listing("Sources", SOURCES, sources, empty="No source is named.")
    for each in RANKS if rank is None else (rank,):
        rows = [_row(found) for found in result.findings if found.rank is each]
        yield Text(f"\n{each}", COLOURS[each])
        yield screen.listing(MEANINGS[each], FINDINGS, rows, empty="Nothing of the kind was found.")
    for source in result.sources:
        for kind, sentence in source.withheld.items():
            screen.note(f"{source.account}: {kind}s were not looked at. {sentence}", "yellow")


def _row(finding: Finding) -> dict[str, Any]:
    return finding.model_dump(mode="json")
