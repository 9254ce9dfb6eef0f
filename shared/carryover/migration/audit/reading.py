"""Reads JSON that others wrote: what is missing or of another shape is nothing, never a crash.

Asks for ``dict`` and not for ``Mapping``: some forty questions are asked of every subscription, and
JSON is made of nothing else.
"""

from collections.abc import Sequence

from carryover.ports.stripe_api import Json


def inside(one: object, *path: str) -> object:
    """Follow a path of names; ``None`` where it ends early."""
    for name in path:
        if not isinstance(one, dict):
            return None
        one = one.get(name)
    return one


def table(one: object, *path: str) -> Json:
    """Follow a path to a hash; an empty one where there is none."""
    found = inside(one, *path)
    return found if isinstance(found, dict) else {}


def text(one: object, *path: str) -> str:
    """Follow a path to a word."""
    found = inside(one, *path)
    return found if isinstance(found, str) else ""


def number(one: object, *path: str) -> int:
    """Follow a path to a whole number."""
    found = inside(one, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def hashes(one: object, *path: str) -> Sequence[Json]:
    """Follow a path to a list, whether plain or Stripe's list object, and take its objects."""
    found = inside(one, *path)
    if isinstance(found, dict):
        found = found.get("data")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
