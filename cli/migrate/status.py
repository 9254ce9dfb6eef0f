"""``carryover migrate status`` and ``held``: where a run stands, once or live."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final

import typer
from rich.console import Group
from rich.live import Live

from carryover.migration.model import State
from cli.command import command
from cli.migrate import standing
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running
from cli.migrate.standing import OPEN, Standing
from cli.migrate.wording import many
from cli.options import AsJson
from cli.render import Screen
from cli.session import session

app = typer.Typer()

PACE: Final = 2.0
"""Seconds between two looks; more when reading takes long, so that watching stays cheap."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to look."""

    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="Keep looking until everything has settled.")
    ] = False
    calls: Annotated[
        bool, typer.Option("--calls", help="Count the writes to Stripe, too; takes longer.")
    ] = False


@command(
    app,
    "status",
    "migrate status",
    "--stage prod migrate status --watch",
    "migrate status --calls --json",
)
def status(
    context: typer.Context, manner: Manner, project: Folder = DEFAULT, *, as_json: AsJson = False
) -> None:
    """Show where the run stands: by wave and state, money, first renewals, what is held and why."""
    screen = Screen(as_json=as_json)
    running = Running.find(Project.open(project), session(context).migration)
    look = _watched if manner.watch and not as_json else _look
    document = {"stage": session(context).stage, **look(screen, running)}
    if manner.calls:
        document["writes"] = _writes(screen, running)
    screen.answer(document, *standing.drawn(screen, document))
    if manner.calls:
        told = many(document["writes"], "write")
        screen.show(f"{told} to Stripe, {_each(document)} per subscription moved")


@command(app, "held", "migrate held", "migrate held --json")
def held(context: typer.Context, project: Folder = DEFAULT, *, as_json: AsJson = False) -> None:
    """List what was left where it was, with the sentence why. Exit code 1 when there is any."""
    screen = Screen(as_json=as_json)
    running = Running.find(Project.open(project), session(context).migration)
    with screen.counting("reading moves") as advance:
        found = []
        for move in running.desk.moves.all(running.run.name):
            advance(1)
            if move.state is State.HELD:
                found.append(standing.told_held(move))
    document = {"stage": session(context).stage, "run": running.run.name, "held": found}
    empty = "Nothing is held."
    screen.answer(document, screen.listing("Held", standing.HELD, found, empty=empty))
    if found:
        screen.note("try again: carryover migrate retry SUBSCRIPTION… --why …", "dim")
        raise typer.Exit(1)


def _look(screen: Screen, running: Running) -> dict[str, Any]:
    with screen.counting("reading moves"):
        return looked(running)


def looked(running: Running) -> dict[str, Any]:
    """Count everything once, in the machine shape."""
    name = running.run.name
    waves = running.desk.waves.all(name)
    found = Standing.count(waves, running.desk.moves.all(name))
    plan = {"plan": running.run.plan, "approved_by": running.run.approved_by}
    return {"run": name, **plan, **found.document()}


def _watched(screen: Screen, running: Running) -> dict[str, Any]:
    """Look again and again; the last look is the answer."""
    with _canvas(screen) as canvas:
        while True:
            begun = time.monotonic()
            document = looked(running)
            canvas.update(Group(*standing.drawn(screen, document)), refresh=True)
            if settled(document):
                return document
            spent = time.monotonic() - begun
            running.desk.pause(timedelta(seconds=max(PACE, 4 * spent)))


def settled(document: dict[str, Any]) -> bool:
    """Tell whether nothing moves any more by itself."""
    begun = all(not wave["not_begun"] for wave in document["waves"])
    return begun and not any(document["states"][state.value] for state in OPEN)


@contextmanager
def _canvas(screen: Screen) -> Iterator[Live]:
    with Live(console=screen.err, auto_refresh=False, transient=True) as live:
        yield live


def _writes(screen: Screen, running: Running) -> int:
    with screen.counting("reading the trail") as advance:
        count = 0
        for _ in running.desk.trail.of(running.run.name):
            advance(1)
            count += 1
    return count


def _each(document: dict[str, Any]) -> str:
    moved = sum(document["states"][state.value] for state in (State.MOVED, State.RENEWED))
    return f"{document['writes'] / moved:.1f}" if moved else "-"
