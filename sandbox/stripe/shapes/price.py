"""A price, and what it costs in each currency: https://docs.stripe.com/api/prices/object."""

from collections.abc import Iterator
from decimal import Decimal

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged


def price(account: Account, params: Object, product_id: str) -> Object:
    """Build a new price from checked parameters, in its own currency."""
    recurring, tiered = params.get("recurring"), params.get("billing_scheme") == "tiered"
    option = currency_option(params)
    return {
        "id": account.new_id("price"),
        "object": "price",
        "active": params.get("active", True),
        "billing_scheme": "tiered" if tiered else "per_unit",
        "created": account.now(),
        "currency": params["currency"].lower(),
        "custom_unit_amount": None,
        "livemode": account.livemode,
        "lookup_key": params.get("lookup_key"),
        "metadata": merged({}, params.get("metadata")),
        "nickname": params.get("nickname"),
        "product": product_id,
        "recurring": _recurring(recurring) if recurring else None,
        "tax_behavior": params.get("tax_behavior", "unspecified"),
        "tiers_mode": params.get("tiers_mode") if tiered else None,
        "transform_quantity": params.get("transform_quantity"),
        "type": "recurring" if recurring else "one_time",
        "unit_amount": option["unit_amount"],
        "unit_amount_decimal": option["unit_amount_decimal"],
    }


def currency_option(params: Object) -> Object:
    """Show what it costs in one currency, per unit or by tiers."""
    return {
        "custom_unit_amount": None,
        "tax_behavior": params.get("tax_behavior", "unspecified"),
        "tiers": [dict(_tier(each)) for each in params["tiers"]] if "tiers" in params else None,
        **dict(_amounts(params, "unit_amount")),
    }


def _tier(given: Object) -> Iterator[tuple[str, object]]:
    yield from _amounts(given, "flat_amount")
    yield from _amounts(given, "unit_amount")
    yield "up_to", None if given["up_to"] == "inf" else given["up_to"]


def _amounts(given: Object, name: str) -> Iterator[tuple[str, object]]:
    """Show an amount twice: in whole minor units where it is whole, and as a decimal string."""
    said = given.get(f"{name}_decimal", given.get(name))
    if said is None:
        yield from ((name, None), (f"{name}_decimal", None))
        return
    exact = Decimal(str(said))
    yield name, int(exact) if exact == exact.to_integral_value() else None
    yield f"{name}_decimal", f"{exact.normalize():f}"


def _recurring(given: Object) -> Object:
    return {
        "interval": given["interval"],
        "interval_count": given.get("interval_count", 1),
        "meter": None,
        "trial_period_days": given.get("trial_period_days"),
        "usage_type": "licensed",
    }
