"""Products and prices: docs.stripe.com/api/products/object, docs.stripe.com/api/prices/object."""

from decimal import Decimal

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged


def product(account: Account, params: Object) -> Object:
    """Build a new product; a caller may choose its id."""
    return {
        "id": params.get("id") or account.new_id("prod"),
        "object": "product",
        "active": params.get("active", True),
        "created": account.now(),
        "default_price": None,
        "description": params.get("description"),
        "images": params.get("images") or [],
        "livemode": account.livemode,
        "marketing_features": params.get("marketing_features") or [],
        "metadata": merged({}, params.get("metadata")),
        "name": params["name"],
        "package_dimensions": None,
        "shippable": params.get("shippable"),
        "statement_descriptor": params.get("statement_descriptor"),
        "tax_code": params.get("tax_code"),
        "tax_details": None,
        "type": "service",
        "unit_label": params.get("unit_label"),
        "updated": account.now(),
        "url": params.get("url"),
    }


def price(account: Account, params: Object, product_id: str) -> Object:
    """Build a new per-unit price from checked parameters."""
    recurring = params.get("recurring")
    return {
        "id": account.new_id("price"),
        "object": "price",
        "active": params.get("active", True),
        "billing_scheme": "per_unit",
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
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        **_amounts(params),
    }


def _amounts(params: Object) -> Object:
    """Show the amount twice: in whole minor units where it is whole, and as a decimal string."""
    exact = Decimal(str(params.get("unit_amount_decimal", params.get("unit_amount"))))
    whole = int(exact) if exact == exact.to_integral_value() else None
    plain = f"{exact.normalize():f}"
    return {"unit_amount": whole, "unit_amount_decimal": plain}


def _recurring(given: Object) -> Object:
    return {
        "interval": given["interval"],
        "interval_count": given.get("interval_count", 1),
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }
