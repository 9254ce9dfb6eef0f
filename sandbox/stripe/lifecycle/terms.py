"""What can be read off a subscription without changing anything."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.stripe.billing.calendar import Cycle, Period
from sandbox.stripe.billing.lines import Goods
from sandbox.stripe.core.account import Account
from sandbox.stripe.lifecycle.tariff_of import tariff

type Object = dict[str, Any]

_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
OVER = frozenset({"canceled", "incomplete_expired"})
"""Statuses nothing leads out of."""
STANDS_STILL = OVER | {"incomplete", "paused"}
"""Statuses in which no renewal happens; the first invoice or a person must act."""


def items(subscription: Object) -> list[Object]:
    """List its items."""
    found: list[Object] = subscription["items"]["data"]
    return found


def period(subscription: Object) -> Period:
    """Give the current period, of mixed intervals the one that ends first
    (docs.stripe.com/changelog/basil/2025-07-30/support-mixed-intervals)."""
    return min(map(period_of, items(subscription)), key=lambda each: each.end)


def period_of(item: Object) -> Period:
    """Give the current period of one item."""
    return Period(item["current_period_start"], item["current_period_end"])


def cycle(subscription: Object, price: Object) -> Cycle:
    """Give the rhythm in which a price is billed here."""
    config = subscription["billing_cycle_anchor_config"] or {}
    recurring = price["recurring"]
    return Cycle(
        subscription["billing_cycle_anchor"],
        recurring["interval"],
        recurring["interval_count"],
        config.get("day_of_month"),
    )


def shortest(prices: list[Object]) -> Object:
    """Give the price that is billed most often."""
    return min(prices, key=lambda price: _DAYS[rhythm(price)[0]] * rhythm(price)[1])


def rhythm(price: Object) -> tuple[str, int]:
    """Name a price's interval for comparison."""
    return price["recurring"]["interval"], price["recurring"]["interval_count"]


def goods(account: Account, subscription: Object, item: Object) -> Goods:
    """Describe an item for its invoice line."""
    price = item["price"]
    product = account.find("product", price["product"]) or {}
    return Goods(
        name=product.get("name", price["product"]),
        tariff=tariff(account, price, subscription["currency"]),
        quantity=item["quantity"],
        currency=subscription["currency"],
        cycle=cycle(subscription, price),
        price=price["id"],
        product=price["product"],
        item=item["id"],
    )


def all_goods(account: Account, subscription: Object) -> Iterator[Goods]:
    """Describe every item."""
    return (goods(account, subscription, item) for item in items(subscription))


def with_period(subscription: Object, new: Period) -> Object:
    """Give the items list moved to another period, as a value to change to."""
    return with_periods(subscription, lambda _: new)


def with_periods(subscription: Object, new: Callable[[Object], Period]) -> Object:
    """Give the items list moved to other periods, each item to its own."""
    moved = [moved_to(item, new(item)) for item in items(subscription)]
    return {**subscription["items"], "data": moved}


def moved_to(item: Object, new: Period) -> Object:
    """Give an item in another period, as a value to change to."""
    return {**item, "current_period_start": new.start, "current_period_end": new.end}


def payment_method(account: Account, subscription: Object) -> str | None:
    """Find what will be charged: docs.stripe.com/billing/subscriptions/payment-methods-setting."""
    own = subscription["default_payment_method"] or subscription["default_source"]
    return own or method_of_customer(account, subscription["customer"])


def method_of_customer(account: Account, customer_id: str) -> str | None:
    """Find what is charged when neither invoice nor subscription names anything."""
    customer = account.get("customer", customer_id)
    settings = customer.get("invoice_settings") or {}
    return settings.get("default_payment_method") or customer.get("default_source")


def ends_by(subscription: Object, when: int) -> bool:
    """Tell whether its agreed end has come."""
    return subscription["cancel_at"] is not None and subscription["cancel_at"] <= when


def paused(now: int, reason: str) -> Object:
    """Give what a pause changes; ``reason`` is Stripe's word for it."""
    details = {
        "subscription": {"type": reason},
        "transitioned_at": now,
        "type": "subscription",
    }
    return {"status": "paused", "status_details": {"paused": details}}
