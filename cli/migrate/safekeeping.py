"""A snapshot's folder on somebody's disk: one writer at a time, old ones kept, for nobody else."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from carryover.kernel.clock import moment
from carryover.migration.snapshot.manifest import NAME, Manifest
from cli.command import Refusal


@contextmanager
def alone(folder: Path, alias: str) -> Iterator[None]:
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


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Say what a full or forbidden disk means: what is written so far stays good."""
    try:
        yield
    except OSError as error:
        raise Refusal(
            f"{folder} cannot be written: {error.strerror or error}. What is there stays good; "
            "mend it and give the command again"
        ) from None


def kept_beside(folder: Path, before: Manifest) -> None:
    """Move a whole snapshot into a folder named by its time; plans that were made from it can
    still be checked. The manifest last: killed on the way, the same command moves the rest."""
    kept = folder.with_name(f"{folder.name}.{moment(before.taken_at):%Y-%m-%dT%H%M%SZ}")
    kept.mkdir(exist_ok=True)
    for path in sorted(folder.iterdir(), key=lambda each: (each.name == NAME, each.name)):
        if path.name != ".lock":
            path.replace(kept / path.name)
