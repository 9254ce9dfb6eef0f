"""Reads files of recorded or exported events, whatever they were saved with, and loses no line.

One event per line is read as a stream, however large the file. One document over many lines (an
array, a page of Stripe's list API, a pretty-printed event) has to fit into memory.
"""

import gzip
import io
import json
import zlib
from collections.abc import Buffer, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Final

DOCUMENT_BYTES: Final = 64 * 1024 * 1024
"""Largest line, and largest document over many lines: some 20,000 events."""

GZIP_MAGIC: Final = b"\x1f\x8b"
DAMAGED: Final = (EOFError, gzip.BadGzipFile, zlib.error)
PUNCTUATION: Final = (b"[", b"]", b"")


class _TooLarge(Exception):
    """Cannot be read as a stream and is too large to be read at once."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event as it stood in the file."""

    place: str
    """Where a person finds it: ``line 7``, or ``line 1, item 3`` of an array."""
    payload: bytes


@dataclass(frozen=True, slots=True)
class Rejected:
    """A piece of a file that is no event. It was not sent; a person has to look at it."""

    place: str
    reason: str


type Piece = Recorded | Rejected
type Line = tuple[int, bytes]


def recorded(stream: BinaryIO) -> Iterator[Piece]:
    """Go through the events of a file, plain or gzipped."""
    read = 0
    try:
        for line, piece in _pieces(_lines(_plain(stream))):
            yield piece
            read = line
    except DAMAGED:
        reason = "the compressed data is cut off or damaged, nothing more could be read"
        yield Rejected(f"after line {read}", reason)
    except _TooLarge as error:
        yield Rejected(f"after line {read}", f"nothing more was read: {error}")


def _plain(stream: BinaryIO) -> io.BufferedIOBase:
    start = stream.read(len(GZIP_MAGIC))
    whole = io.BufferedReader(_Rejoined(start, stream))
    return gzip.GzipFile(fileobj=whole) if start == GZIP_MAGIC else whole


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes were looked at; standard input cannot be wound back."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Give the first bytes once, then the rest."""
        room = memoryview(buffer)
        found = self._start or self._rest.read(len(room))
        self._start = b""
        room[: len(found)] = found
        return len(found)


def _lines(stream: io.BufferedIOBase) -> Iterator[Line]:
    """Number the lines that say something."""
    for number, text in enumerate(iter(lambda: stream.readline(DOCUMENT_BYTES + 1), b""), start=1):
        if len(text) > DOCUMENT_BYTES:
            raise _TooLarge(
                f"line {number} is longer than {DOCUMENT_BYTES >> 20} MiB: "
                "write one event per line (jq -c '.data[]' does it for a list page)"
            )
        if text.strip():
            yield number, text


def _pieces(lines: Iterator[Line]) -> Iterator[tuple[int, Piece]]:
    """Read line by line if the first line is whole by itself, otherwise as one document."""
    first = next(lines, None)
    if first is None:
        return
    everything = chain([first], lines)
    for number, text in everything if _is_json(first[1]) else _document(everything):
        for piece in _read(number, text):
            yield number, piece


def _is_json(text: bytes) -> bool:
    return not isinstance(_parsed(0, text), Rejected)


def _document(lines: Iterable[Line]) -> list[Line]:
    """Take all lines as one; where that is no JSON, take together what looks as if it belongs
    together, so that one broken event does not hide the others."""
    held: list[Line] = []
    size = 0
    for number, text in lines:
        held.append((number, text))
        size += len(text)
        if size > DOCUMENT_BYTES:
            raise _TooLarge(
                f"this is one JSON document over many lines and larger than "
                f"{DOCUMENT_BYTES >> 20} MiB: write one event per line (jq -c '.[]' or '.data[]')"
            )
    whole = (held[0][0], b"".join(text for _, text in held))
    return [whole] if _is_json(whole[1]) else list(_blocks(held))


def _blocks(lines: Iterable[Line]) -> Iterator[Line]:
    """Group by looks: an indented or closing line continues the one before it."""
    number, block = 0, b""
    for at, text in lines:
        if text[:1] in b" \t}" and block:
            block += text
            continue
        yield from _stripped(number, block)
        number, block = at, text
    yield from _stripped(number, block)


def _stripped(number: int, block: bytes) -> Iterator[Line]:
    """Drop what an array puts around its items."""
    text = block.strip().removesuffix(b",").rstrip()
    if text not in PUNCTUATION:
        yield number, text


def _read(number: int, text: bytes) -> Iterator[Piece]:
    """Find the events in a piece of JSON: itself, or the items of an array or a list page."""
    found = _parsed(number, text)
    match found:
        case Rejected():
            yield found
        case {"object": "list", "data": [*items]} | [*items]:
            for position, item in enumerate(items, start=1):
                yield _item(f"line {number}, item {position}", item)
        case dict():
            yield Recorded(f"line {number}", text.removeprefix(b"\xef\xbb\xbf").strip())
        case _:
            yield Rejected(f"line {number}", "is JSON but not an event")


def _item(place: str, item: object) -> Piece:
    if isinstance(item, dict):
        return Recorded(place, json.dumps(item, separators=(",", ":")).encode())
    return Rejected(place, "is JSON but not an event")


def _parsed(number: int, text: bytes) -> object:
    """Parse it, or say what is wrong without repeating what it says."""
    place = f"line {number}"
    try:
        return json.loads(text.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        at = f"line {number + error.lineno - 1}, column {error.colno}"
        return Rejected(place, f"is not JSON: {error.msg} at {at}")
    except UnicodeDecodeError:
        return Rejected(place, "is not UTF-8 text")
    except (ValueError, RecursionError):
        return Rejected(place, "is JSON no reader can take: a number too long or too deeply nested")
