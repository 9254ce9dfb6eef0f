"""Two things told in the same words: where do they differ?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from carryover.migration.verifying.wording import written


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same on both sides."""

    where: str
    """``total``, ``line 1 amount`` …"""
    source: str
    target: str
    sentence: str


def differs(where: str, source: object, target: object) -> Difference:
    """Put it into a sentence."""
    ours, theirs = _shown(source), _shown(target)
    sentence = f"{where} would be {ours} at the source and {theirs} in the target."
    return Difference(where, ours, theirs, sentence)


def differing(where: str, source: object, target: object) -> Iterator[Difference]:
    """Go down until a single value differs."""
    if isinstance(source, Mapping) and isinstance(target, Mapping):
        for name in sorted(source.keys() | target.keys()):
            inside = f"{where} {name}".strip()
            yield from differing(inside, source.get(name), target.get(name))
    elif written(source) != written(target):
        yield differs(where, source, target)


def matched(what: str, source: Sequence[Any], target: Sequence[Any]) -> Iterator[Difference]:
    """Pair elements whatever their order: equal ones first, then those with most in common."""
    left = list(target)
    unlike = [(number, each) for number, each in enumerate(source, 1) if not _taken(each, left)]
    for number, each in unlike:
        if not left:
            yield differs(f"{what} {number}", each, None)
            continue
        closest = max(left, key=partial(_alike, each))
        left.remove(closest)
        yield from differing(f"{what} {number}", each, closest)
    for each in left:
        yield differs(f"a further {what}", None, each)


def _taken(one: object, left: list[Any]) -> bool:
    """Take its equal out, if there is one."""
    if one not in left:
        return False
    left.remove(one)
    return True


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    return sum(one.get(name) == other.get(name) for name in one.keys() | other.keys())


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else written(value)
