"""Where messages go next."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol

from carryover.kernel.messages import Envelope


class Queue(StrEnum):
    """The queues of the river, each with one reader."""

    INBOUND = "inbound"
    SUBSCRIPTION_MIRROR = "subscription_mirror"
    SCHEDULED_SYNC = "scheduled_sync"
    SUBSCRIPTION_RECREATION = "subscription_recreation"
    ACCESS = "access"
    ACCESS_POLL = "access_poll"
    """The same worker's, for what can wait: the clock's, and what is done for very many."""
    DUNNING = "dunning"
    CRM = "crm"


class Outbox(Protocol):
    """Puts messages on queues. Raises ``Retryable`` when a queue cannot be reached."""

    def send(self, queue: Queue, *envelopes: Envelope[Any], delay: timedelta = timedelta()) -> None:
        """Have them delivered at least once, in any order, not before ``delay`` (15 minutes at
        most)."""
