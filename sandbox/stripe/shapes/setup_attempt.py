"""One try to set a payment method up: https://docs.stripe.com/api/setup_attempts/object."""

from typing import Any

type Object = dict[str, Any]


def setup_attempt(given: Object, intent: Object, method: Object) -> Object:
    """Complete an attempt; it stays what it is, the next try is another one."""
    return {
        "id": given["id"],
        "object": "setup_attempt",
        "application": None,
        "customer": intent["customer"],
        "customer_account": None,
        "flow_directions": None,
        "on_behalf_of": None,
        "payment_method": method["id"],
        "payment_method_details": {method["type"]: _details(method), "type": method["type"]},
        "setup_error": None,
        "setup_intent": intent["id"],
        "usage": intent["usage"],
        **given,
    }


def _details(method: Object) -> Object:
    if method["type"] != "card":
        return {}
    card = method["card"]
    names = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding")
    return {
        **{name: card[name] for name in names},
        "last4": card["last4"],
        "network": card["brand"],
        "three_d_secure": None,
        "wallet": None,
    }
