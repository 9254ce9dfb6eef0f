"""The event types that say something to us: what an endpoint listens to and the sync walks.

One list for both, or the sync would report events as lost that nobody ever asked Stripe to send.
Other types are welcome when they come, journalled and ignored on purpose (``silence.py``).
"""

from typing import Final

TELLING: Final = (
    "customer.created",
    "customer.updated",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.pending_update_applied",
    "customer.subscription.trial_will_end",
    "invoice.created",
    "invoice.updated",
    "invoice.deleted",
    "invoice.finalized",
    "invoice.finalization_failed",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.voided",
    "invoice.marked_uncollectible",
    "charge.refunded",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "payment_method.automatically_updated",
    "payment_method.updated",
    "customer.source.updated",
)
"""A refund that is made is told by its charge (``charge.refunded``) in every version;
``refund.created`` would say it twice."""

AT_ONCE: Final = 20
"""Types one request for events may name (docs.stripe.com/api/events/list, ``types``)."""
