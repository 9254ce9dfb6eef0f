"""``carryover migrate catalogue``: products, prices, coupons and tax rates, made in the target."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.migration.catalogue.checking import Pair, verify_catalogue
from carryover.migration.catalogue.overrides import of_rules
from carryover.migration.catalogue.shelf import living
from carryover.migration.catalogue.wanted import Entry, wanted
from carryover.migration.messages import BuildCatalogue
from carryover.migration.model import Old
from carryover.ports.stripe_api import Json, StripeApi
from carryover.replay.model import Deed
from cli.command import leading
from cli.migrate import closing
from cli.migrate.following import PACE, Following, stuck
from cli.migrate.guard import sound
from cli.migrate.orderer import Orderer
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.run import Running
from cli.migrate.wording import many
from cli.options import AsJson, Caution
from cli.render import Column, Screen, plain
from cli.session import confirmed, session

app = typer.Typer()
app.registered_commands.extend(closing.app.registered_commands)

DOUBTS: Final = "catalogue:{run}:{plan}:"
"""How the worker names what it could not make (``migration.catalogue.service``)."""

THINGS: Final = (
    Column("kind", plain("kind")),
    Column("at the source", plain("old", "cyan")),
    Column("in the target", plain("new"), fold=True),
    Column("", plain("fate")),
    Column("why", plain("why", "yellow"), fold=True),
)
DIFFERENCES: Final = (
    Column("at the source", plain("old", "cyan")),
    Column("in the target", plain("new")),
    Column("field", plain("field")),
    Column("source", plain("source"), fold=True),
    Column("target", plain("target"), fold=True),
    Column("why that is as it should be", plain("why", "dim"), fold=True, room=150),
)


@leading(app, "migrate catalogue --dry-run", "--stage prod migrate catalogue --yes")
def catalogue(
    context: typer.Context,
    orderer: Orderer,
    care: Caution,
    following: Following,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Have everything the plan needs made in the target, then compare it with the source.

    Safe to run again: what was made is found. Exit code 1 when something cannot be made exactly,
    or differs in a way that may change an invoice.
    """
    if context.invoked_subcommand is not None:
        return
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    sound(at, running.project)
    needed = running.desk.needs.get(running.run.name, running.run.plan)
    rows = _rows(screen, running, needed, at.stripe)
    counts = Counter(row["fate"] for row in rows)
    screen.show(screen.listing(_title(counts), THINGS, rows, empty="The plan needs nothing."))
    document: dict[str, Any] = {"stage": at.stage, "dry_run": care.dry_run, "things": rows}
    pairs: list[Pair] = []
    if not care.dry_run:
        if counts["to make"]:
            confirmed(f"Make {many(counts['to make'], 'thing')} on {at.stage}?", yes=care.yes)
            _ask(running, orderer)
            over = {row["old"] for row in rows if row["fate"] == "left out"}
            awaited = [old for old in needed if str(old) not in over]
            document["unfinished"] = _waited(screen, running, awaited, following)
        document["doubts"] = _doubts(running)
        pairs = list(screen.counted("comparing", _compared(running, at.stripe), len(needed)))
    found = [row for pair in pairs for row in _differences(pair)]
    screen.answer({**document, "differences": found}, *_drawn(screen, document, found, pairs))
    if counts["impossible"] or _trouble(document, found):
        raise typer.Exit(1)


