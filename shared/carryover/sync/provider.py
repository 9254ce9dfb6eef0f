"""What the sync asks of Stripe beyond what everybody asks: the time, and the odd ones of a page."""

from typing import Protocol

from carryover.kernel.clock import Seconds
from carryover.kernel.identity import Kind
from carryover.ports.stripe_objects import RawEvent, StripeObjects
from carryover.sync.model import Listing


class Provider(StripeObjects, Protocol):
    """Stripe's lists and Stripe's clock.

    Windows are cut by Stripe's own clock, because they are compared with ``created``, which it
    stamps: were ours ahead, the checkpoint would pass events that do not exist yet.
    """

    def now(self, account: str) -> Seconds:
        """Ask what time it is at Stripe. Raises as every other method does."""

    def event(self, account: str, event_id: str) -> RawEvent | None:
        """Read one event; ``None``: Stripe does not know it, or no longer."""

    def page(self, account: str, kind: Kind, *, after: str | None) -> Listing:
        """List objects; one that cannot be read does not spoil its page."""
