"""A customer: https://docs.stripe.com/api/customers/object."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.shapes.payment_method import address

PLAIN = ("description", "email", "name", "phone")
"""Texts that a request may set and an empty string clears."""


def customer(account: Account, params: Object) -> Object:
    """Build a new customer from typed parameters."""
    plain = {name: params.get(name) for name in PLAIN}
    object_id = account.new_id("cus")
    return {
        "id": object_id,
        "object": "customer",
        "address": address(params["address"]) if params.get("address") else None,
        "balance": params.get("balance", 0),
        "created": account.now(),
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        **plain,
        "discount": None,
        "invoice_prefix": params.get("invoice_prefix") or token(8, object_id).upper(),
        "invoice_settings": invoice_settings(params.get("invoice_settings") or {}),
        "livemode": account.livemode,
        "metadata": merged({}, params.get("metadata")),
        "next_invoice_sequence": params.get("next_invoice_sequence", 1),
        "preferred_locales": params.get("preferred_locales", []),
        "shipping": None,
        "tax_exempt": params.get("tax_exempt") or "none",
        "test_clock": params.get("test_clock"),
    }


def invoice_settings(given: Object, old: Object | None = None) -> Object:
    """Lay what was given over what is set; empty values clear."""
    before = old or {
        "custom_fields": None,
        "default_payment_method": None,
        "footer": None,
        "rendering_options": None,
    }
    return {**before, **{name: value or None for name, value in given.items()}}
