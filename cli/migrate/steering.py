"""``carryover migrate pause``, ``resume``, ``throttle``, ``retry``: while it runs."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from carryover.migration.messages import MoveOne
from carryover.migration.model import Move, State, Wave
from carryover.replay.model import Deed
from cli.command import Refusal, command
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running, SomeSubscriptions
from cli.migrate.wording import many
from cli.options import AsJson, Caution, Intent
from cli.render import Screen
from cli.session import confirmed, session

app = typer.Typer()

Number = Annotated[
    int | None, typer.Option("--wave", min=1, help="Which wave; default all of them.")
]


@command(app, "pause", 'migrate pause --why "support is asking"', "migrate pause --wave 2 --why …")
def pause(
    context: typer.Context,
    intent: Intent,
    wave: Number = None,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Begin no more moves of a wave, or of any; what was begun is finished."""
    _changed(context, project, wave, intent, {"state": "paused"}, Screen(as_json=as_json))


@command(app, "resume", 'migrate resume --why "answered"')
def resume(
    context: typer.Context,
    intent: Intent,
    wave: Number = None,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Let a paused wave go on; the worker takes it up within some 15 minutes."""
    _changed(context, project, wave, intent, {"state": "open"}, Screen(as_json=as_json))


@command(app, "throttle", 'migrate throttle --per-second 2 --why "campaign day"')
def throttle(
    context: typer.Context,
    intent: Intent,
    per_second: Annotated[
        int, typer.Option("--per-second", min=0, help="Moves begun per second; 0: no limit.")
    ],
    wave: Number = None,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Begin no more than so many moves per second. Stripe's own limits are kept in any case."""
    change = {"per_second": per_second or None}
    _changed(context, project, wave, intent, change, Screen(as_json=as_json))


def _changed(
    context: typer.Context,
    project: Folder,
    number: int | None,
    intent: Intent,
    change: dict[str, Any],
    screen: Screen,
) -> None:
    """Write it down, then into the waves; a wave somebody else just wrote is refused, not lost."""
    running = Running.find(Project.open(project), session(context).migration)
    chosen = _waves(running, number)
    order = running.desk.order(intent.by, intent.why)
    said = ", ".join(f"{name} {value}" for name, value in change.items())
    for wave in chosen:
        running.record(Deed.MIGRATION_WAVE_CHANGED, f"wave {wave.number}: {said}", order)
        running.desk.waves.save(wave.model_copy(update=change))
    numbers = [wave.number for wave in chosen]
    document = {"stage": session(context).stage, "run": running.run.name, "waves": numbers}
    told = ", ".join(map(str, numbers))
    screen.answer({**document, **change}, f"wave {told}: {said.replace('_', ' ')}")


def _waves(running: Running, number: int | None) -> list[Wave]:
    found = list(running.desk.waves.all(running.run.name))
    chosen = [wave for wave in found if number in {None, wave.number}]
    if not chosen:
        which = f"wave {number}" if number else "wave"
        raise Refusal(f"{running.run.name} has no {which} yet: carryover migrate execute opens one")
    return chosen


@dataclass(frozen=True, slots=True)
class Which(Caution):
    """Which ones to try again, and how careful to be."""

    subscriptions: SomeSubscriptions = None
    all_held: Annotated[bool, typer.Option("--all", help="Every one that is held.")] = False


@command(
    app,
    "retry",
    'migrate retry us/sub_123 --why "the invoice was paid"',
    'migrate retry --all --why "cards arrived" --dry-run',
)
def retry(
    context: typer.Context,
    intent: Intent,
    care: Which,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Have held subscriptions looked at again: what was in the way may be gone.

    The source is read and judged anew; nothing is forced.
    """
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    chosen = _held(screen, running, care)
    names = [str(move.old) for move in chosen]
    if chosen and not care.dry_run:
        confirmed(f"Try {many(len(chosen))} again on {at.stage}?", yes=care.yes)
        order = running.desk.order(intent.by, intent.why)
        for name in names:
            running.record(Deed.MIGRATION_RETRIED, name, order)
        running.send(order, map(_again, chosen))
    said = "would be tried again (dry run)" if care.dry_run else "asked for"
    document = {"stage": at.stage, "dry_run": care.dry_run, "subscriptions": names}
    screen.answer(document, f"{many(len(chosen))} {said}")


def _held(screen: Screen, running: Running, which: Which) -> list[Move]:
    named = which.subscriptions or []
    if bool(named) is which.all_held:
        raise Refusal("name subscriptions, or say --all")
    if named:
        found = [running.move(name) for name in named]
    else:
        with screen.counting("reading moves"):
            found = [m for m in running.desk.moves.all(running.run.name) if m.state is State.HELD]
    if busy := [str(move.old) for move in found if move.state is not State.HELD]:
        raise Refusal(f"{busy[0]} is not held: carryover migrate show {busy[0]}")
    return found


def _again(move: Move) -> MoveOne:
    return MoveOne(run=move.run, account=move.account, subscription=move.subscription)
