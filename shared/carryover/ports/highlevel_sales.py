"""What is sold inside the CRM (CRM-2): the part of ``ports.highlevel`` that is only read."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from carryover.kernel.clock import Seconds


class Sale(StrEnum):
    """What a location's own checkout makes; the values are parts of HighLevel's paths."""

    ORDER = "orders"
    TRANSACTION = "transactions"
    SUBSCRIPTION = "subscriptions"


@dataclass(frozen=True, slots=True)
class Sold:
    """An order, a transaction or a subscription made inside HighLevel, in one shape."""

    sale: Sale
    id: str
    contact: str
    email: str
    currency: str
    """In lower case, as Stripe writes it."""
    amount: int
    """Minor units, as Stripe counts them; HighLevel speaks in major ones."""
    refunded: int
    """Minor units; of transactions only."""
    status: str
    """HighLevel's word."""
    live: bool
    provider: str
    """Who moved the money: ``stripe``, ``paypal``, ``manual`` …; empty where it is not said."""
    charge: str
    """The provider's id of the payment, ``ch_…``; empty where it is not said."""
    subscription: str
    """The provider's id of the subscription, ``sub_…``, ``I-…``; empty where there is none."""
    source: str
    """Where it was sold: ``funnel/two_step_order_form``."""
    created: Seconds
    changed: Seconds


@dataclass(frozen=True, slots=True)
class Unclear:
    """A member of a list that only a person can make sense of; the others are not held up by it."""

    id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Listed[Item]:
    """A stretch of a list."""

    items: Sequence[Item]
    total: int
    """How long the whole list says it is."""


class Payments(Protocol):
    """Reads what was sold inside HighLevel; nothing of it can be written (CONTRACTS.md §2.4).
    Raises as ``ports.highlevel`` does."""

    def sold(
        self, location: str, sale: Sale, since: Seconds | None, offset: int
    ) -> Listed[Sold | Unclear]:
        """List from the day of ``since`` on (``None``: everything), from ``offset`` on, 100 at a
        time at most; the order is not documented."""

    def one_sold(self, location: str, sale: Sale, sold: str) -> Sold | None:
        """Read one; ``NeedsReview`` where its shape is unknown."""
