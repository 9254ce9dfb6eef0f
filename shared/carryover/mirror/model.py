"""What the mirror remembers of one object, and the evidence it may still have to weigh."""

from typing import Annotated

from pydantic import Field

from carryover.kernel.clock import Seconds
from carryover.kernel.facts import State
from carryover.kernel.identity import ObjectRef
from carryover.kernel.messages import Message


class Evidence(Message):
    """One sighting, reduced to what weighing needs. States are named by their digest."""

    id: str
    earliest: Seconds
    latest: Seconds
    rank: int
    """How far along its life the object was (``policy.rank``)."""
    after: str
    """Digest of the state seen."""
    before: str | None = None
    """Digest of the state it came from, where the event said so."""
    birth: bool = False
    read: bool = False
    """A look at Stripe, not an event."""


class Record(Message):
    """What we believe of one object, and why.

    ``frontier`` holds the evidence of the latest second only: whatever is older can no longer
    change our mind. ``sights`` keeps each state that may turn out to be the last of that second.
    """

    ref: ObjectRef
    version: int = 0
    """Counts our writes; 0 was never written."""
    state: Annotated[State, Field(discriminator="object")]
    as_of: Seconds
    """The latest second we have evidence of."""
    settled: bool = True
    """False while the evidence contradicts itself and Stripe has yet to be asked."""
    frontier: tuple[Evidence, ...] = ()
    sights: dict[str, Annotated[State, Field(discriminator="object")]] = Field(default_factory=dict)
    absorbed: dict[str, Seconds] = Field(default_factory=dict)
    """Evidence that a later look at Stripe has overtaken, with its time: remembered for as long as
    it would still count as news."""
