"""``carryover migrate execute``: open a wave of the approved plan (MIG-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from carryover.migration.messages import OpenWave
from carryover.migration.model import Move, Wave
from carryover.migration.planning.spec import Spec
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
    wave = _wave(running, choice, specs, intent, care)
    document = {
        "stage": at.stage,
        "dry_run": care.dry_run,
        **foreseen.document(wave, specs, earlier),
    }
    screen.show(*foreseen.drawn(screen, document))
    if refused := _hindrance(running, at, care):
        raise Refusal(refused)
    if not specs:
        raise Refusal("nobody is left to move by this choice")
    if care.dry_run:
        screen.answer(document, "nothing was begun (dry run)")
        return
    confirmed(f"Open wave {wave.number} with {many(len(specs))} on {at.stage}?", yes=care.yes)
    order = running.desk.order(intent.by, intent.why)
    _open(running, wave, specs, order)
    screen.answer({**document, **_ended(screen, running, wave, care.following)})


def _wave(
    running: Running, choice: Choice, specs: Sequence[Spec], intent: Intent, care: Care
) -> Wave:
    numbers = [wave.number for wave in running.desk.waves.all(running.run.name)]
    return Wave(
        run=running.run.name,
        number=max(numbers, default=0) + 1,
        title=choice.cohort(running.project).title,
        per_second=care.per_second,
        size=len(specs),
        opened_by=intent.by,
        why=intent.why,
        opened_at=running.desk.now(),
    )


def _hindrance(running: Running, at: Session, care: Care) -> str | None:
    """Say why the wave may not be opened now."""
    desk, name = running.desk, running.run.name
    waves = desk.waves.all(name)
    if not waves or care.ahead:
        return None
    refused = may_open(waves, desk.moves.all(name), at.stripe.now(running.run.target))
    return f"{refused} To open it all the same: --ahead." if refused else None


def _open(running: Running, wave: Wave, specs: Sequence[Spec], order: Order) -> None:
    """List, wave, message: whatever is cut off before the message has begun nothing, and the same
    command opens the next number with the same people; somebody who opens the same number at the
    same time is refused by the wave's version."""
    desk, key = running.desk, f"{wave.run}/waves/{wave.number:05}-{order.cause[-12:]}.jsonl.gz"
    desk.selections.put(key, list(chosen(specs)))
    what = f"wave {wave.number}, {wave.title}: {many(len(specs))}"
    running.record(Deed.MIGRATION_WAVE_OPENED, what, order)
    desk.waves.save(wave)
    opening = OpenWave(run=wave.run, plan=running.run.plan, wave=wave.number, selection=key)
    running.send(order, [opening])


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
