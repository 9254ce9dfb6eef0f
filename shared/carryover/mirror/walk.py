"""Where the events of one second end, when nobody told their order (DESIGN §10).

Stripe stamps events in whole seconds and promises no order, so two events of one second cannot be
ordered by their time. But an update says what it changed: it is a step *from* one state *to*
another. The updates of one second are therefore the steps of a walk, and **where the walk ends is
the truth**: the one state that is entered once more often than it is left (Euler). Evidence without
a "before" (a creation, ``invoice.paid``) is a place the walk must pass through.

States are known by their digests here; what they say does not matter.
"""

from collections import Counter
from collections.abc import Iterable

from carryover.mirror.model import Evidence

type Step = tuple[str, str]
"""From a state to another."""


def truth(evidence: Iterable[Evidence]) -> str | None:
    """Name the state all evidence of one second agrees on, or ``None``.

    A look may have been taken before, between or after the events beside it, and some of those it
    has overtaken are gone from the list; so it counts only where the walk ends in the very same
    state.
    """
    every = tuple(evidence)
    ends: set[str | None] = {e.after for e in every if e.read}
    if events := [e for e in every if not e.read]:
        ends.add(walk_end(events))
    return ends.pop() if len(ends) == 1 else None


def walk_end(events: Iterable[Evidence]) -> str | None:
    """Name the state in which one second's steps end, or ``None`` when they make no single walk."""
    every = tuple(events)
    latest = _furthest_in_life(every)
    places = {e.after for e in latest}
    if len(places) == 1:
        return places.pop()
    taken = steps(latest)
    end = _end_of(taken, start=next((e.after for e in every if e.birth), None))
    return end if end is not None and places <= _connected(end, taken) else None


def _furthest_in_life(events: Iterable[Evidence]) -> list[Evidence]:
    """Leave out what surely came before: lower ranks, and the birth beside anything else."""
    every = tuple(events)
    top = max(e.rank for e in every)
    last = [e for e in every if e.rank == top]
    return [e for e in last if not e.birth] or last


def steps(evidence: Iterable[Evidence]) -> list[Step]:
    """List the moves; an update of something we do not keep moves nowhere."""
    return [(e.before, e.after) for e in evidence if e.before is not None and e.before != e.after]


def _end_of(taken: list[Step], start: str | None) -> str | None:
    """Find the end of a walk that takes every step once: entered once more than left.

    A walk that ends where it began leaves no such place; it can be told only from a known
    ``start``.
    """
    balance = Counter(after for _, after in taken)
    balance.subtract(before for before, _ in taken)
    uneven = {place: n for place, n in balance.items() if n}
    if not uneven:
        return start if start in balance else None
    if sorted(uneven.values()) != [-1, 1]:
        return None
    return next(place for place, n in uneven.items() if n == 1)


def _connected(place: str, taken: list[Step]) -> set[str]:
    """Collect the places that hang together with this one by steps."""
    reached = {place}
    while fresh := {p for step in taken if reached & set(step) for p in step} - reached:
        reached |= fresh
    return reached
