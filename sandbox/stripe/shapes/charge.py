"""A charge: https://docs.stripe.com/api/charges/object."""

from typing import Any

from sandbox.stripe.shapes.fresh import fresh

type Object = dict[str, Any]

_CHARGE: Object = {
    "object": "charge",
    "amount_captured": 0,
    "amount_refunded": 0,
    "application": None,
    "application_fee": None,
    "application_fee_amount": None,
    "balance_transaction": None,
    "calculated_statement_descriptor": None,
    "captured": False,
    "description": None,
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
_CARD = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
_BANK = {
    "sepa_debit": ("bank_code", "branch_code", "country", "fingerprint", "last4"),
    "bacs_debit": ("fingerprint", "last4", "sort_code"),
    "us_bank_account": (
        "account_holder_type", "account_type", "bank_name", "fingerprint", "last4",
        "routing_number",
    ),
}  # fmt: skip


def charge(given: Object, method: Object, mandate: str | None = None) -> Object:
    """Complete one attempt to take money from a payment method."""
    details = {"type": method["type"], method["type"]: _details(method, given["amount"], mandate)}
    return {
        "id": given["id"],
        **fresh(_CHARGE),
        "billing_details": fresh(method["billing_details"]),
        "payment_method": method["id"],
        "payment_method_details": details,
        **given,
    }


def _details(method: Object, amount: int, mandate: str | None) -> Object:
    """Show what was used; a charge describes it a little differently than the method itself."""
    kept: Object = method[method["type"]]
    if method["type"] != "card":
        shown = {name: kept.get(name) for name in _BANK[method["type"]]}
        extra = {"payment_reference": None} if method["type"] == "us_bank_account" else {}
        return {**shown, **extra, "expected_debit_date": None, "mandate": mandate}
    return {
        **{name: fresh(kept.get(name)) for name in _CARD},
        "amount_authorized": amount,
        "authorization_code": None,
        "electronic_commerce_indicator": None,
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
