"""What may go wrong between Stripe and a receiver, on demand.

Every die is thrown from the seed and the ids involved, never from a shared generator: the same
world loses and doubles the same events however fast the receiver is.
"""

from dataclasses import dataclass as plain_dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from sandbox.stripe.core.ids import chance

type Share = Annotated[float, Field(ge=0, le=1)]
type Seconds = Annotated[float, Field(ge=0)]


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class WebhookFaults:
    """Shares are 0 to 1 of the deliveries of one account."""

    lost: Share = 0.0
    """Never sent, not even retried."""
    duplicated: Share = 0.0
    copies: Annotated[int, Field(ge=1)] = 1
    """How many more times a duplicated event is sent."""
    window: Annotated[int, Field(ge=1)] = 1
    """Deliveries waiting together that are shuffled: 1 keeps their order."""
    delayed: Share = 0.0
    delay: Seconds = 0.2
    """Real seconds a delayed delivery waits."""
    patience: Literal["quick", "stripe"] = "quick"
    """Retries after fractions of a real second, or on the clock when Stripe's would come."""
    missigned: Share = 0.0
    """First attempts signed with somebody else's secret; the retry is right."""
    tampered: Share = 0.0
    """First attempts whose body was changed after signing; the retry is right."""


@plain_dataclass(frozen=True, slots=True)
class Dice:
    """Decides the fate of one delivery."""

    faults: WebhookFaults
    identity: tuple[object, ...]
    """The world's seed, the account, the event and the endpoint."""

    def falls(self, fault: str) -> bool:
        """Tell whether a fault strikes this delivery."""
        share = float(getattr(self.faults, fault))
        return share > 0 and chance(*self.identity, fault) < share

    def place(self, copy: int) -> float:
        """Give a place in a shuffled window."""
        return chance(*self.identity, "place", copy)
