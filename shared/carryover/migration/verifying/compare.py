"""The next invoice of the source against the next invoice of the target (MIG-8).

To the cent and to the second, line by line. Whatever differs is either explained by the table
(``explained``) or a ``Difference``, and a difference blocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from carryover.migration.model import Expected, Old
from carryover.migration.planning.spec import Spec
from carryover.migration.verifying.wording import at_source, at_target, told, written
from carryover.ports.stripe_api import Json

_ABSENT: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same on both sides."""

    where: str
    """``total``, ``line 1 amount`` …"""
    source: str
    target: str
    sentence: str


def differences(
    source: Json, target: Json, spec: Spec, ids: Mapping[Old, str]
) -> tuple[Difference, ...]:
    """Compare two previews; empty: the customer would not notice which account bills."""
    here = told(source, at_source(spec, ids))
    there = told(target, at_target(spec, ids))
    ours, theirs = here["lines"].pop("data"), there["lines"].pop("data")
    return (*_differing("", here, there), *_lines(ours, theirs), *_hidden(source, target))


def expected(preview: Json) -> Expected:
    """Say what the first renewal must be. An invoice's own period ends where the period begins that
    it pays for (docs.stripe.com/api/invoices/object, ``period_end``)."""
    begins = preview["period_end"]
    paid_for = (line["period"] for line in preview["lines"]["data"])
    ends = [period["end"] for period in paid_for if period["start"] == begins < period["end"]]
    return Expected(
        amount=preview["total"],
        currency=preview["currency"],
        at=begins,
        until=min(ends, default=None),
    )


def _differing(where: str, source: object, target: object) -> Iterator[Difference]:
    """Go down until a single value differs."""
    if isinstance(source, Mapping) and isinstance(target, Mapping):
        for name in sorted(source.keys() | target.keys()):
            inside = f"{where} {name}".strip()
            yield from _differing(inside, source.get(name), target.get(name))
    elif written(source) != written(target):
        yield differs(where, source, target)


def differs(where: str, source: object, target: object) -> Difference:
    """Put it into a sentence."""
    ours, theirs = _shown(source), _shown(target)
    sentence = f"{where} would be {ours} at the source and {theirs} in the target."
    return Difference(where, ours, theirs, sentence)


def _shown(value: object) -> str:
    if value is None:
        return _ABSENT
    return value if isinstance(value, str) else written(value)


def _lines(source: Sequence[Any], target: Sequence[Any]) -> Iterator[Difference]:
    """Match lines whatever their order: equal ones first, then those that have most in common."""
    left = list(target)
    unmatched = []
    for number, line in enumerate(source, 1):
        if line in left:
            left.remove(line)
        else:
            unmatched.append((number, line))
    for number, line in unmatched:
        if not left:
            yield differs(f"line {number}", line, None)
            continue
        closest = max(left, key=partial(_alike, line))
        left.remove(closest)
        yield from _differing(f"line {number}", line, closest)
    for line in left:
        yield differs("a further line", None, line)


def _alike(line: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    return sum(line.get(name) == other.get(name) for name in line.keys() | other.keys())


def _hidden(source: Json, target: Json) -> Iterator[Difference]:
    """An invoice shows its first lines only; what was not seen was not compared."""
    if source["lines"].get("has_more") or target["lines"].get("has_more"):
        ours, theirs = source["lines"].get("total_count"), target["lines"].get("total_count")
        yield Difference(
            "lines", str(ours), str(theirs), "Not all lines were read, so they are not compared."
        )
