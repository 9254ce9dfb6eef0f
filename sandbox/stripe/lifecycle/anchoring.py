"""Where a new subscription's cycle is anchored, and which anchors Stripe refuses.

https://docs.stripe.com/billing/subscriptions/billing-cycle
"""

from typing import Any

from sandbox.stripe.billing.calendar import AnchorConfig, Cycle, trial_end_after
from sandbox.stripe.core.errors import StripeError, invalid_request, not_implemented
from sandbox.stripe.lifecycle import terms
from sandbox.stripe.lifecycle.terms import Object

LONGEST_TRIAL_DAYS = 730
"""Two years (docs.stripe.com/billing/subscriptions/trials)."""
_RANGES = {
    "day_of_month": (1, 31),
    "month": (1, 12),
    "hour": (0, 23),
    "minute": (0, 59),
    "second": (0, 59),
}


def trial_end(params: dict[str, Any], prices: list[Object], now: int) -> int | None:
    """Read when the trial ends; None: there is none."""
    end, days = params.get("trial_end"), _trial_days(params, prices)
    if end is not None and days is not None:
        given = "trial_from_plan" if params.get("trial_from_plan") else "trial_period_days"
        raise _only_one_of("trial_end", given)
    return trial_end_after(now, days) if days else checked_trial_end(end, now)


def start_date(params: dict[str, Any], now: int) -> int:
    """Read when it began, which may be before it was made (``backdate_start_date``)."""
    start: int = params.get("backdate_start_date", now)
    if start > now:
        message = "`backdate_start_date` must be in the past."
        raise invalid_request(message, param="backdate_start_date")
    if start < now and "billing_cycle_anchor_config" in params:
        raise _only_one_of("backdate_start_date", "billing_cycle_anchor_config")
    if start < now and {"trial_end", "trial_period_days", "trial_from_plan"} & params.keys():
        raise not_implemented("a trial of a backdated subscription")
    return start


def _trial_days(params: dict[str, Any], prices: list[Object]) -> int | None:
    days: int | None = params.get("trial_period_days")
    if params.get("trial_from_plan"):
        days = days or prices[0]["recurring"].get("trial_period_days") or 0
    if days is not None and days > LONGEST_TRIAL_DAYS:
        message = f"Invalid trial_period_days: must be less than or equal to {LONGEST_TRIAL_DAYS}."
        raise invalid_request(message, param="trial_period_days")
    return days


def checked_trial_end(end: int | str | None, now: int) -> int | None:
    """Refuse a trial that ends in the past or more than two years ahead."""
    if end is None or end == "now":
        return None
    when = int(end)
    if when <= now:
        raise _not_future("trial_end")
    if when > trial_end_after(now, LONGEST_TRIAL_DAYS):
        message = "Invalid timestamp: can be no more than two years in the future."
        raise invalid_request(message, param="trial_end")
    return when


def anchor(params: dict[str, Any], prices: list[Object], start: int, now: int) -> int:
    """Find the anchor; ``start`` is when paid time begins: now, or the end of the trial."""
    given, config = params.get("billing_cycle_anchor"), params.get("billing_cycle_anchor_config")
    if given is not None and config is not None:
        raise _only_one_of("billing_cycle_anchor", "billing_cycle_anchor_config")
    shortest = terms.shortest(prices)
    interval, count = terms.rhythm(shortest)
    if config is not None:
        _check_config(config, interval)
        return AnchorConfig(**config).next_occurrence(start)
    if given is None:
        return start
    if given <= now:
        raise _not_future("billing_cycle_anchor")
    return _not_too_late(given, start, Cycle(start, shortest["recurring"]["interval"], count))


def _not_too_late(given: int, start: int, natural: Cycle) -> int:
    """The first period can be shortened by an anchor, never stretched."""
    if given < start:
        message = "billing_cycle_anchor cannot be earlier than trial_end"
        raise invalid_request(message, param="billing_cycle_anchor")
    latest = natural.boundary(1)
    if given > latest:
        message = (
            "billing_cycle_anchor cannot be later than next natural billing date "
            f"({latest}) for plan"
        )
        raise invalid_request(message, param="billing_cycle_anchor")
    return given


def _check_config(config: dict[str, int], interval: str) -> None:
    if interval not in {"month", "year"}:
        message = "billing_cycle_anchor_config is only valid with monthly and yearly intervals."
        raise invalid_request(message, param="billing_cycle_anchor_config")
    for name, value in config.items():
        low, high = _RANGES[name]
        if not low <= value <= high:
            message = f"Invalid {name}: must be between {low} and {high}"
            raise invalid_request(message, param=f"billing_cycle_anchor_config[{name}]")


def _not_future(param: str) -> StripeError:
    message = "Invalid timestamp: must be an integer Unix timestamp in the future."
    return invalid_request(message, param=param)


def _only_one_of(first: str, second: str) -> StripeError:
    message = f"You may only specify one of these parameters: {first}, {second}."
    return invalid_request(message, param=first)
