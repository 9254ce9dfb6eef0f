"""PaymentIntent and charge: docs.stripe.com/api/payment_intents/object, …/api/charges/object."""

from copy import deepcopy
from typing import Any

type Object = dict[str, Any]

_INTENT: Object = {
    "object": "payment_intent",
    "allowed_payment_method_types": None,
    "amount_capturable": 0,
    "amount_details": {"tip": {}},
    "amount_received": 0,
    "application": None,
    "application_fee_amount": None,
    "automatic_payment_methods": None,
    "canceled_at": None,
    "cancellation_reason": None,
    "capture_method": "automatic",
    "confirmation_method": "automatic",
    "customer_account": None,
    "excluded_payment_method_types": None,
    "hooks": None,
    "last_payment_error": None,
    "latest_charge": None,
    "managed_payments": {"enabled": False},
    "metadata": {},
    "next_action": None,
    "on_behalf_of": None,
    "payment_method": None,
    "payment_method_configuration_details": None,
    "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
    "payment_method_types": ["card"],
    "processing": None,
    "receipt_email": None,
    "review": None,
    "setup_future_usage": None,
    "shipping": None,
    "source": None,
    "statement_descriptor": None,
    "statement_descriptor_suffix": None,
    "status": "requires_payment_method",
    "transfer_data": None,
    "transfer_group": None,
}

_CHARGE: Object = {
    "object": "charge",
    "amount_captured": 0,
    "amount_refunded": 0,
    "application": None,
    "application_fee": None,
    "application_fee_amount": None,
    "authorization_code": None,
    "balance_transaction": None,
    "calculated_statement_descriptor": None,
    "captured": False,
    "disputed": False,
    "failure_balance_transaction": None,
    "failure_code": None,
    "failure_message": None,
    "fraud_details": {},
    "metadata": {},
    "on_behalf_of": None,
    "paid": False,
    "radar_options": {},
    "receipt_email": None,
    "receipt_number": None,
    "receipt_url": None,
    "refunded": False,
    "review": None,
    "shipping": None,
    "source": None,
    "source_transfer": None,
    "statement_descriptor": None,
    "statement_descriptor_suffix": None,
    "transfer_data": None,
    "transfer_group": None,
}


def payment_intent(given: Object) -> Object:
    """Complete a PaymentIntent that nobody has tried to pay yet."""
    return {"id": given["id"], **deepcopy(_INTENT), **given}


def charge(given: Object, method: Object) -> Object:
    """Complete one attempt to take money from a payment method."""
    details = {"type": method["type"], method["type"]: _details(method, given["amount"])}
    return {
        "id": given["id"],
        **deepcopy(_CHARGE),
        "billing_details": deepcopy(method["billing_details"]),
        "payment_method": method["id"],
        "payment_method_details": details,
        "refunds": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/charges/{given['id']}/refunds",
        },
        **given,
    }


def _details(method: Object, amount: int) -> Object:
    """Show what was used; a card is described by the charge a little differently than by itself."""
    kept: Object = method.get(method["type"]) or {}
    if method["type"] != "card":
        return deepcopy(kept)
    return {
        **{name: kept.get(name) for name in _CARD},
        "amount_authorized": amount,
        "authorization_code": None,
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": kept.get("brand"),
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": kept.get("regulated_status"),
        "three_d_secure": None,
        "transaction_link_id": None,
        "wallet": None,
    }


_CARD = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
