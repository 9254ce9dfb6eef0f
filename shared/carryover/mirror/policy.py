"""Which of several sightings is the truth (DESIGN §10).

Stripe stamps events in whole seconds and promises no order, so two events of one second cannot be
ordered by their time. But an update says what it changed: it is a step *from* one state *to*
another. The updates of one second are therefore the steps of a walk, in an order nobody told us,
and **where the walk ends is the truth**: the one state entered once more often than it is left.
Evidence without a "before" (a creation, ``invoice.paid``, a read) is a place the walk must pass
through.

Only when the steps at hand make no single walk (one of them is still on its way, or the walk is a
circle) do we not know, and say so; then the object is read from Stripe once, a little later.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from carryover.kernel.facts import CustomerState, InvoiceState, State, StateSeen, SubscriptionState
from carryover.mirror.model import Evidence, Record

SUBSCRIPTION_LIFE: Final[Mapping[str, int]] = {
    "incomplete": 0,
    "incomplete_expired": 2,
    "canceled": 2,
}
"""A subscription never becomes ``incomplete`` again, and never comes back from its end; in between
(1) it moves freely. docs.stripe.com/billing/subscriptions/overview#subscription-statuses"""

INVOICE_LIFE: Final[Mapping[str, int]] = {
    "draft": 0,
    "open": 1,
    "uncollectible": 2,
    "paid": 3,
    "void": 3,
}
"""docs.stripe.com/invoicing/overview#invoice-statuses: one way, ``uncollectible`` may still be
paid."""

GONE: Final = 9


def rank(state: State) -> int:
    """Place a state in the object's life; a higher rank is never followed by a lower one."""
    if state.deleted:
        return GONE
    match state:
        case SubscriptionState():
            return SUBSCRIPTION_LIFE.get(state.status, 1)
        case InvoiceState():
            return INVOICE_LIFE.get(state.status, 1)
        case CustomerState():
            return 0


def digest(state: State) -> str:
    """Name a state by its content: equal states have equal names."""
    text = state.model_dump_json(exclude_defaults=True)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def weigh(record: Record | None, seen: StateSeen) -> Record:
    """Add one sighting to what we believe. The same record comes back when it changes nothing."""
    new = _evidence(seen)
    if record is None:
        return _believe(seen, new)
    if _is_old_news(record, new):
        return record
    frontier = _still_relevant((*record.frontier, new))
    sights = {**record.sights, digest(record.state): record.state, new.after: seen.state}
    guess = seen.state if new.rank >= rank(record.state) else record.state
    return _conclude(record, frontier, sights, guess)


def overtake(record: Record | None, read: StateSeen) -> Record:
    """Believe a look at Stripe that was taken *after* ``record`` was recalled.

    Cause comes before effect: whatever evidence we held when we asked, Stripe's answer already
    contains it, whichever second it bears. Only evidence that arrives later can still contradict.
    """
    new = _evidence(read)
    if record is None:
        return _believe(read, new)
    as_of = max(record.as_of, new.earliest)
    overtaken = (*record.absorbed, *(e.id for e in record.frontier))
    place = new.model_copy(update={"earliest": as_of, "latest": max(as_of, new.latest)})
    return record.model_copy(
        update={
            "state": _buried(record.state) if read.state.deleted else read.state,
            "as_of": as_of,
            "settled": True,
            "frontier": (place,),
            "sights": {},
            "absorbed": overtaken if as_of == record.as_of else (),
        }
    )


def bury(record: Record) -> Record:
    """Believe that the object is gone; what it was last stays on record."""
    return record.model_copy(update={"state": _buried(record.state), "settled": True, "sights": {}})


def _buried(state: State) -> State:
    """Of a deleted object Stripe tells no more than its id, so we keep what we knew."""
    return state.model_copy(update={"deleted": True})


def _evidence(seen: StateSeen) -> Evidence:
    return Evidence(
        id=seen.evidence,
        earliest=seen.earliest,
        latest=seen.latest,
        rank=rank(seen.state),
        after=digest(seen.state),
        before=None if seen.before is None else digest(seen.before),
        birth=seen.birth,
        read=seen.was_read,
    )


