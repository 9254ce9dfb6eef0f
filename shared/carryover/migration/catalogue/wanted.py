"""What would be made for a plan, in order, before anything is made: for the plan and dry runs."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from carryover.kernel.clock import Seconds
from carryover.migration.catalogue.creation import Original, hangs_on, params
from carryover.migration.catalogue.naming import base, sequence
from carryover.migration.catalogue.overrides import Overrides
from carryover.migration.catalogue.terms import Over, Unmakeable
from carryover.migration.model import Old, Thing
from carryover.ports.stripe_api import Json, Params

type Look = Callable[[Old], Json | None]
"""Reads an object of a source, by the plain id: from a snapshot, or live."""

GONE = "It is not at the source any more: make it by hand and name it under `catalogue`."


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be made."""

    old: Old
    params: Params = field(default_factory=dict)
    """How, with the ids of the source where those of the target are not known yet."""
    existing: str = ""
    """The id in the target that is used: made before, or named by a person."""
    problem: str = ""
    """Why it cannot be made exactly."""
    over: str = ""
    """Why there is nothing left of it to make."""


def wanted(
    needed: Collection[Old], look: Look, *, overrides: Overrides, now: Seconds
) -> list[Entry]:
    """List everything that is needed and whatever it hangs on, each once, in the order of making.

    ``overrides`` also takes what the id map knows already, ids of another processor's CSV among
    it: that is not looked up. Deterministic: the same needs of the same snapshot give the same
    list.
    """
    reached: dict[Old, Json | None] = {}
    for old in sorted(needed, key=sequence):
        _reach(old, look, overrides, reached)
    return [_entry(old, reached[old], overrides, now) for old in sorted(reached, key=sequence)]


def _reach(old: Old, look: Look, overrides: Overrides, reached: dict[Old, Json | None]) -> None:
    if old in reached or old.kind is Thing.CUSTOMER:
        return
    seen = reached[old] = None if old in overrides else look(base(old))
    for below in _below(old, seen, overrides):
        _reach(below, look, overrides, reached)


def _below(old: Old, seen: Json | None, overrides: Overrides) -> Iterator[Old]:
    if seen is not None and old not in overrides:
        yield from hangs_on(Original(old, seen))


def _entry(old: Old, seen: Json | None, overrides: Overrides, now: Seconds) -> Entry:
    if old in overrides:
        return Entry(old, existing=overrides[old])
    if seen is None:
        return Entry(old, problem=GONE)
    original = Original(old, seen, now)
    try:
        return Entry(old, params(original, {each: base(each).id for each in hangs_on(original)}))
    except Unmakeable as why:
        return Entry(old, problem=str(why))
    except Over as why:
        return Entry(old, over=str(why))
