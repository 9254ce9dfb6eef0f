"""Ids that look like Stripe's and are the same in every run with the same seed."""

from hashlib import blake2b

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SHORT = {"cus", "prod", "il", "si", "ii", "txn", "file", "req"}
"""Prefixes that Stripe follows with 14 characters; all others get 24."""


def token(length: int, *parts: object) -> str:
    """Spell a hash of the parts: equal parts, equal letters, whatever was made before."""
    number = int.from_bytes(_digest(*parts))
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def chance(*parts: object) -> float:
    """Throw a die in [0, 1) that falls the same way for the same parts, in any order of calls."""
    return int.from_bytes(_digest(*parts)[:7]) / 2**56


def make_id(prefix: str, *parts: object) -> str:
    """Make the id of one object."""
    return f"{prefix}_{token(14 if prefix in SHORT else 24, prefix, *parts)}"


def _digest(*parts: object) -> bytes:
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=32).digest()
