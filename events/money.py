"""Money of the invented customer's renewal that goes back: three events, as two API versions tell.

Until acacia a charge named its invoice; since basil nothing here does, and whoever needs it looks
(docs.stripe.com/changelog/basil). What a refund and a dispute say has not moved.
"""

from collections.abc import Iterator
from typing import Final

from events.invoices import RENEWAL_ID
from events.objects import CUSTOMER_ID, Json, at
from events.versions import NEWEST

REFUNDED: Final = at("2026-01-25 08:00")
VERSIONS: Final = ("2024-12-18.acacia", NEWEST)

PAYMENT: Final = {
    "charge": "ch_GoldenRenewal00000000001",
    "payment_intent": "pi_GoldenRenewal00000000001",
    "currency": "eur",
}


def money_back() -> Iterator[tuple[str, int, str, Json]]:
    """Name type, time and version of each, and what it shows."""
    for version in VERSIONS:
        yield "charge.refunded", REFUNDED, version, _charge(version)
        yield "refund.failed", REFUNDED + 86_400, version, _refund()
        yield "charge.dispute.created", REFUNDED + 2 * 86_400, version, _dispute()


def _charge(version: str) -> Json:
    shown = {
        "id": PAYMENT["charge"],
        "object": "charge",
        "amount": 1710,
        "amount_captured": 1710,
        "amount_refunded": 1710,
        "currency": "eur",
        "customer": CUSTOMER_ID,
        "disputed": False,
        "livemode": False,
        "payment_intent": PAYMENT["payment_intent"],
        "refunded": True,
        "status": "succeeded",
    }
    return shown if version == NEWEST else {**shown, "invoice": RENEWAL_ID}


def _refund() -> Json:
    return {
        "id": "re_GoldenRenewal00000000001",
        "object": "refund",
        "amount": 1710,
        **PAYMENT,
        "created": REFUNDED,
        "failure_reason": "expired_or_canceled_card",
        "metadata": {},
        "reason": "requested_by_customer",
        "status": "failed",
    }


def _dispute() -> Json:
    return {
        "id": "dp_GoldenRenewal00000000001",
        "object": "dispute",
        "amount": 1710,
        **PAYMENT,
        "created": REFUNDED + 2 * 86_400,
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "reason": "fraudulent",
        "status": "needs_response",
    }
