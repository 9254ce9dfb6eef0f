"""A card as a payment method: https://docs.stripe.com/api/payment_methods/object."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Authentication, Card
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
BILLING = ("email", "name", "phone", "tax_id")


def payment_method(account: Account, card: Card, expiry: tuple[int, int], params: Object) -> Object:
    """Build a new method that nobody owns yet."""
    return {
        "id": account.new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": params.get("allow_redisplay", "unspecified"),
        "billing_details": billing_details(params.get("billing_details") or {}),
        "card": _card(account, card, expiry, checked="cvc" in params.get("card", {})),
        "created": account.now(),
        "customer": None,
        "customer_account": None,
        "livemode": account.livemode,
        "metadata": merged({}, params.get("metadata")),
        "radar_options": {},
        "type": "card",
    }


def billing_details(given: Object, old: Object | None = None) -> Object:
    """Lay what was given over what is known; "" clears a field."""
    before = old or {**dict.fromkeys(BILLING), "address": address({})}
    fields = {name: given[name] or None for name in BILLING if name in given}
    where = address(given.get("address") or {}, before["address"])
    return {**before, **fields, "address": where}


def address(given: Object, old: Object | None = None) -> Object:
    """Lay what was given over a known address; every field is shown, empty or not."""
    before = old or dict.fromkeys(ADDRESS)
    return {name: (given[name] or None) if name in given else before[name] for name in ADDRESS}


def _card(account: Account, card: Card, expiry: tuple[int, int], *, checked: bool) -> Object:
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass" if checked else None,
        },
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": expiry[0],
        "exp_year": expiry[1],
        "fingerprint": token(16, account.world.seed, account.alias, card.number),
        "funding": card.funding,
        "generated_from": None,
        "last4": card.number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": card.authentication is not Authentication.NEVER},
        "wallet": None,
    }