def _believe(seen: StateSeen, evidence: Evidence) -> Record:
    """Start a record from its first sighting: there is nothing to weigh it against."""
    return Record(ref=seen.ref, state=seen.state, as_of=seen.earliest, frontier=(evidence,))


def _is_old_news(record: Record, new: Evidence) -> bool:
    """Tell what cannot change our mind: from before the latest second, or counted already."""
    known = {e.id for e in record.frontier} | set(record.absorbed)
    return new.latest < record.as_of or new.id in known


def _still_relevant(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Drop what surely lies before the latest sighting."""
    every = tuple(evidence)
    floor = max(e.earliest for e in every)
    return tuple(sorted((e for e in every if e.latest >= floor), key=lambda e: (e.latest, e.id)))


def _conclude(
    record: Record, frontier: tuple[Evidence, ...], sights: Mapping[str, State], guess: State
) -> Record:
    """Say where the walk ends, or that we cannot tell; ``guess`` is believed meanwhile."""
    relapse = max(e.rank for e in frontier) < rank(record.state)
    end = None if relapse else truth(frontier)
    state = guess if end is None else sights.get(end)
    as_of = max(e.earliest for e in frontier)
    return record.model_copy(
        update={
            "state": state or guess,
            "as_of": as_of,
            "settled": end is not None and state is not None,
            "frontier": frontier,
            "sights": _possible_ends(frontier, sights, believed=digest(state or guess)),
            "absorbed": () if as_of > record.as_of else record.absorbed,
        }
    )


def truth(evidence: Iterable[Evidence]) -> str | None:
    """Name the state all evidence of one second agrees on, or ``None``.

    A look may have been taken before, between or after the events beside it, and some of those it
    has overtaken are gone from the list; so it only counts where the walk ends in the very same
    state.
    """
    every = tuple(evidence)
    looks = {e.after for e in every if e.read}
    events = [e for e in every if not e.read]
    ends = looks | ({walk_end(events)} if events else set())
    return ends.pop() if len(ends) == 1 else None


def walk_end(events: Iterable[Evidence]) -> str | None:
    """Name the state in which one second's steps end, or ``None`` when they make no single walk."""
    every = tuple(events)
    top = max(e.rank for e in every)
    last = [e for e in every if e.rank == top]
    moving = [e for e in last if not e.birth] or last
    places = {e.after for e in moving}
    if len(places) == 1:
        return moving[0].after
    steps = _steps(moving)
    end = _end_of_steps(steps, start=next((e.after for e in every if e.birth), None))
    return end if end is not None and places <= _connected(end, steps) else None


def _steps(evidence: Iterable[Evidence]) -> list[tuple[str, str]]:
    """List the moves; an update of something we do not keep moves nowhere."""
    return [(e.before, e.after) for e in evidence if e.before is not None and e.before != e.after]


def _end_of_steps(steps: list[tuple[str, str]], start: str | None) -> str | None:
    """Find the end of a walk that takes every step once (Euler): entered once more than left.

    A walk that ends where it began leaves no such place; it can be told only from a known
    ``start``.
    """
    balance = Counter(after for _, after in steps)
    balance.subtract(before for before, _ in steps)
    uneven = {place: n for place, n in balance.items() if n}
    if not uneven:
        return start if start in balance else None
    if sorted(uneven.values()) != [-1, 1]:
        return None
    return next(place for place, n in uneven.items() if n == 1)


def _connected(place: str, steps: list[tuple[str, str]]) -> set[str]:
    """Collect the places that hang together with this one by steps."""
    reached = {place}
    while fresh := {p for step in steps if reached & set(step) for p in step} - reached:
        reached |= fresh
    return reached


def _possible_ends(
    frontier: tuple[Evidence, ...], sights: Mapping[str, State], *, believed: str
) -> dict[str, State]:
    """Keep the content of states that are entered more often than left, beside the believed one.

    Only those can turn out to be the end without being seen again; a later sighting brings its own.
    """
    left = Counter(before for before, _ in _steps(frontier))
    entered = Counter(e.after for e in frontier)
    return {
        place: sights[place]
        for place, times in entered.items()
        if times > left[place] and place != believed and place in sights
    }
