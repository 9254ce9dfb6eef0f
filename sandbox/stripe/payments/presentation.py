"""Which ways to pay an intent offers : docs.stripe.com/payments/payment-methods.

Since API 2026-09-30 ``payment_method_types`` is read-only and ``allowed_payment_method_types``
narrows what the account has switched on.
"""

from typing import Any

from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object

TYPED = (
    "type", "billing_details", "allow_redisplay", "metadata", "sepa_debit", "us_bank_account",
    "bacs_debit",
)  # fmt: skip
"""Parts of ``payment_method_data`` that are honoured."""
DEBITS = {"eur": "sepa_debit", "usd": "us_bank_account", "gbp": "bacs_debit"}


def check_kinds(params: dict[str, Any]) -> None:
    """Refuse to allow and exclude in one breath."""
    names = ("allowed_payment_method_types", "excluded_payment_method_types")
    if all(params.get(name) for name in names):
        message = f"You may only specify one of these parameters: {', '.join(names)}."
        raise invalid_request(message, param=names[1])


def kinds(params: dict[str, Any], currency: str | None) -> list[str]:
    """Work out the types an intent takes: a debit only in its own currency."""
    debits = list(DEBITS.values()) if currency is None else [DEBITS.get(currency, "")]
    known = ["card", *(each for each in debits if each)]
    allowed = params.get("allowed_payment_method_types") or known
    excluded = params.get("excluded_payment_method_types") or []
    return [each for each in known if each in allowed and each not in excluded]


def automatic(params: dict[str, Any]) -> Object | None:
    """Offer what the dashboard switched on, unless the request names types itself (default since
    API 2023-08-16)."""
    given = params.get("automatic_payment_methods")
    if given is None:
        named = params.get("allowed_payment_method_types")
        return None if named else {"allow_redirects": "always", "enabled": True}
    if not given.get("enabled"):
        return None
    return {"allow_redirects": given.get("allow_redirects", "always"), "enabled": True}


def check_kind(intent: Object, method: Object) -> None:
    """Refuse a payment method of a type that is not offered."""
    if method["type"] not in intent["payment_method_types"]:
        kind = intent["object"].replace("_", " ").title().replace(" ", "")
        message = (
            f"The PaymentMethod provided ({method['type']}) is not allowed for this {kind}. Please "
            f"attach a PaymentMethod of one of the following types: "
            f"{', '.join(intent['payment_method_types'])}."
        )
        raise invalid_request(message, param="payment_method")
