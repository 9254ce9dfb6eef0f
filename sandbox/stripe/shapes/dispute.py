"""Disputes and early fraud warnings: docs.stripe.com/api/disputes/object,
https://docs.stripe.com/api/radar/early_fraud_warnings/object."""

from typing import Any

type Object = dict[str, Any]

EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy",
    "cancellation_policy_disclosure", "cancellation_rebuttal", "customer_communication",
    "customer_email_address", "customer_name", "customer_purchase_ip", "customer_signature",
    "duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id",
    "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address",
    "shipping_carrier", "shipping_date", "shipping_documentation", "shipping_tracking_number",
    "uncategorized_file", "uncategorized_text",
)  # fmt: skip
_NETWORK_REASONS = {"fraudulent": "10.4", "product_not_received": "13.1"}
"""Visa's: https://docs.stripe.com/disputes/categories."""


def dispute(given: Object, charge: Object, due_by: int) -> Object:
    """Complete a dispute nobody has answered yet."""
    return {
        "id": given["id"],
        "object": "dispute",
        "amount": charge["amount_captured"],
        "balance_transactions": [],
        "charge": charge["id"],
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": due_by,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "livemode": charge["livemode"],
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        **_how(given, charge),
        **given,
    }


def _how(given: Object, charge: Object) -> Object:
    details = charge["payment_method_details"]
    if details["type"] != "card":
        return {"network_reason_code": None}
    reason = _NETWORK_REASONS.get(given["reason"])
    inquiry = given["status"].startswith("warning")
    card = {
        "brand": details["card"]["brand"],
        "case_type": "inquiry" if inquiry else "chargeback",
        "network": details["card"]["network"],
        "network_reason_code": reason,
    }
    return {"payment_method_details": {"card": card, "type": "card"}}


def early_fraud_warning(given: Object, charge: Object) -> Object:
    """Complete a warning that the cardholder reported fraud."""
    return {
        "id": given["id"],
        "object": "radar.early_fraud_warning",
        "actionable": True,
        "charge": charge["id"],
        "fraud_type": "made_with_stolen_card",
        "livemode": charge["livemode"],
        "payment_intent": charge["payment_intent"],
        **given,
    }
