"""What was paid for a subscription, and what went back of it, as Stripe shows it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from carryover.kernel.clock import Seconds

PERIODS: Final = frozenset({"subscription_create", "subscription_cycle"})
"""Billing reasons of invoices that pay for a period; others pay for a change in the middle of one,
or for something a person wrote (docs.stripe.com/api/invoices/object, ``billing_reason``)."""


@dataclass(frozen=True, slots=True)
class Paid:
    """An invoice that took money."""

    account: str
    invoice: str
    subscription: str | None
    reason: str
    created: Seconds
    paid_at: Seconds
    amount: int
    """What was paid, in minor units of ``currency``."""
    currency: str
    period: tuple[Seconds, Seconds] | None = None
    """What it pays for; ``None``: several stretches, or none."""

    @property
    def pays_a_period(self) -> bool:
        """Tell it from an invoice for anything else."""
        return self.reason in PERIODS


class Dispute(StrEnum):
    """Where a dispute of a charge stands."""

    NONE = ""
    ASKED = "asked"
    """An inquiry: no money has moved (statuses ``warning_…``, docs.stripe.com/disputes)."""
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Charged:
    """A charge that paid an invoice."""

    id: str
    amount: int
    """What was captured, in minor units of ``currency``."""
    refunded: int
    """Of that, what refunds gave back or are giving back."""
    currency: str
    dispute: Dispute = Dispute.NONE


class Return(StrEnum):
    """What became of an invoice's money."""

    NOTHING = "nothing"
    PART = "part"
    REFUND = "refund"
    DISPUTE = "dispute"


def returned(charges: Sequence[Charged]) -> Return:
    """Say what went back of an invoice's money. A dispute that is open or lost weighs more than
    any refund; one that was won, or only asks, is none."""
    if any(each.dispute in (Dispute.OPEN, Dispute.LOST) for each in charges):
        return Return.DISPUTE
    back = sum(each.refunded for each in charges)
    if back == 0:
        return Return.NOTHING
    return Return.REFUND if back >= sum(each.amount for each in charges) else Return.PART


def latest_period(paid: Sequence[Paid]) -> Paid | None:
    """Find what pays for the present: the youngest invoice that paid for a period."""
    periods = [each for each in paid if each.pays_a_period]
    return max(periods, key=lambda each: each.created, default=None)
