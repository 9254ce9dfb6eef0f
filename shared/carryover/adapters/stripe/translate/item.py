"""One price in a subscription, from any API version.

What moved (docs.stripe.com/changelog):

- the paid period: on the subscription until acacia, on each item since 2025-03-31.basil;
- the price: ``plan`` in the oldest shapes, ``price`` (with ``recurring``) since 2020.
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
    reference,
    without_nulls,
)

AMOUNT: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
"""Minor units. Stripe writes at most 12 decimals (docs.stripe.com/api/prices)."""


def item(shown: Json, whole: Json) -> Json:
    """Pick what we keep of an item; ``whole`` is the subscription it was shown in."""
    price, plan = shown.get("price"), shown.get("plan")
    terms = _of_price(price) if is_json(price) else _of_plan(plan) if is_json(plan) else {}
    return without_nulls(terms | _period(shown, whole) | {"id": identity(shown.get("id"))}) | {
        "product": terms.get("product"),
        "quantity": shown.get("quantity"),
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


def _period(shown: Json, whole: Json) -> Json:
    source = shown if "current_period_end" in shown else whole
    return given(source, ("current_period_start", "current_period_end"))
