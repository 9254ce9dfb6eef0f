"""Objects as lines: one JSON object per line, in one gzip member per page.

Members can follow each other in a file (RFC 1952), so a page is added without touching what is
there, and cut off without loss.
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

from carryover.ports.stripe_api import Json

COMPRESSION: Final = 6
BROKEN: Final = (EOFError, gzip.BadGzipFile, zlib.error, ValueError)
"""What reading raises where the bytes are not those that were written."""


def page(objects: Iterable[Json]) -> bytes:
    """Write objects so that equal ones give equal bytes, in ASCII: half an emoji, cut in the middle
    of a metadata value, can be written in nothing else."""
    return b"".join(line(each) for each in objects)


def line(one: Json) -> bytes:
    """Write one object."""
    text = json.dumps(one, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode("ascii")


def packed(text: bytes) -> bytes:
    """Compress a page; no time and no name in the header."""
    return gzip.compress(text, COMPRESSION, mtime=0)


def unpacked(file: IO[bytes]) -> Iterator[bytes]:
    """Read line by line. Raises one of ``BROKEN`` where the bytes are not what was written."""
    with gzip.GzipFile(fileobj=file, mode="rb") as stream:
        yield from stream


def parsed(text: bytes) -> dict[str, Any]:
    """Read one object."""
    one: dict[str, Any] = json.loads(text)
    return one
