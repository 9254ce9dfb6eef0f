"""An invoice, from any API version.

What moved (docs.stripe.com/changelog):

- its subscription: ``subscription`` until acacia, ``parent.subscription_details.subscription``
  since 2025-03-31.basil; where an abridged invoice has neither, its lines may still tell;
- its status: only ``paid`` and ``forgiven`` before 2018-11-08;
- when it was made: ``date`` before 2019-03-14, ``created`` since;
- how it is collected: ``billing`` until 2019-10-17, ``collection_method`` since.
"""

from collections.abc import Iterator
from typing import Final

from carryover.adapters.stripe.translate.reading import (
    ODD,
    Json,
    given,
    identity,
    inside,
    kept,
    moment,
    reference,
    sorted_by_key,
)
from carryover.kernel.facts import InvoiceState
from carryover.kernel.identity import Kind

UNCHANGED: Final = (
    "livemode", "currency", "number", "billing_reason", "subtotal", "total", "amount_due",
    "amount_paid", "amount_remaining", "attempt_count", "attempted", "auto_advance",
    "next_payment_attempt", "due_date", "period_start", "period_end", "deleted",
)  # fmt: skip
"""Fields that have had this name and type in every version (docs.stripe.com/api/invoices)."""

TRANSITIONS: Final = ("finalized_at", "paid_at", "voided_at", "marked_uncollectible_at")

LINE_TELLS: Final = (
    ("subscription",),
    ("parent", "subscription_item_details", "subscription"),
    ("parent", "invoice_item_details", "subscription"),
)
"""Where a line says which subscription it bills: before basil, and the two kinds since."""


def invoice(raw: Json) -> InvoiceState:
    """Read an invoice. Raises ``NeedsReview`` when it is not as documented."""
    fields = given(raw, UNCHANGED) | {
        **{name: inside(raw, "status_transitions", name) for name in TRANSITIONS},
        "id": identity(raw.get("id")),
        "created": moment(raw.get("created", raw.get("date"))),
        "customer": reference(raw.get("customer")),
        "status": raw.get("status") or _old_status(raw),
        "subscription": _subscription(raw),
        "collection_method": raw.get("collection_method") or raw.get("billing"),
        "default_payment_method": reference(raw.get("default_payment_method")),
        "metadata": sorted_by_key(raw.get("metadata")),
    }
    return kept(InvoiceState, Kind.INVOICE, raw, fields)


def is_preview(raw: Json) -> bool:
    """Tell the forecast of an invoice that does not exist: nothing was ever asked for."""
    shown = raw.get("id")
    return isinstance(shown, str) and shown.startswith("upcoming_in")


def _old_status(raw: Json) -> str | None:
    """Derive the status where one old flag settles it; open, draft and void looked alike then."""
    if raw.get("paid") is True:
        return "paid"
    return "uncollectible" if raw.get("forgiven") is True else None


def _subscription(raw: Json) -> object:
    shown = raw.get("subscription")
    if shown is None:
        shown = inside(raw, "parent", "subscription_details", "subscription")
    if shown is not None or "subscription" in raw or "parent" in raw:
        return reference(shown)
    told = set(_told_by_lines(raw))
    return told.pop() if len(told) == 1 else ODD if told else None


def _told_by_lines(raw: Json) -> Iterator[object]:
    lines = inside(raw, "lines", "data")
    for line in lines if isinstance(lines, list) else ():
        yield from (r for path in LINE_TELLS if (r := reference(inside(line, *path))) is not None)
