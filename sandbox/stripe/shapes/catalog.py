"""A product: https://docs.stripe.com/api/products/object."""

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
