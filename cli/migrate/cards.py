"""``carryover migrate cards``: Stripe's mapping files in, and who is still missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.kernel.errors import NeedsReview
from carryover.migration.cards.against import Source, against_source, against_target
from carryover.migration.cards.asking import Way, steps
from carryover.migration.cards.merging import merge
from carryover.migration.cards.model import Fault, Row
from carryover.migration.cards.reading import Reading, read
from carryover.ports.stripe_api import StripeApi
from cli.command import Refusal, command
from cli.migrate import covering, mapping
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.wording import many
from cli.options import Account, AsJson, DryRun
from cli.render import Column, Screen, plain
from cli.session import session

app = typer.Typer(no_args_is_help=True)

FAULTS: Final = (
    Column("file", plain("file")),
    Column("line", plain("line"), number=True),
    Column("what is wrong", plain("sentence", "yellow"), fold=True),
)
STEPS: Final = (
    Column("", plain("number"), number=True),
    Column("who", plain("who", "cyan")),
    Column("what", plain("what"), fold=True),
    Column("why", plain("why", "dim"), fold=True, room=120),
)


@dataclass(frozen=True, slots=True)
class How:
    """How to look at a file, and what to do with it."""

    offline: Annotated[
        bool,
        typer.Option("--offline", help="Do not look whether the new ids are in the target."),
    ] = False
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Forget what was imported before: this is the mapping."),
    ] = False
    dry_run: DryRun = False


@dataclass(slots=True)
class Import:
    """What came of it."""

    rows: tuple[Row, ...]
    added: int = 0
    same: int = 0
    faults: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def blame(self, file: str, faults: Sequence[Fault]) -> None:
        """Write down what is wrong with a file."""
        said = ({"file": file, "line": each.line, "sentence": each.sentence} for each in faults)
        self.faults.extend(said)


@command(
    app,
    "import",
    "migrate cards import mapping.csv --account us",
    "migrate cards import first.csv second.csv --account us --dry-run",
)
def bring_in(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Stripe's mapping, CSV or JSON.")
    ],
    account: Account,
    how: How,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Add Stripe's mapping files of one source, after looking at every row.

    Each row is held against the snapshot of the source and, unless --offline, against the target.
    If anything is wrong, everything that is wrong is listed and nothing is kept. A later file adds;
    what contradicts an earlier one is never settled silently.
    """
    screen, place = Screen(as_json=as_json), Project.open(project)
    place.source(account)
    found = Import(() if how.replace else mapping.kept(place, account))
    _merged(found, files, foreign=account in place.settings.elsewhere)
    if not found.faults:
        _against_snapshot(found, place, account)
    if not (found.faults or how.offline):
        _against_target(screen, found, place, account, session(context).stripe)
    written = not (found.faults or how.dry_run)
    if written:
        mapping.keep(place, account, found.rows)
    screen.answer(_document(found, account, written=written), *_drawn(screen, found))
    _said(screen, found)


def _said(screen: Screen, found: Import) -> None:
    for note in found.notes:
        screen.note(note, "yellow")
    if found.faults:
        raise typer.Exit(1)
    screen.note("next: carryover migrate cards coverage", "dim")


def _merged(found: Import, files: Sequence[Path], *, foreign: bool) -> None:
    for path in files:
        reading = _read(path, foreign=foreign)
        found.blame(path.name, reading.faults)
        found.notes += [f"{path.name}: {note}" for note in reading.notes]
        if not reading.faults:
            merged = merge(found.rows, reading.rows)
            found.blame(path.name, merged.conflicts)
            found.rows = merged.rows
            found.added, found.same = found.added + merged.added, found.same + merged.same


def _read(path: Path, *, foreign: bool) -> Reading:
    try:
        return read(path.read_bytes(), foreign=foreign)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}") from None


def _against_snapshot(found: Import, place: Project, account: str) -> None:
    archive = mapping.archive(place, account)
    if archive is None:
        found.notes.append(f"there is no snapshot of {account}: whose mapping it is was not seen")
        return
    people = frozenset(str(each["id"]) for each in archive.each("customer"))
    owners = covering.owners(archive)
    verdict = against_source(found.rows, Source(account, people, owners))
    found.blame(f"against {account}", verdict.faults)
    found.notes += verdict.notes


def _against_target(
    screen: Screen, found: Import, place: Project, account: str, stripe: StripeApi
) -> None:
    """Look at every customer, and at every card that is really charged."""
    archive = mapping.archive(place, account)
    charged = {each.method for each in covering.payers(archive)} if archive else None
    wanted = {
        row.source_new
        for row in found.rows
        if row.source_new and (charged is None or row.source_old in charged)
    }
    target = place.settings.target
    looks = against_target(found.rows, stripe, target, charged=wanted)
    try:
        wrong = [each for each in screen.counted("looking", looks, len(found.rows)) if each]
    except NeedsReview as doubt:
        raise Refusal(f"{doubt.sentence} (--offline imports without looking)") from None
    found.blame(f"in {target}", wrong)


def _document(found: Import, account: str, *, written: bool) -> dict[str, Any]:
    return {
        "account": account,
        "written": written,
        "rows": len(found.rows),
        "customers": len({row.customer_old for row in found.rows}),
        "added": found.added,
        "same": found.same,
        "faults": found.faults,
        "notes": found.notes,
    }


def _drawn(screen: Screen, found: Import) -> Iterator[RenderableType]:
    if found.faults:
        yield screen.listing("Nothing was imported", FAULTS, found.faults, empty="")
        return
    told = f"{many(len(found.rows), 'row')}: {found.added:,} new, {found.same:,} known before"
    yield Text(told, "green")


@command(app, "steps", "migrate cards steps --way move")
def ways(
    *,
    way: Annotated[Way, typer.Option("--way", help="Copied in the Dashboard, or by support.")] = (
        Way.COPY
    ),
    as_json: AsJson = False,
) -> None:
    """Say what to ask Stripe for so that cards arrive in the target, in order, and who does it."""
    screen = Screen(as_json=as_json)
    rows = [
        {"number": number, "who": step.who.value, "what": step.what, "why": step.why}
        for number, step in enumerate(steps(way), start=1)
    ]
    title = f"From one account to the other: {way.value}"
    screen.answer({"way": way.value, "steps": rows}, screen.listing(title, STEPS, rows, empty=""))


app.registered_commands.extend(covering.app.registered_commands)
