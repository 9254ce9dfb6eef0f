"""When Stripe tries again: https://docs.stripe.com/webhooks#automatic-retries.

Live: "up to three days with an exponential back off"; sandboxes: "three times over the course of a
few hours". The intervals themselves are [inferred]; Stripe does not state them.
"""

MINUTE, HOUR = 60, 3600

LIVE = (5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 18 * HOUR, 22 * HOUR)
TEST = (10 * MINUTE, 1 * HOUR, 3 * HOUR)
"""Seconds of the sandbox's clock from one attempt to the next."""


def gap(attempt: int, *, livemode: bool) -> int | None:
    """Seconds to wait after an attempt, counted from 0; None: it was the last."""
    gaps = LIVE if livemode else TEST
    return gaps[attempt] if attempt < len(gaps) else None
