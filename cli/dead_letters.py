"""``carryover dead-letters``: what the workers gave up on, why, and back to work with it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, Final

import typer

from carryover.ports.outbox import Queue
from carryover.replay.model import DeadLetter
from carryover.replay.privacy import opened, shown
from cli import letters
from cli.command import Refusal, command
from cli.options import AsJson, Caution, Eyes, Intent, Limit
from cli.render import Screen, document
from cli.session import Session, confirmed, session

MOST: Final = 10_000
"""Letters looked through when one is searched for or all are sent back."""

app = typer.Typer(no_args_is_help=True, help="Messages the workers gave up on.")

OneQueue = Annotated[
    Queue | None, typer.Option("--queue", "-q", help="Only this queue; default all.")
]


@command(app, "list", "dead-letters list", "--stage prod dead-letters list -q inbound --json")
def list_(
    context: typer.Context, queue: OneQueue = None, limit: Limit = 100, *, as_json: AsJson = False
) -> None:
    """List what is stuck: what it is, since when, how often it was tried and why it failed.

    Looking hides each message for a moment and counts as one more try; nothing is moved.
    """
    screen, at = Screen(as_json=as_json), session(context)
    held = sum(at.console.letters.hidden(each) for each in _queues(queue))
    found = _look(screen, at, queue, limit)
    rows = [letters.row(at, each) for each in screen.counted("reading why", found, len(found))]
    screen.answer(
        {"stage": at.stage, "dead_letters": rows, "held_by_others": held},
        letters.listing(screen, f"Dead letters of {at.stage}", rows),
    )
    if held:
        screen.note(f"{held} more are held by somebody else now: look again in a minute", "yellow")
    if len(found) == limit:
        screen.note(f"only the first {limit} were read: there may be more (--limit)", "yellow")


@command(app, "show", "dead-letters show 0f3c", "dead-letters show evt_1PgafW --reveal")
def show(
    context: typer.Context,
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="A message's id or its beginning, or an event's id.")
    ],
    eyes: Eyes,
    *,
    as_json: AsJson = False,
) -> None:
    """Show one dead letter: its story, what it says, and how to find it in the logs."""
    screen, at = Screen(as_json=as_json), session(context)
    letter = _the_one(_look(screen, at, None, MOST), wanted)
    if eyes.reveal:
        at.console.revealed(f"dead letter {letter.id}", eyes.by)
    failures = [{"at": when, "reason": why} for when, why in at.console.failures.of(letter.id)]
    content = opened(letter.body) if eyes.reveal else shown(letter.body)
    known = {**letters.row(at, letter), "failures": failures, **letters.log(at, letter)}
    screen.answer(
        {"stage": at.stage, **known, "message": content},
        *letters.story(screen, known),
        document(content),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Which letters are meant."""

    ids: Annotated[
        list[str], typer.Argument(metavar="[ID]...", help="Ids, or their beginnings.")
    ] = field(default_factory=list)
    queue: OneQueue = None
    everything: Annotated[bool, typer.Option("--all", help="Every dead letter.")] = False


@command(
    app,
    "replay",
    'dead-letters replay 0f3c --why "Stripe was down"',
    'dead-letters replay --all -q inbound --why "fixed in 1.4.2" --dry-run',
)
def replay(
    context: typer.Context,
    intent: Intent,
    choice: Choice,
    caution: Caution,
    *,
    as_json: AsJson = False,
) -> None:
    """Send dead letters back to the queue they failed on.

    Each is written to the audit trail, sent, and only then removed: none can be lost, and a message
    that arrives twice does nothing twice.
    """
    if bool(choice.ids) == choice.everything:
        raise typer.BadParameter("give ids, or --all")
    screen, at = Screen(as_json=as_json), session(context)
    found = _look(screen, at, choice.queue, MOST)
    chosen = found if choice.everything else [_the_one(found, each) for each in choice.ids]
    rows = [letters.row(at, letter) for letter in chosen]
    screen.show(letters.listing(screen, "To be sent back", rows))
    done: list[str] = []
    if chosen and not caution.dry_run:
        confirmed(f"Send {len(chosen)} back to work on {at.stage}?", yes=caution.yes)
        done = list(screen.counted("sending back", _sent(at, chosen, intent), len(chosen)))
    _conclude(screen, at, rows, done, dry_run=caution.dry_run)


def _look(screen: Screen, at: Session, only: Queue | None, limit: int) -> list[DeadLetter]:
    """Read up to ``limit`` letters, the oldest first.

    The piles are read side by side: each takes a second to say that it has no more.
    """
    look = partial(at.console.dead_letter_replay.look, limit=limit)
    with (
        screen.counting("looking through the dead letters") as advance,
        ThreadPoolExecutor() as pool,
    ):
        found: list[DeadLetter] = []
        for pile in pool.map(look, _queues(only)):
            found.extend(pile)
            advance(len(pile))
    return sorted(found, key=lambda letter: letter.sent_at)[:limit]


def _queues(only: Queue | None) -> Sequence[Queue]:
    return [only] if only else list(Queue)


def _the_one(among: list[DeadLetter], wanted: str) -> DeadLetter:
    match letters.found(among, wanted):
        case [letter]:
            return letter
        case []:
            raise Refusal(f"no dead letter is called {wanted} (see: carryover dead-letters list)")
        case several:
            ids = ", ".join(letter.id for letter in several[:5])
            raise Refusal(f"{wanted} means {len(several)} dead letters, name one: {ids}")


def _sent(at: Session, chosen: Sequence[DeadLetter], intent: Intent) -> Iterator[str]:
    """Send back queue by queue, under one order."""
    order = at.console.order(intent.by, intent.why)
    for queue in dict.fromkeys(letter.queue for letter in chosen):
        wanted = [letter.id for letter in chosen if letter.queue is queue]
        for letter in at.console.dead_letter_replay.replay(queue, wanted, order):
            yield letter.id


def _conclude(
    screen: Screen,
    at: Session,
    rows: list[dict[str, Any]],
    done: list[str],
    *,
    dry_run: bool,
) -> None:
    """Tell what was done; letters that were gone meanwhile are a failure somebody should see."""
    left = [] if dry_run else [row["id"] for row in rows if row["id"] not in done]
    document = {"stage": at.stage, "dry_run": dry_run, "chosen": rows}
    if screen.as_json:
        screen.answer({**document, "replayed": done, "not_found": left})
    elif dry_run:
        screen.note(f"dry run: {len(rows)} would be sent back", "cyan")
    else:
        screen.note(f"{len(done)} sent back", "green")
    if left:
        raise Refusal(f"{len(left)} were not there any more: somebody else may hold them")
