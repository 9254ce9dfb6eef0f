"""A mandate: https://docs.stripe.com/api/mandates/object."""

from typing import Any

type Object = dict[str, Any]


def mandate(given: Object, kind: str, reference: str) -> Object:
    """Complete a mandate for many payments of a type."""
    return {
        "id": given["id"],
        "object": "mandate",
        "multi_use": {},
        "on_behalf_of": None,
        "payment_method_details": {kind: _details(kind, reference), "type": kind},
        "status": "active",
        "type": "multi_use",
        **given,
    }


def _details(kind: str, reference: str) -> Object:
    page = f"https://payments.stripe.com/mandates/{reference}"
    match kind:
        case "sepa_debit":
            return {"reference": reference, "url": page}
        case "bacs_debit":
            return {
                "display_name": None,
                "network_status": "accepted",
                "reference": reference,
                "revocation_reason": None,
                "service_user_number": None,
                "url": page,
            }
    return {}
