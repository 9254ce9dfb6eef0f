"""How long Stripe keeps trying, as data.

Smart Retries choose their own times (docs.stripe.com/billing/revenue-recovery/smart-retries); a
sandbox must be predictable, so its times are fixed, measured from the first failure.
"""

from sandbox.stripe.billing.calendar import DAY

RETRY_DAYS_AFTER_FIRST_FAILURE = (1, 3, 5, 7)
FINALIZATION_DELAY = 3600
"""Seconds a renewal invoice stays a draft (docs.stripe.com/billing/invoices/subscription)."""
INCOMPLETE_LIFETIME = 23 * 3600
"""Seconds to pay the first invoice (docs.stripe.com/billing/subscriptions/overview)."""
TRIAL_NOTICE = 3 * DAY
"""Seconds before its end that a trial is announced to end."""


def next_attempt(first_failure: int, attempts: int) -> int | None:
    """Give the time of the next try after ``attempts`` failed ones, or None: no more."""
    if attempts > len(RETRY_DAYS_AFTER_FIRST_FAILURE):
        return None
    return first_failure + RETRY_DAYS_AFTER_FIRST_FAILURE[attempts - 1] * DAY
