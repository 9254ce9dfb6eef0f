"""The long lists of a migration, in the bucket as gzipped lines of JSON (``migration.store``)."""

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, overload

from carryover.adapters.s3 import Absent, S3Shelf
from carryover.kernel.errors import NeedsReview
from carryover.kernel.messages import Message
from carryover.migration.model import Old
from carryover.migration.store import Chosen

PREFIX: Final = "migrations/"
"""Everything of every run; the worker's role may touch nothing else in the bucket."""


class Lines[Item: Message](Sequence[Item]):
    """A list that is parsed line by line, when it is asked: a page of a wave needs only its own."""

    def __init__(self, kind: type[Item], lines: Sequence[bytes]) -> None:
        self.kind = kind
        self.lines = lines

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, wanted: int) -> Item: ...
    @overload
    def __getitem__(self, wanted: slice) -> "Lines[Item]": ...
    def __getitem__(self, wanted: int | slice) -> "Item | Lines[Item]":
        """Parse one, or cut a piece without parsing."""
        if isinstance(wanted, slice):
            return Lines(self.kind, self.lines[wanted])
        return self.kind.model_validate_json(self.lines[wanted])


@dataclass(frozen=True, slots=True)
class S3Selections:
    """Keeps the promise of ``migration.store.Selections``."""

    shelf: S3Shelf

    def put(self, key: str, chosen: Sequence[Chosen]) -> None:
        """Lay a list down."""
        self.shelf.put(PREFIX + key, packed(chosen))

    def get(self, key: str) -> Sequence[Chosen]:
        """Take it up again. Raises ``NeedsReview`` when there is none."""
        try:
            return Lines(Chosen, unpacked(self.shelf.get(PREFIX + key)))
        except Absent:
            raise NeedsReview(f"selection {key}", NO_LIST) from None


@dataclass(frozen=True, slots=True)
class S3Needs:
    """Keeps the promise of ``migration.catalogue.store.Needs``."""

    shelf: S3Shelf

    def put(self, run: str, plan: str, needed: Sequence[Old]) -> None:
        """Lay the list down."""
        self.shelf.put(_needs(run, plan), packed(needed))

    def get(self, run: str, plan: str) -> Sequence[Old]:
        """Take it up again. Raises ``NeedsReview`` when there is none."""
        try:
            return Lines(Old, unpacked(self.shelf.get(_needs(run, plan))))
        except Absent:
            raise NeedsReview(f"catalogue of {run}", NO_NEEDS) from None


NO_LIST: Final = (
    "The list of this wave's subscriptions is not in the bucket. Nothing of it was begun; open the "
    "wave again."
)

NO_NEEDS: Final = (
    "The list of what the approved plan needs is not in the bucket, so nothing was made. Approve "
    "the plan again."
)


def _needs(run: str, plan: str) -> str:
    return f"{PREFIX}{run}/plans/{plan}/needs.jsonl.gz"


def packed(items: Iterable[Message]) -> bytes:
    """Write a line each; the same list is the same bytes, for gzip's time stamp is left out."""
    lines = (item.model_dump_json(exclude_defaults=True).encode() + b"\n" for item in items)
    return gzip.compress(b"".join(lines), compresslevel=6, mtime=0)


def unpacked(body: bytes) -> Sequence[bytes]:
    """Read the lines back."""
    return gzip.decompress(body).splitlines()
