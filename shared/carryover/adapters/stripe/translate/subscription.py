"""A subscription, from any API version.

What moved (docs.stripe.com/changelog):

- the paid period: on the subscription until acacia, on each item since 2025-03-31.basil;
- its price: ``plan`` on the item in the oldest shapes, ``price`` (with ``recurring``) since 2020;
- its discounts: one ``discount`` object until 2024, then the list ``discounts`` of ids or objects;
- the coupon in a discount: ``coupon`` until basil, ``source.coupon`` since 2025-09-30.clover;
- its currency: told only by the prices in 2020-08-27, and by the subscription itself later;
- how it is collected: ``billing`` until 2019-10-17, ``collection_method`` since.
"""

import re
from decimal import Decimal
from typing import Final

from carryover.adapters.stripe.translate.reading import (
    ODD,
    Json,
    given,
    identity,
    inside,
    is_json,
    kept,
    listed,
    moment,
    reference,
    refused,
    sorted_by_key,
    without_nulls,
)
from carryover.kernel.facts import SubscriptionState
from carryover.kernel.identity import Kind

UNCHANGED: Final = (
    "livemode", "status", "billing_cycle_anchor", "start_date", "cancel_at",
    "cancel_at_period_end", "canceled_at", "ended_at", "trial_start", "trial_end",
    "days_until_due",
)  # fmt: skip
"""Fields that have had this name and type in every version (docs.stripe.com/api/subscriptions)."""

REFERENCES: Final = (
    "customer", "default_payment_method", "default_source", "schedule", "latest_invoice",
    "application",
)  # fmt: skip
"""Fields that name another object, which the sender may have expanded."""

AMOUNT: Final = re.compile(r"-?\d{1,18}(\.\d{1,18})?")
"""Minor units. Stripe writes at most 12 decimals (docs.stripe.com/api/prices)."""


def subscription(raw: Json) -> SubscriptionState:
    """Read a subscription. Raises ``NeedsReview`` when it is not as documented."""
    if not shows_every_item(raw):
        raise refused(Kind.SUBSCRIPTION, raw, "`items` shows only some of them")
    items = _items(raw)
    if items == ():
        raise refused(Kind.SUBSCRIPTION, raw, "`items` is empty")
    fields = given(raw, UNCHANGED) | {
        **{name: reference(raw.get(name)) for name in REFERENCES},
        "id": identity(raw.get("id")),
        "created": moment(raw.get("created")),
        "currency": raw.get("currency") or _currency(items),
        "items": items,
        "collection_method": raw.get("collection_method") or raw.get("billing"),
        "discounts": _discounts(raw),
        "pause_collection": _pause(raw.get("pause_collection")),
        "metadata": sorted_by_key(raw.get("metadata")),
    }
    return kept(SubscriptionState, Kind.SUBSCRIPTION, raw, fields)


def shows_every_item(raw: Json) -> bool:
    """Tell whether the items are all there: Stripe embeds ten of them and says ``has_more``."""
    return inside(raw, "items", "has_more") is not True


def _items(raw: Json) -> object:
    """Read the items, in the order of their ids because Stripe promises none."""
    shown = inside(raw, "items", "data")
    if not isinstance(shown, list):
        return shown
    items = [_item(item, raw) if is_json(item) else {} for item in shown]
    return tuple(sorted(items, key=lambda item: str(item.get("id"))))


def _item(item: Json, whole: Json) -> Json:
    price, plan = item.get("price"), item.get("plan")
    terms = _of_price(price) if is_json(price) else _of_plan(plan) if is_json(plan) else {}
    return without_nulls(terms | _period(item, whole) | {"id": identity(item.get("id"))}) | {
        "product": terms.get("product"),
        "quantity": item.get("quantity"),
        "unit_amount": terms.get("unit_amount"),
    }


def _of_price(price: Json) -> Json:
    return {
        "price": identity(price.get("id")),
        "product": reference(price.get("product")),
        "currency": price.get("currency"),
        "unit_amount": _amount(price.get("unit_amount_decimal"), price.get("unit_amount")),
        "interval": inside(price, "recurring", "interval"),
        "interval_count": inside(price, "recurring", "interval_count"),
    }


def _of_plan(plan: Json) -> Json:
    return {
        "price": identity(plan.get("id")),
        "product": reference(plan.get("product")),
        "currency": plan.get("currency"),
        "unit_amount": _amount(plan.get("amount_decimal"), plan.get("amount")),
        "interval": plan.get("interval"),
        "interval_count": plan.get("interval_count"),
    }


def _amount(exact: object, whole: object) -> object:
    """Write an amount in one way: Stripe has sent ``"1500"``, ``1500`` and ``1500.0``."""
    amount = whole if exact is None else exact
    if amount is None:
        return None
    text = str(amount) if type(amount) is int else amount
    if not isinstance(text, str) or not AMOUNT.fullmatch(text):
        return ODD
    return f"{Decimal(text).normalize():f}" if "." in text else text


def _period(item: Json, whole: Json) -> Json:
    source = item if "current_period_end" in item else whole
    return given(source, ("current_period_start", "current_period_end"))


def _currency(items: object) -> object:
    """Derive the currency where only the prices tell it, if they agree."""
    if not isinstance(items, tuple):
        return None
    currencies = [item.get("currency") for item in items]
    return currencies[0] if currencies.count(currencies[0]) == len(currencies) else None


def _discounts(raw: Json) -> object:
    if (several := raw.get("discounts")) is not None:
        return tuple(map(_discount, several)) if isinstance(several, list) else listed(several)
    one = raw.get("discount")
    return () if one is None else (_discount(one),)


def _discount(shown: object) -> object:
    """Name a discount; one from before discounts had ids (2020) is named by its coupon."""
    if not is_json(shown) or "id" in shown:
        return ODD if shown is None else reference(shown)
    coupon = inside(shown, "source", "coupon") or shown.get("coupon")
    return ODD if coupon is None else reference(coupon)


def _pause(shown: object) -> object:
    return given(shown, ("behavior", "resumes_at")) if is_json(shown) else shown
