"""Cards and sources from before payment methods: https://docs.stripe.com/api/cards/object and
https://docs.stripe.com/api/sources/object."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Card
from sandbox.stripe.core.ids import token
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.shapes.payment_method import billing_details, card_details

type Object = dict[str, Any]

_BRANDS = {
    "amex": "American Express", "diners": "Diners Club", "discover": "Discover", "jcb": "JCB",
    "mastercard": "MasterCard", "unionpay": "UnionPay", "visa": "Visa",
}  # fmt: skip
_CODES = {name: code for code, name in _BRANDS.items()}
_ADDRESS = {
    "city": "address_city", "country": "address_country", "line1": "address_line1",
    "line2": "address_line2", "postal_code": "address_zip", "state": "address_state",
}  # fmt: skip
"""A card's own names for the parts of its holder's address."""


def legacy_card(account: Account, card: Card, expiry: tuple[int, int], given: Object) -> Object:
    """Build a ``card_…`` that nobody owns yet."""
    details = card_details(account, card, expiry, checked="cvc" in given)
    return {
        "id": account.new_id("card"),
        "object": "card",
        **{name: given.get(name) for name in _ADDRESS.values()},
        "address_line1_check": None,
        "address_zip_check": None,
        "allow_redisplay": "unspecified",
        "brand": _BRANDS[card.brand],
        "country": card.country,
        "customer": None,
        "cvc_check": details["checks"]["cvc_check"],
        "dynamic_last4": None,
        "exp_month": expiry[0],
        "exp_year": expiry[1],
        "fingerprint": details["fingerprint"],
        "funding": card.funding,
        "last4": details["last4"],
        "metadata": merged({}, given.get("metadata")),
        "name": given.get("name"),
        "regulated_status": "unregulated",
        "tokenization_method": None,
    }


def card_source(account: Account, kept: Object, params: Object) -> Object:
    """Build a ``src_…`` of type card around a card."""
    object_id = account.new_id("src")
    owner = params.get("owner") or {}
    names = ("address", "email", "name", "phone")
    return {
        "id": object_id,
        "object": "source",
        "allow_redisplay": "unspecified",
        "amount": None,
        "card": {name: kept.get(name) for name in _IN_SOURCE} | {"three_d_secure": "optional"},
        "client_secret": f"src_client_secret_{token(24, account.world.seed, object_id)}",
        "created": account.now(),
        "currency": params.get("currency"),
        "customer": None,
        "flow": "none",
        "livemode": account.livemode,
        "metadata": merged({}, params.get("metadata")),
        "owner": {
            **{name: owner.get(name) for name in names},
            **{f"verified_{name}": None for name in names},
        },
        "statement_descriptor": params.get("statement_descriptor"),
        "status": "chargeable",
        "type": "card",
        "usage": params.get("usage", "reusable"),
    }


_IN_SOURCE = (
    "address_line1_check", "address_zip_check", "brand", "country", "cvc_check", "dynamic_last4",
    "exp_month", "exp_year", "fingerprint", "funding", "last4", "name", "tokenization_method",
)  # fmt: skip


def presented(old: Object, *, created: int, livemode: bool) -> Object:
    """Show a legacy card or source as the payment method it also is."""
    card = old if old["object"] == "card" else old["card"]
    where = {part: old.get(name) for part, name in _ADDRESS.items()}
    brand = _CODES[card["brand"]]
    return {
        "id": old["id"],
        "object": "payment_method",
        "allow_redisplay": old["allow_redisplay"],
        "billing_details": billing_details({"name": card["name"], "address": where}),
        "card": {
            "brand": brand,
            "checks": {
                "address_line1_check": card["address_line1_check"],
                "address_postal_code_check": card["address_zip_check"],
                "cvc_check": card["cvc_check"],
            },
            **{name: card[name] for name in _SAME},
            "display_brand": brand,
            "generated_from": None,
            "networks": {"available": [brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": created,
        "customer": old["customer"],
        "customer_account": None,
        "livemode": livemode,
        "metadata": old["metadata"],
        "radar_options": {},
        "type": "card",
    }


_SAME = ("country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
