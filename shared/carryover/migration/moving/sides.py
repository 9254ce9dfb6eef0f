"""Both sides of a move, as Stripe shows them: who will bill at the boundary?

Nothing here is remembered; every word is read off the objects themselves.
"""

from dataclasses import dataclass
from enum import StrEnum

from carryover.kernel.clock import Seconds
from carryover.migration.planning.params import MARK
from carryover.migration.stripe_json import OVER, boundary
from carryover.ports.stripe_api import Json


class SourceState(StrEnum):
    """What the source will do at its boundary."""

    RUNNING = "running"
    """It renews and bills."""
    STOPPING = "stopping"
    """It ends there, because we said so."""
    LEAVING = "leaving"
    """It ends there or before, because somebody else said so."""
    ENDED = "ended"
    GONE = "gone"
    """Stripe does not know it."""


class TargetState(StrEnum):
    """What the target will do at its boundary."""

    ARMED = "armed"
    """It ends itself there, and bills nothing."""
    ALIVE = "alive"
    """It renews and bills."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class SourceSide:
    """The subscription that is to be moved."""

    state: SourceState
    boundary: Seconds | None
    """When the period already paid ends."""
    ours: bool
    """Whether the stop bears our mark."""
    raw: Json
    ended_at: Seconds | None = None

    @property
    def ended_at_its_boundary(self) -> bool:
        """Tell an end that was agreed from one that cut a paid period short."""
        if self.ended_at is None or self.boundary is None:
            return False
        return self.ended_at >= self.boundary


@dataclass(frozen=True, slots=True)
class TargetSide:
    """A subscription in the target that bears our mark."""

    id: str
    state: TargetState
    boundary: Seconds
    raw: Json


def stopped_by(run: str) -> str:
    """Say our mark at the source. It stands in the cancellation's comment, because metadata may be
    full (50 keys) and belongs to the customer's systems."""
    return f"carryover:{run}"


def source_side(raw: Json | None, run: str) -> SourceSide:
    """Read the source."""
    if raw is None:
        return SourceSide(SourceState.GONE, None, ours=False, raw={})
    paid_until = boundary(raw)
    ours = (raw.get("cancellation_details") or {}).get("comment") == stopped_by(run)
    if raw["status"] in OVER:
        return SourceSide(SourceState.ENDED, paid_until, ours, raw, raw.get("ended_at"))
    if not ends_itself(raw):
        return SourceSide(SourceState.RUNNING, paid_until, ours, raw)
    state = SourceState.STOPPING if ours else SourceState.LEAVING
    return SourceSide(state, paid_until, ours, raw)


def target_side(raw: Json) -> TargetSide:
    """Read a target."""
    state = TargetState.ARMED if ends_itself(raw) else TargetState.ALIVE
    over = raw["status"] in OVER
    return TargetSide(raw["id"], TargetState.ENDED if over else state, boundary(raw), raw)


def marked_for(raw: Json, account: str, subscription: str) -> bool:
    """Tell whether this is the target of that source."""
    found: object = (raw.get("metadata") or {}).get(MARK)
    return found == f"{account}/{subscription}"


def ends_itself(raw: Json) -> bool:
    """Tell whether it is set to end at its boundary or before; a later agreed end is no matter."""
    at: Seconds | None = raw.get("cancel_at")
    return bool(raw["cancel_at_period_end"]) or (at is not None and at <= boundary(raw))
