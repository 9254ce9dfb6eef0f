"""``carryover migrate execute``: open a wave of the approved plan (MIG-7)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any, Final

import typer

from carryover.kernel.errors import NeedsReview
from carryover.migration.messages import OpenWave
from carryover.migration.model import Move, Wave
from carryover.migration.planning.spec import Spec
from carryover.migration.verifying.watching import explained
from carryover.migration.waves import chosen, may_open
from carryover.replay.model import Deed, Order
from cli.command import Refusal, command
from cli.migrate import foreseen
from cli.migrate.choosing import Choice, selected
from cli.migrate.following import PATIENCE, Following, Patience, Wait, followed
from cli.migrate.guard import sound
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running
from cli.migrate.wording import many
from cli.options import AsJson, Caution, Intent
from cli.render import Screen
from cli.session import Session, confirmed, session

app = typer.Typer()

OPENING: Final = timedelta(hours=1)
"""How long a wave's people are kept for it: they are begun a hundred per message."""


@dataclass(frozen=True, slots=True)
class Care(Caution):
    """How careful to be, how fast, and whether to look on."""

    wait: Wait = True
    patience: Patience = PATIENCE

    ahead: Annotated[
        bool,
        typer.Option("--ahead", help="Before the last wave's first renewals are verified."),
    ] = False
    per_second: Annotated[
        int | None, typer.Option("--per-second", min=1, help="Moves begun per second at most.")
    ] = None

    @property
    def following(self) -> Following:
        """Say how to look on."""
        return Following(self.wait, self.patience)


@dataclass(frozen=True, slots=True)
class Wish:
    """A wave as somebody wants it."""

    title: str
    specs: Sequence[Spec]
    intent: Intent


@command(
    app,
    "execute",
    'migrate execute --percent 1 --seed 7 --why "pilot" --dry-run',
    'migrate execute --list pilot.txt --why "pilot, agreed with support"',
    'migrate execute --currency usd --per-second 5 --why "second wave"',
    'migrate execute --all --why "the rest"',
)
def execute(
    context: typer.Context,
    intent: Intent,
    choice: Choice,
    care: Care,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Open the next wave: the worker moves its subscriptions, one by one, each read again first.

    Refused until the first renewals of the last wave are verified, unless --ahead says otherwise.
    Ctrl-C stops the looking, not the moving: carryover migrate pause does that.
    """
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    specs, earlier = selected(screen, running, choice)
    sound(at, running.project)
    wave = _wave(running, at, care, Wish(choice.cohort(running.project).title, specs, intent))
    shown = foreseen.document(wave, specs, earlier)
    document = {"stage": at.stage, "dry_run": care.dry_run, **shown}
    screen.show(*foreseen.drawn(screen, document))
    if not specs:
        raise Refusal("nobody is left to move by this choice")
    if care.dry_run:
        screen.answer(document, "nothing was begun (dry run)")
        return
    confirmed(f"Open wave {wave.number} with {many(len(specs))} on {at.stage}?", yes=care.yes)
    order = running.desk.order(intent.by, intent.why)
    _open(running, wave, specs, order)
    screen.answer({**document, **_ended(screen, running, wave, care.following)})


def _wave(running: Running, at: Session, care: Care, wish: Wish) -> Wave:
    """Take the next number, if the last wave lets it; or the last wave itself, if opening it was
    cut short and this is the same command again."""
    desk, name = running.desk, running.run.name
    waves = desk.waves.all(name)
    if waves:
        last = waves[-1]
        begun = [move for move in desk.moves.all(name) if move.wave == last.number]
        if not begun:
            return _unbegun(running, last, wish)
        _all_begun(running, last, len(begun))
        settled = explained(desk.reviews.all(), name)
        refused = may_open(waves, begun, at.stripe.now(running.run.target), settled)
        if refused and not care.ahead:
            raise Refusal(f"{refused} To open it all the same: --ahead.")
    return Wave(
        run=name,
        number=waves[-1].number + 1 if waves else 1,
        title=wish.title,
        per_second=care.per_second,
        size=len(wish.specs),
        opened_by=wish.intent.by,
        why=wish.intent.why,
        opened_at=desk.now(),
    )


def _all_begun(running: Running, last: Wave, begun: int) -> None:
    """Refuse to open a wave for people whom the last one is still on its way to. Should its
    messages have been lost, those are free again after a while."""
    if begun < last.size and running.desk.now() - last.opened_at < OPENING:
        raise Refusal(
            f"wave {last.number} ({last.title}) is still being opened: {begun:,} of "
            f"{last.size:,} have begun. See carryover migrate status, and open the next one then"
        )


def _unbegun(running: Running, last: Wave, wish: Wish) -> Wave:
    """Let the same people be sent for again: the message is safe to be told twice."""
    same = (last.title, last.size) == (wish.title, len(wish.specs))
    with suppress(NeedsReview):
        if same and running.desk.selections.get(_key(last, wish.specs)):
            return last
    raise Refusal(
        f"wave {last.number} ({last.title}, {many(last.size)}) was opened and has not begun: wait "
        "for the worker, or give that very command again if opening it was cut short"
    )


def _open(running: Running, wave: Wave, specs: Sequence[Spec], order: Order) -> None:
    """List, wave, message. Cut off before the wave is saved, nothing was opened; before the
    message, the same command sends it. Who opens the same number at the same time is refused by
    the wave's version."""
    what = f"wave {wave.number}, {wave.title}: {many(len(specs))}"
    key = _key(wave, specs)
    if not wave.version:
        running.desk.selections.put(key, list(chosen(specs)))
        running.record(Deed.MIGRATION_WAVE_OPENED, what, order)
        running.desk.waves.save(wave)
    opening = OpenWave(run=wave.run, plan=running.run.plan, wave=wave.number, selection=key)
    running.send(order, [opening])


def _key(wave: Wave, specs: Sequence[Spec]) -> str:
    """Name the list by what is in it: two people never write over each other's."""
    whole = sha256()
    for each in chosen(specs):
        whole.update(each.model_dump_json().encode())
    return f"{wave.run}/waves/{wave.number:05}-{whole.hexdigest()[:16]}.jsonl.gz"


def _ended(screen: Screen, running: Running, wave: Wave, how: Following) -> dict[str, Any]:
    """Follow the wave until each of its subscriptions is moved, held, or waits for its time."""
    if not how.wait:
        screen.note(f"wave {wave.number} is open; see carryover migrate status --watch", "green")
        return {"states": {}}

    def mine(move: Move) -> bool:
        return move.wave == wave.number

    seen = followed(screen, running, how, wave.size, mine)
    screen.note(f"wave {wave.number}: {seen.told()}", "green")
    return {"states": {state.value: count for state, count in seen.states.items()}}
