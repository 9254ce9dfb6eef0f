"""Reads a snapshot back, and refuses one that is not whole, not ours, or not this account's."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from carryover.kernel.errors import NeedsReview
from carryover.migration.snapshot import lines, manifest
from carryover.migration.snapshot.files import Files
from carryover.migration.snapshot.kinds import WANTED
from carryover.migration.snapshot.manifest import Kept, Manifest
from carryover.migration.stripe_json import id_of

type Objects = Mapping[str, Sequence[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Archive:
    """A snapshot that was taken to its end."""

    files: Files
    manifest: Manifest

    @classmethod
    def open(cls, files: Files, *, account: str | None = None) -> "Archive":
        """Open it. Raises ``NeedsReview`` when there is none, when it is unfinished or cut short,
        or when it is the snapshot of another account than ``account`` (an alias)."""
        found = manifest.read(files)
        if found is None:
            raise _faulty("Here is no snapshot. Take one: carryover migrate snapshot.")
        if not found.whole:
            raise _faulty(
                f"The snapshot of {found.account} was stopped before its end. The same command "
                "goes on with it: carryover migrate snapshot."
            )
        if account not in {None, found.account}:
            raise _faulty(f"This is the snapshot of {found.account}, not of {account}.")
        for kind, kept in found.kinds.items():
            _measured(files, found, kind, kept)
        return cls(files, found)

    def each(self, kind: str) -> Iterator[dict[str, Any]]:
        """Go through a kind, one object in memory at a time, in Stripe's order (newest first).

        Raises ``NeedsReview`` in the end, or where it breaks, if the lines are not those that were
        written.
        """
        kept = self.manifest.kinds.get(kind, Kept())
        if not kept.count:
            return
        seen = sha256()
        try:
            with self.files.reading(file_of(kind)) as file:
                for text in lines.unpacked(file):
                    seen.update(text)
                    yield lines.parsed(text)
        except lines.BROKEN:
            raise self._changed(kind) from None
        if seen.hexdigest() != kept.digest:
            raise self._changed(kind)

    def count(self, kind: str) -> int:
        """Tell how many there are."""
        return self.manifest.kinds.get(kind, Kept()).count

    def withheld(self) -> Mapping[str, str]:
        """Name the kinds the key could not read, with the sentence why."""
        kept = self.manifest.kinds.items()
        return {kind: each.withheld for kind, each in kept if each.withheld}

    def by(self, kind: str, field: str) -> Objects:
        """Gather a kind by one of its fields, such as pending items by ``customer``: in memory, so
        for kinds that are few. Objects without that field are left out."""
        gathered: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in self.each(kind):
            if name := id_of(one.get(field)):
                gathered[name].append(one)
        return dict(gathered)

    def _changed(self, kind: str) -> NeedsReview:
        return _faulty(
            f"{file_of(kind)} in the snapshot of {self.manifest.account} is damaged or was changed "
            "after it was taken. Take the snapshot again."
        )


def file_of(kind: str) -> str:
    """Name a kind's file."""
    return next((each.file for each in WANTED if each.kind == kind), f"{kind}.jsonl.gz")


def _measured(files: Files, found: Manifest, kind: str, kept: Kept) -> None:
    """Compare lengths: a copy that was cut short is found before anything is read."""
    there = files.size(file_of(kind)) or 0
    if there != kept.bytes:
        raise _faulty(
            f"{file_of(kind)} in the snapshot of {found.account} has {there} bytes instead of "
            f"{kept.bytes}: it was cut short or changed. Copy the folder again, or take the "
            "snapshot again."
        )


def _faulty(sentence: str) -> NeedsReview:
    return NeedsReview("snapshot", sentence)
