"""Bodies made small: DynamoDB bills every KiB written, and Stripe's bodies say the same words each
time.

A compressor that has been told those words beforehand (zlib's preset dictionary) writes an event in
about a third of the space. Words, once used, are kept for ever: whoever packed with them needs them
to unpack. A better list becomes ``stripe-words-2.txt`` beside the first.
"""

import zlib
from functools import cache
from importlib.resources import files
from typing import Final

WORDS: Final = "stripe-words-1"
"""The list new bodies are packed with."""


def pack(body: bytes) -> tuple[str, bytes]:
    """Make a body small; the answer's first half says how, and is needed to unpack it."""
    packer = zlib.compressobj(level=9, zdict=_words(WORDS))
    return WORDS, packer.compress(body) + packer.flush()


def unpack(how: str, packed: bytes) -> bytes:
    """Give back exactly the body that was packed."""
    unpacker = zlib.decompressobj(zdict=_words(how))
    return unpacker.decompress(packed) + unpacker.flush()


@cache
def _words(name: str) -> bytes:
    return (files("carryover.adapters.dynamodb") / f"{name}.txt").read_bytes()
