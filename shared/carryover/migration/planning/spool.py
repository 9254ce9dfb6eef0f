"""Lines that come in any order and are read in one: on disk, so that memory stays flat."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Final

IN_MEMORY: Final = 32 * 1024 * 1024
"""Bytes up to which no file is made."""


class Spool:
    """Keeps lines under a key; called, it goes through them by key."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - lives as long as we
        self._places: dict[tuple[str, str], tuple[int, int]] = {}
        self._end = 0

    def put(self, key: tuple[str, str], line: bytes) -> bool:
        """Keep a line; tells whether the key is new, and keeps the first if it is not."""
        if key in self._places:
            return False
        self._file.seek(self._end)
        self._file.write(line)
        self._places[key] = (self._end, len(line))
        self._end += len(line)
        return True

    def __call__(self) -> Iterator[bytes]:
        """Go through the lines, sorted by their keys."""
        for _, (start, length) in sorted(self._places.items()):
            self._file.seek(start)
            yield self._file.read(length)
