"""A payment link: https://docs.stripe.com/api/payment-link/object."""

from typing import Any

type Object = dict[str, Any]

_LINK: Object = {
    "object": "payment_link",
    "active": True,
    "after_completion": {
        "hosted_confirmation": {"custom_message": None},
        "type": "hosted_confirmation",
    },
    "allow_promotion_codes": False,
    "application": None,
    "application_fee_amount": None,
    "application_fee_percent": None,
    "automatic_tax": {"enabled": False, "liability": None},
    "billing_address_collection": "auto",
    "consent_collection": None,
    "custom_fields": [],
    "custom_text": {
        "after_submit": None,
        "shipping_address": None,
        "submit": None,
        "terms_of_service_acceptance": None,
    },
    "customer_creation": "if_required",
    "inactive_message": None,
    "invoice_creation": None,
    "managed_payments": {"enabled": False},
    "metadata": {},
    "name_collection": None,
    "on_behalf_of": None,
    "optional_items": None,
    "payment_intent_data": None,
    "payment_method_collection": "always",
    "payment_method_options": None,
    "payment_method_types": None,
    "phone_number_collection": {"enabled": False},
    "restrictions": None,
    "shipping_address_collection": None,
    "shipping_options": [],
    "submit_type": "auto",
    "subscription_data": None,
    "tax_id_collection": {"enabled": False, "required": "never"},
    "transfer_data": None,
}


def payment_link(given: Object) -> Object:
    """Complete a link that anybody may open."""
    return {"id": given["id"], **_LINK, **given}


def after(given: Object) -> Object:
    """Say what follows a payment: a message here, or another page."""
    if given["type"] == "redirect":
        return {"redirect": {"url": given.get("redirect", {}).get("url")}, "type": "redirect"}
    message = given.get("hosted_confirmation", {}).get("custom_message")
    return {"hosted_confirmation": {"custom_message": message}, "type": "hosted_confirmation"}


def subscription_data(given: Object) -> Object:
    """Show what its subscriptions will be like."""
    return {
        "description": given.get("description"),
        "invoice_settings": {"issuer": {"type": "self"}},
        "metadata": given.get("metadata") or {},
        "trial_period_days": given.get("trial_period_days"),
        "trial_settings": given.get("trial_settings"),
    }
