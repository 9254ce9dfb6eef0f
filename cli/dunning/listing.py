"""``carryover dunning list``: what is open, whose turn is next, and what lies with a person."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Final

import typer
from rich.text import Text

from carryover.dunning.declines import Cause
from carryover.dunning.model import Case
from cli.command import command
from cli.dunning.cases import age, opened, row, state
from cli.dunning.words import counted
from cli.money import amount
from cli.options import AsJson, Limit, SomeAccount, When
from cli.render import Column, Row, Screen, plain, short_time
from cli.session import session

app = typer.Typer()

STYLES: Final = {"open": "green", "paused": "cyan", "waits for a person": "yellow"}


def _next(found: Row) -> Text | str:
    if found["next_look"] is None:
        return Text("when somebody says so", "dim")
    return Text.assemble(short_time(found["next_look"]))


COLUMNS: Final = (
    Column("case", plain("case", "cyan")),
    Column("owed", plain("owed"), number=True),
    Column("why", plain("why"), fold=True),
    Column("last step", plain("step")),
    Column("next look", _next),
    Column("failed", lambda found: age(found["days"])),
    Column("state", lambda found: Text(found["state"], STYLES.get(found["state"], "")), fold=True),
    Column("attempts", plain("attempts"), room=170, number=True),
    Column("messages", plain("messages"), room=170, number=True),
    Column("customer", plain("customer", "dim"), room=200),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are meant; nothing said lets all pass."""

    account: SomeAccount = None
    customer: Annotated[str | None, typer.Option("--customer", "-c", help="Of this customer.")] = (
        None
    )
    cause: Annotated[
        Cause | None, typer.Option("--cause", help="Why the first attempt failed.")
    ] = None
    currency: Annotated[str | None, typer.Option("--currency", help="Like eur.")] = None
    plan: Annotated[str | None, typer.Option("--plan", help="A price or a product.")] = None
    older: Annotated[
        When | None,
        typer.Option(
            "--older-than", parser=When.parse, metavar="AGE", help="Failed longer ago: 14d."
        ),
    ] = None
    paused: Annotated[bool, typer.Option("--paused", help="Only those somebody paused.")] = False
    waiting: Annotated[bool, typer.Option("--waiting", help="Only those a person is asked of.")] = (
        False
    )

    def means(self, case: Case, now: datetime) -> bool:
        """Tell whether a case is one of them."""
        said = state(case, now)
        return (
            self.customer in (None, case.customer)
            and self.cause in (None, case.cause)
            and (self.currency is None or self.currency.lower() == case.currency)
            and (self.plan is None or self.plan in case.plans)
            and (self.older is None or case.failed_at <= self.older.start(now).timestamp())
            and (not self.paused or said == "paused")
            and (not self.waiting or said == "waits for a person")
        )


@command(
    app,
    "list",
    "dunning list",
    "--stage prod dunning list --cause funds --currency eur",
    "dunning list --waiting --json",
)
def list_(
    context: typer.Context, wanted: Wanted, *, limit: Limit = 100, as_json: AsJson = False
) -> None:
    """List open cases, the next to be looked at first.

    What is decided at the next look is shown by carryover dunning show CASE.
    """
    screen, at = Screen(as_json=as_json), session(context)
    now = at.console.now()
    found = (case for case in opened(at, wanted.account) if wanted.means(case, now))
    cases = list(screen.counted("reading cases", found))
    rows = [row(case, now) for case in islice(cases, limit)]
    totals = _totals(cases)
    document = {"stage": at.stage, "cases": rows, "more": len(cases) > limit, "totals": totals}
    table = screen.listing(f"Open cases of {at.stage}", COLUMNS, rows, empty="Nothing is open.")
    screen.answer(document, table, *_summed(cases, totals))
    if len(cases) > limit:
        screen.note(f"and {len(cases) - limit:,} more: --limit", "yellow")


def _totals(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Sum up per currency; two currencies are never added."""
    owed: Counter[str] = Counter()
    for case in cases:
        owed[case.currency] += case.amount
    count = Counter(case.currency for case in cases)
    return [{"currency": c, "cases": count[c], "amount": owed[c]} for c in sorted(owed)]


def _summed(cases: Sequence[Case], totals: Sequence[Row]) -> Iterator[Text]:
    if cases:
        owed = ", ".join(amount(each["amount"], each["currency"]) for each in totals)
        yield Text(f"{counted(len(cases), 'case')}, {owed} owed", "bold")
