"""Where a snapshot's bytes lie. A folder does on one machine; a bucket can keep the same promise,
one object per piece."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol

from carryover.kernel.errors import NeedsReview


class Files(Protocol):
    """A handful of named files that only grow at their end, and small ones replaced as a whole."""

    def size(self, name: str) -> int | None:
        """Tell how many bytes a file has; ``None``: there is no such file."""

    def append(self, name: str, data: bytes, *, at: int) -> None:
        """Write behind the first ``at`` bytes; what lay there is gone. On disk when it returns."""

    def replace(self, name: str, data: bytes) -> None:
        """Write a small file so that readers see the old one or the new one, never a half."""

    def reading(self, name: str) -> IO[bytes]:
        """Open a file to be read from its beginning. Raises ``NeedsReview`` when there is none."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Keeps the promise of ``Files`` in one folder, made on first use."""

    path: Path

    def size(self, name: str) -> int | None:
        """Ask the file system."""
        found = self.path / name
        return found.stat().st_size if found.is_file() else None

    def append(self, name: str, data: bytes, *, at: int) -> None:
        """Cut the file to ``at`` bytes and write on from there."""
        if (self.size(name) or 0) < at:
            raise _shorter(self.path / name, at)
        with _synced(self.path / name, "r+b" if at else "wb") as file:
            file.truncate(at)
            file.seek(at)
            file.write(data)

    def replace(self, name: str, data: bytes) -> None:
        """Write beside it, then rename."""
        beside = self.path / f".{name}.new"
        with _synced(beside, "wb") as file:
            file.write(data)
        beside.replace(self.path / name)

    def reading(self, name: str) -> IO[bytes]:
        """Open it."""
        try:
            return (self.path / name).open("rb")
        except FileNotFoundError:
            raise NeedsReview(f"file {name}", f"There is no {name} in {self.path}.") from None


@dataclass(frozen=True, slots=True)
class InMemory:
    """Keeps the promise of ``Files`` in a dictionary: for rehearsals that write nothing down."""

    held: dict[str, bytes]

    def size(self, name: str) -> int | None:
        """Count."""
        return len(self.held[name]) if name in self.held else None

    def append(self, name: str, data: bytes, *, at: int) -> None:
        """Keep the first ``at`` bytes, add the new ones."""
        if (self.size(name) or 0) < at:
            raise _shorter(Path(name), at)
        self.held[name] = self.held.get(name, b"")[:at] + data

    def replace(self, name: str, data: bytes) -> None:
        """Exchange it."""
        self.held[name] = data

    def reading(self, name: str) -> IO[bytes]:
        """Open it."""
        if name not in self.held:
            raise NeedsReview(f"file {name}", f"There is no {name}.")
        return BytesIO(self.held[name])


@contextmanager
def _synced(path: Path, mode: str) -> Iterator[IO[bytes]]:
    """Have the disk, not only the system, hold the bytes: the checkpoint that follows says so.

    For its owner's eyes only: these are customers' names and addresses.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, mode, opener=_private) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _shorter(path: Path, at: int) -> NeedsReview:
    return NeedsReview(
        f"file {path.name}",
        f"{path} is shorter than the {at} bytes that were written to it: something else changed "
        "it. Remove the snapshot's folder and take the snapshot again.",
    )
