"""``carryover migrate owners`` and ``tail``: who bills where, and what is left at the sources
(MIG-14)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

import typer

from carryover.kernel.clock import moment
from carryover.migration.aftercare.owners import Owned, owners, strangers, twins
from carryover.migration.aftercare.tail import KINDS, Left
from carryover.migration.aftercare.tail import tail as left_over
from carryover.migration.model import Move
from carryover.ports.stripe_api import Json, StripeApi
from cli.command import command
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running
from cli.migrate.wording import told
from cli.options import AsJson, SomeAccounts
from cli.render import Column, Screen, plain
from cli.session import session

app = typer.Typer()

SHOWN: Final = 50
"""Rows on a screen; ``--json`` has them all."""

OWNERS: Final = (
    Column("bills from now on", plain("owner")),
    Column("subscriptions", plain("count"), number=True),
)
OWNED: Final = (
    Column("subscription", plain("subscription", "cyan")),
    Column("billed by", plain("owner")),
    Column("why that is wrong", plain("sentence", "yellow"), fold=True),
)
KIND: Final = (
    Column("account", plain("account")),
    Column("left at the source", plain("kind")),
    Column("number", plain("count"), number=True),
    Column("money", plain("money"), number=True),
)
LEFT: Final = (
    Column("account", plain("account")),
    Column("", plain("kind"), room=110),
    Column("id", plain("id", "cyan")),
    Column("money", plain("money"), number=True),
    Column("since", plain("since"), room=110),
    Column("what it waits for", plain("sentence"), fold=True),
)


@command(app, "owners", "migrate owners", "migrate owners --json > owners.json")
def owners_(context: typer.Context, project: Folder = DEFAULT, *, as_json: AsJson = False) -> None:
    """Check that every subscription has exactly one billing owner, reading all accounts live.

    Exit code 1 when one has two, or none although nobody wanted it to end.
    """
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    counts: Counter[str] = Counter()
    wrong = []
    for each in screen.counted("reading all accounts", _owned(running, at.stripe)):
        counts[each.owner.value] += 1
        if each.trouble:
            wrong.append(_owned_row(each))
    rows = [{"owner": owner, "count": count} for owner, count in sorted(counts.items())]
    parts = [screen.listing("Billing owners", OWNERS, rows, empty="There are none.")]
    if wrong:
        parts.append(screen.listing(_some("Wrong", wrong), OWNED, wrong[:SHOWN], empty=""))
    document = {"stage": at.stage, "run": running.run.name, "owners": dict(counts)}
    screen.answer({**document, "wrong": wrong}, *parts)
    if wrong:
        raise typer.Exit(1)


def _owned(running: Running, stripe: StripeApi) -> Iterator[Owned]:
    run, everything = running.run, {"status": "all"}

    def every(account: str) -> Iterator[Json]:
        for page in stripe.pages(account, "subscriptions", everything):
            yield from page

    def remembered(account: str, subscription: str) -> Move | None:
        return running.desk.moves.find(run.name, account, subscription)

    known = twins(every(run.target))
    for account in running.project.settings.sources:
        yield from owners(account, every(account), known, remembered)
        yield from strangers(account, known)


def _owned_row(each: Owned) -> dict[str, Any]:
    return {
        "subscription": f"{each.account}/{each.subscription}",
        "customer": each.customer,
        "owner": each.owner.value,
        "targets": list(each.targets),
        "sentence": each.sentence,
    }


@dataclass(frozen=True, slots=True)
class Where:
    """Which sources, and how much of it."""

    account: SomeAccounts = field(default_factory=list)
    everything: Annotated[
        bool, typer.Option("--all", help="Name every single one on the screen.")
    ] = False


@command(app, "tail", "migrate tail", "migrate tail --account us --json")
def tail(
    context: typer.Context,
    where: Where,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what is not over at the sources: open invoices, payments, refunds, disputes.

    Needs the accounts' keys and no stage. Exit code 1 while anything is left.
    """
    screen, at, place = Screen(as_json=as_json), session(context), Project.open(project)
    found: list[dict[str, Any]] = []
    for alias in place.chosen(list(where.account)):
        reading = left_over(at.stripe, alias, at.stripe.now(alias))
        found += [_left_row(alias, each) for each in screen.counted(f"reading {alias}", reading)]
    shown = found if where.everything else found[:SHOWN]
    screen.answer(
        {"run": place.name, "left": found, "counts": _counts(found)},
        screen.listing("What is left", KIND, _counts(found), empty="Nothing is left."),
        *([screen.listing(_some("Each", found), LEFT, shown, empty="")] if found else []),
    )
    if found:
        raise typer.Exit(1)


def _left_row(alias: str, each: Left) -> dict[str, Any]:
    return {
        "account": alias,
        "kind": each.kind,
        "id": each.id,
        "customer": each.customer,
        "amount": each.amount,
        "currency": each.currency,
        "money": told({each.currency: each.amount}),
        "since": f"{moment(each.since):%Y-%m-%d}",
        "sentence": each.sentence,
    }


def _counts(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Count by source and kind, in the order in which they come to rest."""
    numbers = Counter((row["account"], row["kind"]) for row in found)
    money: dict[tuple[str, str], Counter[str]] = {}
    for row in found:
        sums = money.setdefault((row["account"], row["kind"]), Counter())
        sums[row["currency"]] += row["amount"]
    order = [kind.name for kind in KINDS]
    places = sorted(numbers, key=lambda place: (place[0], order.index(place[1])))
    return [
        {
            "account": account,
            "kind": kind,
            "count": numbers[account, kind],
            "money": told(money[account, kind]),
        }
        for account, kind in places
    ]


def _some(title: str, rows: Sequence[object]) -> str:
    return title if len(rows) <= SHOWN else f"{title} (the first {SHOWN} of {len(rows):,})"
