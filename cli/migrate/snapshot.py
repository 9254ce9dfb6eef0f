"""``carryover migrate snapshot``: write the source accounts down, read-only; goes on where it was
stopped."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from carryover.kernel.clock import moment
from carryover.kernel.errors import Retryable
from carryover.migration.snapshot import manifest
from carryover.migration.snapshot.files import Folder as Files
from carryover.migration.snapshot.manifest import Manifest
from carryover.migration.snapshot.taking import take
from cli.command import Refusal, command
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.safekeeping import alone, kept_beside, writable
from cli.migrate.settings import FILE
from cli.options import AsJson, DryRun, SomeAccounts
from cli.render import Column, Screen, plain
from cli.render import time as at_time
from cli.session import session

if TYPE_CHECKING:
    from carryover.ports.stripe_api import StripeApi

app = typer.Typer()

PATIENCE: Final = (1, 2, 5, 15, 30, 60)
"""Seconds to wait when Stripe cannot answer, each time longer; any page written begins anew."""

SHOWN: Final = ("subscription", "customer", "invoice", "price")

TAKEN: Final = (
    Column("account", plain("account", "cyan")),
    Column("", plain("what")),
    Column("taken", at_time("taken_at")),
    *(Column(f"{kind}s", plain(kind), number=True) for kind in SHOWN),
    Column("objects", plain("objects"), number=True),
    Column("digest", plain("short", "dim"), room=110),
)

type Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which snapshots, and whether new ones."""

    account: SomeAccounts = field(default_factory=list)
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Take a new one; a whole one is kept beside it under its time."
        ),
    ] = False
    dry_run: DryRun = False


@command(
    app,
    "snapshot",
    "migrate snapshot",
    "migrate snapshot --account us --again",
    "migrate snapshot --dry-run --json",
)
def snapshot(
    context: typer.Context, wish: Wish, project: Folder = DEFAULT, *, as_json: AsJson = False
) -> None:
    """Write the source accounts down, read-only, into snapshots/ of the project folder.

    Any size; after Ctrl-C, a crash or an outage the same command goes on where it was. A snapshot
    that is whole is left alone unless --again is given. Needs the accounts' keys and no stage.
    """
    screen, place = Screen(as_json=as_json), Project.open(project)
    aliases = place.chosen(list(wish.account))
    if wish.dry_run:
        rows = [_foreseen(place, alias, again=wish.again) for alias in aliases]
    else:
        stripe = session(context).stripe
        rows = [_row(place, *_taken(screen, stripe, place, alias, wish)) for alias in aliases]
    document = {"dry_run": wish.dry_run, "snapshots": rows}
    screen.answer(document, screen.listing("Snapshots", TAKEN, rows, empty="No source is named."))
    for row in rows:
        for kind, sentence in row["withheld"].items():
            screen.note(f"{row['account']}: no {kind}s in it. {sentence}", "yellow")
    screen.note("next: carryover migrate audit", "dim")


def _taken(
    screen: Screen, stripe: "StripeApi", project: Project, alias: str, wish: Wish
) -> tuple[Manifest, str]:
    """Take one, go on with one, or leave a whole one."""
    folder = project.snapshot(alias)
    _known(stripe, project, alias)
    with writable(folder), alone(folder, alias):
        before = manifest.read(Files(folder))
        if before is not None and before.whole:
            if not wish.again:
                return before, "left as it is"
            kept_beside(folder, before)
            before = None
        with _reading(screen, alias) as told:
            made = patiently(stripe, alias, Files(folder), told, time.sleep)
    return made, "taken" if before is None else "gone on with"


def _known(stripe: "StripeApi", project: Project, alias: str) -> None:
    """Refuse the key of another account before anything is written, if somebody said which is
    which; then the key has to be allowed to tell."""
    known, target = project.settings.accounts, project.settings.target
    if not known:
        return
    found = (stripe.get(alias, "account") or {}).get("id")
    if found != known.get(alias, found):
        wanted = known[alias]
        raise Refusal(f"the key of {alias} opens {found}, {FILE} says that {alias} is {wanted}")
    if found == known.get(target):
        raise Refusal(f"the key of {alias} opens {found}, which is the target, {target}")


def patiently(
    stripe: "StripeApi", alias: str, files: Files, told: Callable[[str, int], None], pause: Pause
) -> Manifest:
    """Take it through outages: wait and go on, as long as every now and then a page gets through.
    Raises ``Retryable`` when none does any more."""
    version = str(import_module("carryover.adapters.stripe.transport").API_VERSION)
    waits = iter(PATIENCE)

    def heard(kind: str, count: int) -> None:
        nonlocal waits
        waits = iter(PATIENCE)
        told(kind, count)

    while True:
        try:
            return take(stripe, alias, files, api_version=version, told=heard)
        except Retryable as error:
            wait = next(waits, None)
            if wait is None:
                raise
            pause(max(wait, error.after.total_seconds() if error.after else 0))


@contextmanager
def _reading(screen: Screen, alias: str) -> Iterator[Callable[[str, int], None]]:
    """Show which kind is read, and how many of it there are by now."""
    with ExitStack() as bar:
        yield _Bars(screen, alias, bar)


@dataclass(slots=True)
class _Bars:
    """One bar after the other, each gone when the next kind begins."""

    screen: Screen
    alias: str
    bar: ExitStack
    kind: str = ""
    count: int = 0
    advance: Callable[[int], None] = lambda _: None

    def __call__(self, kind: str, count: int) -> None:
        """Draw how far it is."""
        if kind != self.kind:
            self.bar.close()
            label = f"{self.alias}: {kind.replace('_', ' ')}s"
            self.advance = self.bar.enter_context(self.screen.counting(label))
            self.kind, self.count = kind, 0
        self.advance(count - self.count)
        self.count = count


def _foreseen(project: Project, alias: str, *, again: bool) -> dict[str, Any]:
    """Say what would be done, without asking Stripe anything."""
    found = manifest.read(Files(project.snapshot(alias)))
    if found is None:
        nothing = {"account": alias, "folder": str(project.snapshot(alias)), "withheld": {}}
        return {**nothing, "what": "would be taken", "whole": False}
    if found.whole:
        what = "would be taken again, this one kept" if again else "would be left as it is"
    else:
        what = "would be gone on with"
    return _row(project, found, what)


def _row(project: Project, made: Manifest, what: str) -> dict[str, Any]:
    """Put a snapshot into its machine shape (cli/README.md)."""
    counts = made.counts()
    return {
        "account": made.account,
        "account_id": made.account_id,
        "livemode": made.livemode,
        "what": what,
        "whole": made.whole,
        "folder": str(project.snapshot(made.account)),
        "taken_at": moment(made.taken_at).isoformat(),
        "finished_at": _iso(made.finished_at),
        "digest": made.digest,
        "short": made.digest[:12],
        "objects": sum(counts.values()),
        **{kind: counts.get(kind, 0) for kind in SHOWN},
        "counts": dict(counts),
        "withheld": _withheld(made),
    }


def _withheld(made: Manifest) -> dict[str, str]:
    return {kind: kept.withheld for kind, kept in made.kinds.items() if kept.withheld}


def _iso(at: int | None) -> str | None:
    return None if at is None else moment(at).isoformat()
