"""A refund: https://docs.stripe.com/api/refunds/object."""

from typing import Any

type Object = dict[str, Any]


def refund(given: Object, charge: Object) -> Object:
    """Complete a refund of a charge."""
    kind = charge["payment_method_details"]["type"]
    how: Object = {"type": kind}
    if kind == "card":
        how["card"] = {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        }
    else:
        how[kind] = {"reference": None, "reference_status": None} if kind != "sepa_debit" else {}
    return {
        "id": given["id"],
        "object": "refund",
        "balance_transaction": None,
        "charge": charge["id"],
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": how,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "transfer_reversal": None,
        **given,
    }
