"""What a phase adds to its items: discounts, and things sold along with it.

docs.stripe.com/api/subscription_schedules/create, ``phases.discounts`` and
``phases.add_invoice_items``.
"""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.lifecycle.eligibility import check_one
from sandbox.stripe.lifecycle.terms import Object

_PERIOD: Object = {
    "end": {"type": "min_item_period_end"},
    "start": {"type": "max_item_period_start"},
}


def read(account: Account, phase: dict[str, Any], place: str) -> Object:
    """Read the additions of a phase, in the shape the API shows."""
    sold = [
        _sold(account, each, f"{place}[add_invoice_items][{n}]")
        for n, each in enumerate(phase.get("add_invoice_items", []))
    ]
    items = [
        {**each, "discounts": _discounts(account, each, f"{place}[items][{n}]")}
        for n, each in enumerate(phase["items"])
    ]
    discounts = _discounts(account, phase, place)
    return {"add_invoice_items": sold, "discounts": discounts, "items": items}


def _discounts(account: Account, given: dict[str, Any], place: str) -> list[Object]:
    if given.get("discounts") == "":
        raise not_implemented('a phase that inherits no discounts (discounts="")')
    return [
        _named(account, each, f"{place}[discounts][{n}]")
        for n, each in enumerate(given.get("discounts", []))
    ]


def _named(account: Account, given: dict[str, Any], place: str) -> Object:
    name = check_one(given, place)
    if name == "discount":
        raise not_implemented("a phase that takes over a discount")
    account.get(name, given[name], param=f"{place}[{name}]")
    return {"coupon": None, "discount": None, "promotion_code": None, **given}


def _sold(account: Account, given: dict[str, Any], place: str) -> Object:
    price = account.get("price", given.get("price", ""), param=f"{place}[price]")
    if price["type"] != "one_time":
        message = (
            "The price specified is set to `type=recurring` but this field only accepts prices "
            "with `type=one_time`."
        )
        raise invalid_request(message, param=f"{place}[price]")
    return {
        "discountable": None,
        "discounts": [],
        "metadata": merged({}, given.get("metadata")),
        "period": _PERIOD,
        "price": given["price"],
        "quantity": given.get("quantity", 1),
        "tax_rates": [],
    }
