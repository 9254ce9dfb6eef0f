"""The end a subscription is given in advance, by flag or by date.

https://docs.stripe.com/api/subscriptions/update, ``cancel_at_period_end`` and ``cancel_at``.
"""

from typing import Any

from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.lifecycle import terms
from sandbox.stripe.lifecycle.terms import Object


def agreed_end(subscription: Object, params: dict[str, Any], now: int) -> Object:
    """Say what the request changes about the end; nothing when it does not mention it."""
    flag, date = params.get("cancel_at_period_end"), params.get("cancel_at")
    if flag and date:
        message = "You may only specify one of these parameters: cancel_at, cancel_at_period_end."
        raise invalid_request(message, param="cancel_at")
    if date:
        return _ends(subscription, _instant(subscription, date, now), now, flag=False)
    if flag:
        return _ends(subscription, terms.period(subscription).end, now, flag=True)
    if date == "" or (flag is False and subscription["cancel_at_period_end"]):
        return _goes_on(subscription)
    return {}


def _instant(subscription: Object, date: int | str, now: int) -> int:
    """The words become an instant at once and do not move with the periods any more
    (docs.stripe.com/changelog/basil/2025-07-30/cancel-at-enums)."""
    if date in {"min_period_end", "max_period_end"}:
        ends = [terms.period_of(item).end for item in terms.items(subscription)]
        return min(ends) if date == "min_period_end" else max(ends)
    if isinstance(date, str):
        raise not_implemented(f"cancel_at={date}")
    if date <= now:
        message = "Invalid timestamp: must be an integer Unix timestamp in the future."
        raise invalid_request(message, param="cancel_at")
    return date


def _ends(subscription: Object, when: int, now: int, *, flag: bool) -> Object:
    details = {**subscription["cancellation_details"], "reason": "cancellation_requested"}
    return {
        "cancel_at": when,
        "cancel_at_period_end": flag,
        "canceled_at": now,
        "cancellation_details": details,
    }


def _goes_on(subscription: Object) -> Object:
    details = {**subscription["cancellation_details"], "reason": None}
    return {
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": details,
    }
