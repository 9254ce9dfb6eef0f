"""What each event type is documented to carry (docs.stripe.com/api/events/types)."""

from collections.abc import Mapping
from typing import Final

from carryover.kernel.identity import Kind

ABOUT_CUSTOMERS: Final = ("customer.created", "customer.updated", "customer.deleted")

ABOUT_SUBSCRIPTIONS: Final = (
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    "customer.subscription.pending_update_applied",
    "customer.subscription.pending_update_expired",
)

ABOUT_INVOICES: Final = (
    "invoice.created",
    "invoice.updated",
    "invoice.deleted",
    "invoice.finalized",
    "invoice.finalization_failed",
    "invoice.sent",
    "invoice.will_be_due",
    "invoice.overdue",
    "invoice.paid",
    "invoice.overpaid",
    "invoice.payment_succeeded",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.payment_attempt_required",
    "invoice.marked_uncollectible",
    "invoice.voided",
)

PROMISED: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(ABOUT_CUSTOMERS, Kind.CUSTOMER),
    **dict.fromkeys(ABOUT_SUBSCRIPTIONS, Kind.SUBSCRIPTION),
    **dict.fromkeys(ABOUT_INVOICES, Kind.INVOICE),
}
"""If one of these does not carry its object, something is wrong. A newer type is read too, when it
carries one of ours."""

BIRTHS: Final = frozenset({"customer.created", "customer.subscription.created", "invoice.created"})

DEATHS: Final = frozenset({"customer.deleted", "invoice.deleted"})
"""The object is shown as it was last, and is gone; a subscription ends but never goes."""

FORECASTS: Final = ("invoice.upcoming", "v1.invoice.upcoming")