def _trouble(document: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> bool:
    waiting = document.get("doubts") or document.get("unfinished")
    return bool(waiting) or any(row["costs"] for row in found)


def _rows(
    screen: Screen, running: Running, needed: Sequence[Old], stripe: StripeApi
) -> list[dict[str, Any]]:
    """Say of everything what is to become of it, reading the sources live of what is missing."""
    known = running.desk.ids.find(running.run.name, needed)
    missing = [old for old in needed if old not in known]
    with screen.counting("reading the sources") as advance:

        def look(old: Old) -> Json | None:
            advance(1)
            return living(stripe, old.account, old.kind, old.id)

        now = stripe.now(running.run.target) if missing else 0
        entries = wanted(missing, look, overrides=of_rules(running.run.rules), now=now)
    made = running.desk.ids.find(running.run.name, [entry.old for entry in entries])
    there = [Entry(old, existing=new) for old, new in known.items()]
    return [_row(entry, {**known, **made}) for entry in [*there, *entries]]


def _row(entry: Entry, known: Mapping[Old, str]) -> dict[str, Any]:
    return {
        "kind": entry.old.kind.value,
        "old": str(entry.old),
        "new": known.get(entry.old, entry.existing),
        "fate": _fate(entry, known),
        "why": entry.problem or entry.over,
        "params": dict(entry.params),
    }


def _fate(entry: Entry, known: Mapping[Old, str]) -> str:
    if entry.old in known:
        return "is there"
    if entry.problem or entry.over:
        return "impossible" if entry.problem else "left out"
    return "named" if entry.existing else "to make"


def _title(counts: Counter[str]) -> str:
    told = ", ".join(f"{count} {fate}" for fate, count in sorted(counts.items()))
    return f"Catalogue: {told or 'nothing'}"


def _ask(running: Running, orderer: Orderer) -> None:
    order = running.desk.order(orderer.by, orderer.why)
    running.record(Deed.MIGRATION_CATALOGUE_ASKED, f"plan {running.run.plan[:12]}", order)
    running.send(order, [BuildCatalogue(run=running.run.name, plan=running.run.plan)])


def _waited(screen: Screen, running: Running, needed: Sequence[Old], how: Following) -> list[str]:
    """Look until everything has a new id or a doubt; answer what is left without either."""
    if not how.wait:
        return []
    left = [str(old) for old in needed]
    news = running.desk.now()
    with screen.counting("waiting for the worker", len(left)) as advance:
        while True:
            before, left = left, _left(running, needed)
            advance(len(before) - len(left))
            now = running.desk.now()
            news = now if len(left) < len(before) else news
            if not left:
                return []
            if now - news > timedelta(seconds=how.patience):
                screen.note(stuck(how), "yellow")
                return left
            running.desk.pause(timedelta(seconds=PACE))


def _left(running: Running, needed: Sequence[Old]) -> list[str]:
    done = set(map(str, running.desk.ids.find(running.run.name, needed)))
    return [str(old) for old in needed if str(old) not in done | _doubts(running).keys()]


def _doubts(running: Running) -> dict[str, str]:
    """Read what the worker refused to make, by old name."""
    beginning = DOUBTS.format(run=running.run.name, plan=running.run.plan[:12])
    return {
        case.doubt.id.removeprefix(beginning): case.doubt.sentence
        for case in running.desk.reviews.all()
        if case.closed_at is None and case.doubt.id.startswith(beginning)
    }


def _compared(running: Running, stripe: StripeApi) -> Iterator[Pair]:
    elsewhere = running.project.settings.elsewhere
    return verify_catalogue(stripe, running.desk.ids, running.run, elsewhere=elsewhere)


def _differences(pair: Pair) -> Iterator[dict[str, Any]]:
    named = {"old": str(pair.old), "new": pair.new}
    if pair.gone:
        yield {**named, "field": "", "source": "", "target": "", "why": pair.gone, "costs": True}
    for each in pair.differences:
        told = {"field": each.field, "source": each.source, "target": each.target}
        yield {**named, **told, "why": each.why, "costs": each.costs}


def _drawn(
    screen: Screen,
    document: Mapping[str, Any],
    found: Sequence[Mapping[str, Any]],
    pairs: Sequence[Pair],
) -> Iterator[RenderableType]:
    for name, sentence in document.get("doubts", {}).items():
        yield Text(f"{name}: {sentence}", "yellow")
    if pairs:
        exact = sum(pair.exact for pair in pairs)
        title = f"{exact:,} of {len(pairs):,} exact"
        shown = [
            {**row, "source": str(row["source"]), "target": str(row["target"])} for row in found
        ]
        yield screen.listing(title, DIFFERENCES, shown, empty=f"{title}: no differences.")
