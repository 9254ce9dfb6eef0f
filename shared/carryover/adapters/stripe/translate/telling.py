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
)
"""Twenty, the most one request for events may name (docs.stripe.com/api/events/list, ``types``)."""
