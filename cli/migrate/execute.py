"""``carryover migrate execute``: open a wave of the approved plan (MIG-7)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.kernel.clock import Seconds, moment
from carryover.migration.messages import OpenWave
from carryover.migration.model import Move, State, Wave
from carryover.migration.planning.spec import Spec
from carryover.migration.waves import Cohort, choose, chosen, may_open
from carryover.replay.model import Deed, Order
from cli.command import Refusal, command
from cli.migrate import planned
from cli.migrate.following import PATIENCE, Following, Patience, Wait, followed
from cli.migrate.guard import sound
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running
from cli.migrate.wording import many, minute, told
from cli.options import AsJson, Caution, Intent
from cli.render import Column, Screen, plain, sheet
from cli.session import Session, confirmed, session

app = typer.Typer()

AGAIN: Final = frozenset({State.HELD, State.ROLLED_BACK})
"""What a later wave may take up again; everything else of an earlier wave is left to it."""

WEEKS: Final = (
    Column("boundaries in the week of", plain("week")),
    Column("subscriptions", plain("count"), number=True),
    Column("a period", plain("money"), number=True),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who moves: everything that is said must be true of a subscription."""

    list_: Annotated[
        Path | None,
        typer.Option("--list", help="A file with one us/sub_123 per line.", dir_okay=False),
    ] = None
    percent: Annotated[
        float | None, typer.Option("--percent", min=0.0001, max=100, help="A share, drawn by lot.")
    ] = None
    seed: Annotated[
        str, typer.Option("--seed", help="Of the lot: the same seed draws the same ones.")
    ] = ""
    currency: Annotated[str | None, typer.Option("--currency", help="Only this one: usd.")] = None
    account: Annotated[str | None, typer.Option("--account", "-a", help="Only this source.")] = None
    price: Annotated[
        str | None,
        typer.Option("--price", "--plan", help="Only who has this price or plan of the source."),
    ] = None
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many.")] = None
    everything: Annotated[bool, typer.Option("--all", help="All that the plan moves.")] = False

    def cohort(self, project: Project) -> Cohort:
        """Say it as the plan is asked. Raises ``Refusal`` when nothing, or both, was said."""
        narrowed = any((self.list_, self.percent, self.currency, self.account, self.price))
        if (narrowed or self.limit is not None) == self.everything:
            raise Refusal(
                "say who moves: --list FILE, --percent 1, --currency usd, --account us, --price "
                "price_1, --limit 10, or --all"
            )
        return Cohort(
            names=frozenset(_listed(self.list_)),
            percent=self.percent,
            seed=self.seed,
            currency=self.currency,
            account=project.source(self.account) if self.account else None,
            price=self.price,
            limit=self.limit,
        )


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
    specs, earlier = _selected(screen, running, choice)
    sound(at, running.project)
    wave = _wave(running, choice, specs, intent, care)
    document = {"stage": at.stage, "dry_run": care.dry_run, **_document(wave, specs, earlier)}
    screen.show(*_drawn(screen, document))
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


def _selected(
    screen: Screen, running: Running, choice: Choice
) -> tuple[Sequence[Spec], Sequence[str]]:
    """Choose from the approved plan, without those an earlier wave has in hand."""
    cohort = choice.cohort(running.project)
    plan = planned.taken_up(running.project)
    if plan.hash != running.run.plan:
        raise Refusal(
            f"the plan in the folder, {plan.hash[:12]}, is not the approved one, "
            f"{running.run.plan[:12]}: approve it first, or fetch the folder it was approved from"
        )
    with screen.counting("choosing"):
        moves = running.desk.moves.all(running.run.name)
        earlier = {str(move.old) for move in moves if move.state not in AGAIN}
        specs = (entry.spec for entry in plan.entries() if entry.spec is not None)
        try:
            return choose(cohort, specs, earlier), sorted(earlier)
        except ValueError as error:
            raise Refusal(str(error)) from None


def _listed(path: Path | None) -> Iterator[str]:
    """Read a list: one per line; empty lines and what follows a # do not count."""
    if path is None:
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path} cannot be read: {error}") from None
    names = [name for line in lines if (name := line.partition("#")[0].strip())]
    if not names:
        raise Refusal(f"{path} names nobody")
    yield from names


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


def _document(wave: Wave, specs: Sequence[Spec], earlier: Sequence[str]) -> dict[str, Any]:
    weeks: Counter[str] = Counter()
    money: dict[str, Counter[str]] = {}
    for spec in specs:
        week = _week(spec.boundary)
        weeks[week] += 1
        money.setdefault(week, Counter())[spec.currency] += spec.amount or 0
    total: Counter[str] = Counter()
    for each in money.values():
        total.update(each)
    return {
        "wave": wave.number,
        "title": wave.title,
        "size": len(specs),
        "in_earlier_waves": len(earlier),
        "money": dict(sorted(total.items())),
        "unpriced": sum(spec.amount is None for spec in specs),
        "first": min((spec.boundary for spec in specs), default=None),
        "last": max((spec.boundary for spec in specs), default=None),
        "weeks": [
            {"week": week, "count": weeks[week], "money": dict(money[week])}
            for week in sorted(weeks)
        ],
        "subscriptions": [f"{spec.account}/{spec.subscription}" for spec in specs],
    }


def _week(at: Seconds) -> str:
    day = moment(at)
    return f"{moment(at - day.weekday() * 86_400):%Y-%m-%d}"


def _drawn(screen: Screen, document: dict[str, Any]) -> Iterator[RenderableType]:
    fields: dict[str, Text | str | None] = {
        "chosen by": document["title"],
        "subscriptions": f"{document['size']:,}",
        "in earlier waves already": f"{document['in_earlier_waves']:,}",
        "money a period": told(document["money"]),
        "boundaries": f"{minute(document['first'])} to {minute(document['last'])}",
    }
    yield sheet(f"Wave {document['wave']}", fields)
    rows = [{**week, "money": told(week["money"])} for week in document["weeks"]]
    yield screen.listing("Boundaries", WEEKS, rows, empty="Nobody.")
