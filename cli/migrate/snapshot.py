"""``carryover migrate snapshot``: write the source accounts down, read-only; goes on where it was
stopped."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
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
    with _alone(folder, alias):
        before = manifest.read(Files(folder))
        if before is not None and before.whole:
            if not wish.again:
                return before, "left as it is"
            _kept_beside(folder, before)
            before = None
        with _reading(screen, alias) as told, _writable(folder):
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
def _alone(folder: Path, alias: str) -> Iterator[None]:
    """Keep a second one out: two of them would write over each other. And keep customers' data out
    of repositories."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(f"somebody else is taking the snapshot of {alias} right now") from None
        yield


def _kept_beside(folder: Path, before: Manifest) -> None:
    """Move a whole snapshot into a folder named by its time; plans that were made from it can
    still be checked."""
    kept = folder.with_name(f"{folder.name}.{moment(before.taken_at):%Y-%m-%dT%H%M%SZ}")
    kept.mkdir(exist_ok=True)
    for path in sorted(folder.iterdir()):
        if path.name != ".lock":
            path.replace(kept / path.name)


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Say what a full or forbidden disk means: what is written so far stays good."""
    try:
        yield
    except OSError as error:
        raise Refusal(
            f"{folder} cannot be written: {error.strerror or error}. What is there stays good; "
            "mend it and give the command again"
        ) from None


@contextmanager
def _reading(screen: Screen, alias: str) -> Iterator[Callable[[str, int], None]]:
    """Show which kind is read, and how many of it there are by now."""
    shown: list[tuple[str, AbstractContextManager[Callable[[int], None]], Callable[[int], None]]]
    shown, so_far = [], 0

    def told(kind: str, count: int) -> None:
        nonlocal so_far
        if not shown or shown[-1][0] != kind:
            _closed(shown)
            bar = screen.counting(f"{alias}: {kind.replace('_', ' ')}s")
            shown.append((kind, bar, bar.__enter__()))
            so_far = 0
        shown[-1][2](count - so_far)
        so_far = count

    try:
        yield told
    finally:
        _closed(shown)


def _closed(shown: list[Any]) -> None:
    while shown:
        shown.pop()[1].__exit__(None, None, None)


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
