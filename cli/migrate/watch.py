"""``carryover migrate watch``: first renewals, each exactly once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.kernel.clock import Seconds, moment, seconds
from carryover.migration.model import Move, State
from cli.command import command
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.reckoning import MOVED, troubles
from cli.migrate.run import Running
from cli.migrate.wording import many
from cli.options import AsJson
from cli.render import Column, Screen, plain, tally
from cli.session import session

app = typer.Typer()

PATIENCE: Final = 6 * 3600
"""Seconds after the boundary until a renewal nobody has seen is called overdue: the draft is
finalised after about an hour, and the worker looks every five minutes."""

DAYS: Final = (
    Column("first renewals of", plain("day")),
    Column("expected", tally("expected"), number=True),
    Column("paid at once", tally("paid"), number=True),
    Column("declined", tally("declined"), number=True),
    Column("no charge yet", tally("unknown"), number=True),
    Column("to come", tally("to_come"), number=True),
    Column("overdue", lambda row: Text(str(row["overdue"] or "-"), "red"), number=True),
)
TROUBLES: Final = (
    Column("subscription", plain("subscription", "cyan")),
    Column("", plain("kind", "bold red")),
    Column("what was found", plain("sentence"), fold=True),
)


@command(app, "watch", "migrate watch", "--stage prod migrate watch --json")
def watch(context: typer.Context, project: Folder = DEFAULT, *, as_json: AsJson = False) -> None:
    """Show first renewals in the new account, day by day, and whatever was wrong about them.

    The worker looks at each one on both sides; this reads what it saw. Exit code 1 when one is
    missed, doubled, wrong or overdue.
    """
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    now = running.desk.now()
    with screen.counting("reading moves"):
        days = by_day(running.desk.moves.all(running.run.name), seconds(now))
        found = troubles(running.desk.reviews.all(), running.run.name)
        wrong = [each for each in found if not each["closed_at"]]
    late = sum(day["overdue"] for day in days)
    document = {"stage": at.stage, "run": running.run.name, "days": days, "troubles": wrong}
    screen.answer({**document, "overdue": late}, *_drawn(screen, days, wrong, now))
    if wrong or late:
        told = f"{many(len(wrong), 'first renewal')} went wrong, {late:,} overdue"
        screen.note(f"{told}; settle: carryover reviews list", "red")
        raise typer.Exit(1)


def by_day(moves: Iterable[Move], now: Seconds) -> list[dict[str, Any]]:
    """Count by the UTC day of the boundary."""
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for move in moves:
        if move.state in MOVED and move.boundary is not None:
            day = days[f"{moment(move.boundary):%Y-%m-%d}"]
            day["expected"] += 1
            day[_seen(move, move.boundary, now)] += 1
    kinds = ("expected", "paid", "declined", "unknown", "to_come", "overdue")
    return [{"day": day, **{kind: days[day][kind] for kind in kinds}} for day in sorted(days)]


def _seen(move: Move, boundary: Seconds, now: Seconds) -> str:
    if move.state is State.RENEWED:
        return {True: "paid", False: "declined", None: "unknown"}[move.paid]
    return "overdue" if now > boundary + PATIENCE else "to_come"


def _drawn(
    screen: Screen, days: list[dict[str, Any]], wrong: list[dict[str, Any]], now: datetime
) -> Iterator[RenderableType]:
    sums: Counter[str] = Counter()
    for day in days:
        sums.update({kind: count for kind, count in day.items() if kind != "day"})
    total: dict[str, Any] = {**dict.fromkeys(days[0] if days else (), 0), **sums, "day": "all"}
    title = f"First renewals as seen until {now:%Y-%m-%d %H:%M}"
    yield screen.listing(title, DAYS, days, empty="Nothing has moved yet.", total=total)
    if wrong:
        yield screen.listing("Gone wrong", TROUBLES, wrong, empty="")
