"""``carryover crm diff``: what contacts show, held against what is true (CRM-1).

Both sides are looked at now, by the same policy as the worker's; nothing is written.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.text import Text

from carryover.crm.foreseeing import WOULD_BE_MADE, foreseen
from carryover.crm.looking import Looking, Step
from carryover.crm.model import PayerRef
from carryover.crm.rules import LocationRules, Rules
from carryover.kernel.errors import BillingError
from cli.command import Refusal, command
from cli.crm.people import Who, found, in_force, looking
from cli.crm.telling import note_limits
from cli.options import AsJson, Limit
from cli.render import Column, Row, Screen, plain
from cli.session import Session, session

app = typer.Typer()

COLOURS: Final = {"differs": "yellow", "unknown": "red", "in step": "green"}

COLUMNS: Final = (
    Column("customer", plain("customer", "cyan")),
    Column("location", plain("location")),
    Column("contact", plain("contact", "dim"), room=130),
    Column("", lambda row: Text(row["state"], COLOURS.get(row["state"], "dim"))),
    Column("would be written", lambda row: "\n".join(row["changes"]) or row["said"], fold=True),
)

Csv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Write all that differs here.")
]


@command(
    app,
    "diff",
    "crm diff --email ada@example.com",
    "--stage prod crm diff --all --csv differences.csv",
    "crm diff --customer us/cus_123 --json",
)
def diff(
    context: typer.Context,
    who: Who,
    *,
    export: Csv = None,
    limit: Limit = 200,
    as_json: AsJson = False,
) -> None:
    """Compare what contacts show with what is true. Exit code 1 when anything differs.

    What would be written is shown as it stands in HighLevel; carryover crm sync writes it.
    """
    who.check()
    screen, at = Screen(as_json=as_json), session(context)
    rules = in_force(at)
    rows = list(_rows(screen, at, who, rules))
    if not rows:
        raise Refusal(_nobody(who))
    wrong = [row for row in rows if row["state"] in ("differs", "unknown")]
    if export is not None:
        _written(export, wrong)
    totals = Counter(row["state"] for row in rows)
    shown = wrong if who.everybody else rows
    document = {"stage": at.stage, "totals": dict(totals), "contacts": shown}
    table = screen.listing("Contacts", COLUMNS, shown[:limit], empty="Every contact is in step.")
    screen.answer(document, table, ", ".join(f"{n:,} {state}" for state, n in totals.items()))
    if len(shown) > limit:
        screen.note(f"and {len(shown) - limit:,} more: --limit, --csv", "yellow")
    note_limits(screen)
    if wrong:
        raise typer.Exit(1)


def _rows(screen: Screen, at: Session, who: Who, rules: Rules) -> Iterator[dict[str, Any]]:
    comparing = looking(at)
    for ref in screen.counted("comparing", found(at, who, rules)):
        for location, theirs in rules.serving(ref.account).items():
            row = _row(comparing, location, ref, theirs)
            if row["said"] != "none of this location's people":
                yield row


def _row(seeing: Looking, location: str, ref: PayerRef, rules: LocationRules) -> dict[str, Any]:
    """Compare one. What cannot be compared is a difference, too: nobody knows."""
    row: dict[str, Any] = {
        "customer": str(ref),
        "location": location,
        "contact": "",
        "state": "in step",
        "changes": [],
        "said": "",
    }
    try:
        step = foreseen(seeing, location, ref, rules)
    except BillingError as error:
        return {**row, "state": "unknown", "said": str(error)}
    if isinstance(step, Step):
        lines = list(step.what.lines(seeing.layouts.of(location, rules)))
        state = "differs" if lines else "in step"
        return {**row, "contact": step.contact.id, "state": state, "changes": lines}
    state = "differs" if step == WOULD_BE_MADE else "not shown"
    return {**row, "state": state, "said": step}


def _written(path: Path, rows: Sequence[Row]) -> None:
    """Write one line per change. A spreadsheet must not take a value for a formula."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(("customer", "location", "contact", "state", "change"))
            for row in rows:
                for change in row["changes"] or [row["said"]]:
                    where = row["customer"], row["location"], row["contact"], row["state"]
                    table.writerow((*where, f"'{change}" if change[:1] in "=+-@" else change))
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}") from None


def _nobody(who: Who) -> str:
    if who.email is not None:
        return "no customer of these accounts has this address, as Stripe writes it"
    return "nobody is shown anywhere: no customer of these accounts is one of a location's people"
