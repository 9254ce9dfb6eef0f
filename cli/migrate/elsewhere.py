"""``carryover migrate elsewhere``: subscriptions of another processor, by a CSV."""

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType

from carryover.kernel.clock import Seconds
from carryover.migration.catalogue.shelf import living
from carryover.migration.elsewhere.columns import COLUMNS, REFUSED
from carryover.migration.elsewhere.confirming import MappedConfirmations
from carryover.migration.elsewhere.judging import Target, judge_row
from carryover.migration.elsewhere.reading import Fault, read
from carryover.migration.messages import MoveOne
from carryover.migration.planning.entry import Entry
from carryover.ports.stripe_api import StripeApi
from carryover.replay.model import Deed
from cli.command import Refusal, command
from cli.migrate import mapping
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running
from cli.migrate.wording import many
from cli.options import AsJson, Caution, Intent
from cli.render import Column, Screen, plain
from cli.session import confirmed, session

app = typer.Typer(no_args_is_help=True)

Alias = Annotated[
    str, typer.Argument(metavar="ALIAS", help="As migration.yaml calls it under `elsewhere`.")
]

EXPLAINED: Final = (
    Column("column", plain("name", "cyan")),
    Column("", plain("needed", "bold")),
    Column("what", plain("what"), fold=True),
    Column("for example", plain("example", "dim"), fold=True, room=120),
)
FAULTS: Final = (
    Column("line", plain("line"), number=True),
    Column("what is wrong", plain("sentence", "yellow"), fold=True),
)
HELD: Final = (
    Column("subscription", plain("subscription", "cyan")),
    Column("why it would be held", plain("sentence", "yellow"), fold=True),
)


@command(app, "columns", "migrate elsewhere columns", "migrate elsewhere columns --json")
def columns(*, as_json: AsJson = False) -> None:
    """Explain the columns of the file."""
    screen = Screen(as_json=as_json)
    rows = [
        {
            "name": each.name,
            "what": each.what,
            "example": each.example,
            "needed": "needed" if each.needed else "",
            "toolkit": not each.ours,
        }
        for each in COLUMNS
    ]
    table = screen.listing("Columns", EXPLAINED, rows, empty="")
    screen.answer({"columns": rows, "refused": REFUSED}, table)


@command(app, "check", "migrate elsewhere check oldcart", "migrate elsewhere check oldcart --json")
def check(
    context: typer.Context,
    alias: Alias,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Read the file, hold every row against the target, and say all that is wrong.

    Changes nothing. Exit code 1 when a row cannot be read or would be held.
    """
    screen, place = Screen(as_json=as_json), Project.open(project)
    path = place.root / _file(place, alias)
    try:
        reading = read(path.read_bytes())
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}") from None
    held: list[Entry] = []
    if not reading.faults:
        held = _held(screen, place, alias, session(context).stripe)
    document = _document(alias, len(reading.rows), reading.faults, held)
    screen.answer(document, *_drawn(screen, document))
    if reading.faults or held:
        raise typer.Exit(1)


@command(app, "confirm", 'migrate elsewhere confirm oldcart --why "cancelled in their admin"')
def confirm(
    context: typer.Context,
    alias: Alias,
    intent: Intent,
    care: Caution,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Hand over which subscriptions were stopped there (stopped_confirmed): these may live.

    Whatever is not confirmed before its charge is due ends itself in the target, and the other
    processor goes on charging.
    """
    screen, at = Screen(as_json=as_json), session(context)
    place = Project.open(project)
    _file(place, alias)
    running = Running.find(place, at.migration)
    rows = mapping.foreign_rows(place, alias)
    stopped = {row.subscription: row.stopped_confirmed for row in rows if row.stopped_confirmed}
    news = _news(running, alias, stopped)
    if news and not care.dry_run:
        told = f"Say on {at.stage} that {many(len(news))} were stopped at {alias}?"
        confirmed(told, yes=care.yes)
        _hand_over(running, alias, news, intent)
    document = {"stage": at.stage, "dry_run": care.dry_run, "stopped": len(stopped)}
    said = f"{many(len(stopped))} of {len(rows):,} stopped, {len(news):,} newly confirmed"
    screen.answer({**document, "confirmed": sorted(news)}, said)


def _news(running: Running, alias: str, stopped: dict[str, Seconds]) -> dict[str, Seconds]:
    """Leave out what the stage knows already."""
    kept, run = MappedConfirmations(running.desk.ids), running.run.name
    return {name: at for name, at in stopped.items() if kept.find(run, alias, name) != at}


def _hand_over(running: Running, alias: str, news: dict[str, Seconds], intent: Intent) -> None:
    """Write down who says so, then do it, then wake the moves that wait for it."""
    order = running.desk.order(intent.by, intent.why)
    running.record(Deed.MIGRATION_CHECK_CONFIRMED, f"{len(news)} stopped at {alias}", order)
    MappedConfirmations(running.desk.ids).put(running.run.name, alias, news)
    running.send(order, _begun(running, alias, news))


def _begun(running: Running, alias: str, news: dict[str, Seconds]) -> Iterator[MoveOne]:
    """Name those whose move waits for this; the others are confirmed when their wave opens."""
    for name in sorted(news):
        if running.desk.moves.find(running.run.name, alias, name) is not None:
            yield MoveOne(run=running.run.name, account=alias, subscription=name)


def _file(place: Project, alias: str) -> str:
    if alias not in place.settings.elsewhere:
        known = ", ".join(place.settings.elsewhere) or "none"
        raise Refusal(f"{alias} is not under `elsewhere` in migration.yaml (there: {known})")
    return str(place.settings.elsewhere[alias])


def _held(screen: Screen, place: Project, alias: str, stripe: StripeApi) -> list[Entry]:
    rows = mapping.foreign_rows(place, alias)
    at = place.settings.target
    target = Target(partial(living, stripe, at), stripe.now(at))
    rules = place.settings.plan_rules()
    judged = (judge_row(alias, row, target, rules) for row in rows)
    entries = screen.counted("looking at the target", judged, len(rows))
    return [each for each in entries if each.outcome == "held"]


def _document(
    alias: str, rows: int, faults: tuple[Fault, ...], held: list[Entry]
) -> dict[str, Any]:
    return {
        "source": alias,
        "rows": rows,
        "faults": [{"line": each.line, "sentence": each.sentence} for each in faults],
        "held": [{"subscription": each.name, "sentence": each.sentence} for each in held],
    }


def _drawn(screen: Screen, document: dict[str, Any]) -> Iterator[RenderableType]:
    if document["faults"]:
        yield screen.listing("The file cannot be used", FAULTS, document["faults"], empty="")
        return
    fine = f"{many(document['rows'], 'row')}, nothing would be held."
    yield screen.listing("Held", HELD, document["held"], empty=fine)
