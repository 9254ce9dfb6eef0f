"""What Stripe remembers of a key, apart from what became of the write."""

from carryover.kernel.errors import Retryable


class OnlyRemembered(Retryable):
    """Stripe repeats a failure of its own from memory: for a day, this key will not get any other
    answer, whatever happened and whatever is asked (docs.stripe.com/api/idempotent_requests,
    "including 500 errors"). Look at the world; if it is not done, only another key does it."""
