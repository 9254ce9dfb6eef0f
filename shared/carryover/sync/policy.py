"""How far to look, what counts as missed, and which of our records Stripe should have listed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.kernel.facts import State, StateSeen
from carryover.kernel.identity import ObjectRef
from carryover.sync.messages import Seam
from carryover.sync.model import Listing, Window

DAY: Final = 86_400

KEPT: Final = 30 * DAY
"""Seconds for which Stripe lists events (docs.stripe.com/api/events/list: "up to 30 days")."""

OVERLAP: Final = 3_600
"""Seconds looked through a second time: an event that was listed late is found by the next run."""

GRACE: Final = 300
"""Seconds after which something is late: what is younger may still be on its way as a webhook."""

CARRIED_AT_MOST: Final = 5_000
"""Ids of one second that fit into the next message (256 KiB) with room to spare."""

ORPHANS_AT_MOST: Final = 100
"""Orphans of one page that are believed; more of them say that the key is another account's."""

LARGEST_PAYLOAD: Final = 250_000
"""Bytes of an event, written as text within a message (256 KiB), that leave room for its papers."""


def events_window(checkpoint: Seconds | None, now: Seconds) -> Window:
    """Look back to the checkpoint, or as far as Stripe remembers; ``now`` is Stripe's clock."""
    horizon = now - KEPT
    since = horizon if checkpoint is None else max(checkpoint - OVERLAP, horizon)
    lost_from = checkpoint if checkpoint is not None and checkpoint < horizon else None
    return Window(since=since, until=max(now - GRACE, since), lost_from=lost_from)


def objects_window(now: Seconds) -> Window:
    """Compare everything that is old enough to be here; ``now`` is Stripe's clock."""
    return Window(since=0, until=now - GRACE)


def ripe(listed: Iterable[StateSeen], until: Seconds) -> list[StateSeen]:
    """Leave out what is so new that its first event may still be on its way."""
    return [seen for seen in listed if seen.state.created <= until]


@dataclass(frozen=True, slots=True)
class Repair:
    """Something to tell the mirror: it has nothing (no ``fields``), or these fields differ."""

    seen: StateSeen
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with our record, as far as one page can tell."""

    repairs: Sequence[Repair]
    orphans: Sequence[str]
    """Ids we keep and Stripe did not list where they belong."""


def repairs(listed: Iterable[StateSeen], recorded: Mapping[ObjectRef, State]) -> list[Repair]:
    """Compare what Stripe lists with what we have."""
    compared = (_repair(seen, recorded.get(seen.ref)) for seen in listed)
    return [repair for repair in compared if repair is not None]


def _repair(seen: StateSeen, ours: State | None) -> Repair | None:
    if ours == seen.state:
        return None
    return Repair(seen, () if ours is None else differing(ours, seen.state))


def differing(ours: State, theirs: State) -> tuple[str, ...]:
    """Name the fields that are not the same."""
    fields = type(theirs).model_fields
    return tuple(f for f in fields if getattr(ours, f, None) != getattr(theirs, f))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, both ends included, in which we know everything Stripe lists."""

    since: Seconds
    until: Seconds
    listed: frozenset[str]


def stretch(seam: Seam | None, page: Listing, until: Seconds) -> Stretch:
    """Find the time a page covers completely.

    Lists run backwards. A page covers from where the one before broke off down to its own oldest
    second, without that second itself: it may go on with the next page. The last page covers the
    rest.
    """
    return Stretch(
        since=0 if page.next_after is None else _oldest(page, until) + 1,
        until=min(until, _top(seam, until)),
        listed=frozenset((*(each for each, _ in page.places), *_carried(seam))),
    )


def next_seam(seam: Seam | None, page: Listing, until: Seconds) -> Seam:
    """Carry the unfinished second of a page over to the next one."""
    second = _oldest(page, until)
    here = tuple(each for each, created in page.places if created == second)
    if seam is None or seam.second != second:
        return Seam(second=second, listed=here)
    if seam.listed is None or len(seam.listed) + len(here) > CARRIED_AT_MOST:
        return Seam(second=second, listed=None)
    return Seam(second=second, listed=(*seam.listed, *here))


def _oldest(page: Listing, otherwise: Seconds) -> Seconds:
    said = (created for _, created in page.places if created is not None)
    return min(said, default=otherwise)


def _top(seam: Seam | None, until: Seconds) -> Seconds:
    """A second with too many ids to carry is left unjudged: nothing says what was listed in it."""
    if seam is None:
        return until
    return seam.second - 1 if seam.listed is None else seam.second


def _carried(seam: Seam | None) -> tuple[str, ...]:
    return () if seam is None or seam.listed is None else seam.listed
