"""What the sync asks of Stripe beyond reading objects: the time."""

from typing import Protocol

from carryover.kernel.clock import Seconds
from carryover.ports.stripe_objects import StripeObjects


class Provider(StripeObjects, Protocol):
    """Stripe's lists and Stripe's clock.

    Windows are cut by Stripe's own clock, because they are compared with ``created``, which it
    stamps: were ours ahead, the checkpoint would pass events that do not exist yet.
    """

    def now(self, account: str) -> Seconds:
        """Ask what time it is at Stripe. Raises as every other method does."""
