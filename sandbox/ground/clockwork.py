"""Chance and secrets that fall the same way for the same seed, and the clock they are seen by."""

from datetime import UTC, datetime
from hashlib import blake2b
from typing import Protocol

type Seconds = int
"""Whole seconds since 1970, by the clock of a sandbox."""

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


class Clockwork(Protocol):
    """A world whose time is moved from outside, and whose dice are known beforehand."""

    @property
    def now(self) -> Seconds:
        """Tell the time."""
        ...

    def chance(self, *parts: object) -> float:
        """Throw a die in [0, 1) that falls the same way for the same parts."""
        ...


def digest(seed: int, *parts: object) -> bytes:
    """Mix a seed with anything: 64 bytes."""
    return blake2b("\x1f".join(map(str, (seed, *parts))).encode(), digest_size=64).digest()


def spelled(seed: int, length: int, *parts: object) -> str:
    """Spell a secret: the same for the same seed and parts."""
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest(seed, "token", *parts)[:length])


def thrown(seed: int, *parts: object) -> float:
    """Throw a die in [0, 1)."""
    return int.from_bytes(digest(seed, "chance", *parts)[:7]) / 2**56


def instant(seconds: Seconds) -> str:
    """Write an instant with milliseconds, in UTC, as JavaScript does."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
