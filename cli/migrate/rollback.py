"""``carryover migrate rollback``: one, a wave, or everything that has not renewed yet (MIG-10)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.kernel.clock import Seconds
from carryover.migration.messages import RollBackOne
from carryover.migration.model import Move, State
from carryover.migration.undoing import NOTHING_TO_UNDO, CannotUndo, Undoable, undoable
from carryover.replay.model import Deed
from cli.command import Refusal, command
from cli.migrate.following import Following, followed
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running, SomeSubscriptions
from cli.migrate.standing import worth
from cli.migrate.wording import many, minute, told
from cli.options import AsJson, Caution, Intent
from cli.render import Column, Row, Screen, plain
from cli.session import confirmed, session

app = typer.Typer()

BACK: Final = (
    Column("subscription", plain("subscription", "cyan")),
    Column("state", plain("state")),
    Column("wave", plain("wave"), number=True),
    Column("first renewal", plain("boundary"), room=100),
    Column("a period", plain("money"), number=True),
)
GONE: Final = (
    Column("subscription", plain("subscription", "cyan")),
    Column("why it cannot be undone", plain("sentence", "yellow"), fold=True),
    Column("what to do instead", plain("instead"), fold=True),
)
TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class Which(Caution):
    """What to take back, and how careful to be."""

    subscriptions: SomeSubscriptions = None
    wave: Annotated[int | None, typer.Option("--wave", min=1, help="Everything of this wave.")] = (
        None
    )
    everything: Annotated[
        bool, typer.Option("--all", help="Everything that has not renewed yet.")
    ] = False


@dataclass(frozen=True, slots=True)
class Sorted:
    """What can be taken back, what cannot, and what needs not: the source bills it as ever."""

    back: Sequence[Move]
    gone: Sequence[tuple[Move, CannotUndo]]
    untouched: Sequence[Move]

    @classmethod
    def of(cls, moves: Sequence[Move], now: Seconds) -> "Sorted":
        """Ask of each."""
        found = [(move, undoable(move, now)) for move in moves]
        return cls(
            [move for move, answer in found if isinstance(answer, Undoable)],
            [(move, answer) for move, answer in found if isinstance(answer, CannotUndo)],
            [move for move, answer in found if answer is None],
        )

    def document(self) -> dict[str, Any]:
        """Put it into its machine shape (cli/README.md)."""
        gone = [
            {"subscription": str(m.old), "sentence": no.sentence, "instead": no.instead}
            for m, no in self.gone
        ]
        untouched = [str(move.old) for move in self.untouched]
        return {
            "back": [_row(move) for move in self.back],
            "cannot": gone,
            "untouched": untouched,
        }


@command(
    app,
    "rollback",
    'migrate rollback us/sub_123 --why "asked to stay"',
    'migrate rollback --wave 2 --why "declines are up" --dry-run',
    'migrate rollback --all --why "called off"',
)
def rollback(
    context: typer.Context,
    intent: Intent,
    which: Which,
    following: Following,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Let the source bill again and take the target away, until the first renewal.

    Says first what can no longer be undone and what to do instead. Exit code 1 when something that
    was named, or of the wave, can not; --all means only what still can.
    """
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    chosen = _chosen(screen, running, which)
    found = Sorted.of(chosen, at.stripe.now(running.run.target) if chosen else 0)
    screen.show(*_drawn(screen, found))
    document: dict[str, Any] = {"stage": at.stage, "dry_run": which.dry_run, **found.document()}
    if which.dry_run or not found.back:
        screen.answer(document)
    else:
        confirmed(f"Roll back {many(len(found.back))} on {at.stage}?", yes=which.yes)
        _ask(running, found.back, intent)
        screen.answer({**document, **_ended(screen, running, found.back, following)})
    if found.gone and not which.everything:
        raise typer.Exit(1)


def _chosen(screen: Screen, running: Running, which: Which) -> list[Move]:
    named = which.subscriptions or []
    if sum((bool(named), which.wave is not None, which.everything)) != 1:
        raise Refusal("say what to roll back: subscriptions, or --wave N, or --all")
    if named:
        return [running.move(name) for name in dict.fromkeys(named)]
    with screen.counting("reading moves"):
        return [
            move
            for move in running.desk.moves.all(running.run.name)
            if move.state not in NOTHING_TO_UNDO and which.wave in {None, move.wave}
        ]


def _ask(running: Running, back: Sequence[Move], intent: Intent) -> None:
    """Write down who wants it, then send; a message names the attempt it takes back."""
    order = running.desk.order(intent.by, intent.why)
    for move in back:
        running.record(Deed.MIGRATION_ROLLBACK_ASKED, str(move.old), order)
    running.send(
        order,
        (
            RollBackOne(
                run=move.run,
                account=move.account,
                subscription=move.subscription,
                attempt=move.attempt,
            )
            for move in back
        ),
    )


def _ended(
    screen: Screen, running: Running, back: Sequence[Move], how: Following
) -> dict[str, Any]:
    """Follow those that were sent; each of them is now in a later attempt."""
    asked = {str(move.old): move.attempt for move in back}
    if not how.wait:
        screen.note(f"asked for: {many(len(asked))}; see carryover migrate status", "green")
        return {"states": {}}

    def mine(move: Move) -> bool:
        return move.attempt > asked.get(str(move.old), move.attempt)

    seen = followed(screen, running, how, len(asked), mine)
    screen.note(seen.told(), "green" if set(seen.states) == {State.ROLLED_BACK} else "yellow")
    return {"states": {state.value: count for state, count in seen.states.items()}}


def _row(move: Move) -> Row:
    currency, minor = worth(move)
    return {
        "subscription": str(move.old),
        "state": move.state.value,
        "wave": move.wave,
        "boundary": minute(move.boundary),
        "money": told({currency: minor}) if currency else "",
    }


def _drawn(screen: Screen, found: Sorted) -> Iterator[RenderableType]:
    sums: Counter[str] = Counter()
    for move in found.back:
        currency, minor = worth(move)
        sums.update({currency: minor} if currency else {})
    title = f"Can be rolled back: {many(len(found.back))}, {told(sums)} a period"
    rows = [_row(move) for move in found.back[:TOLD]]
    yield screen.listing(title, BACK, rows, empty="Nothing of it can be rolled back.")
    if found.untouched:
        yield Text(f"nothing to undo: {many(len(found.untouched))}, billed by the source as ever")
    if found.gone:
        rows = found.document()["cannot"]
        yield screen.listing("Can no longer be undone", GONE, rows[:TOLD], empty="")
