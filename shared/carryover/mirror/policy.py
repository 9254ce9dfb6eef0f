"""Which of several sightings is the truth: what is newer, further along its life, or the end of the
walk.

Only when the evidence of one second contradicts itself (a step is still on its way, or the walk is
a circle) do we not know, and say so: the record is not *settled*. Then the object is read from
Stripe once, a little later.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from carryover.kernel.facts import CustomerState, InvoiceState, State, StateSeen, SubscriptionState
from carryover.mirror.model import Evidence, Record
from carryover.mirror.walk import steps, truth

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
    end = None if _relapsed(record, frontier) else truth(frontier)
    known = sights.get(end) if end is not None else None
    state = known or guess
    as_of = max(e.earliest for e in frontier)
    return record.model_copy(
        update={
            "state": state,
            "as_of": as_of,
            "settled": known is not None,
            "frontier": frontier,
            "sights": _possible_ends(frontier, sights, believed=digest(state)),
            "absorbed": () if as_of > record.as_of else record.absorbed,
        }
    )


def _relapsed(record: Record, frontier: Iterable[Evidence]) -> bool:
    """Tell whether an object seems to have come back from a later part of its life."""
    return max(e.rank for e in frontier) < rank(record.state)


def _possible_ends(
    frontier: tuple[Evidence, ...], sights: Mapping[str, State], *, believed: str
) -> dict[str, State]:
    """Keep the content of states that are entered more often than left, beside the believed one.

    Only those can turn out to be the end without being seen again; a later sighting brings its own.
    """
    left = Counter(before for before, _ in steps(frontier))
    entered = Counter(e.after for e in frontier)
    return {
        place: sights[place]
        for place, times in entered.items()
        if times > left[place] and place != believed and place in sights
    }
