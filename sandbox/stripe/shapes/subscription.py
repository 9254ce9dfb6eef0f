"""Subscription and subscription item: https://docs.stripe.com/api/subscriptions/object."""

from typing import Any

from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.shapes.fresh import fresh

type Object = dict[str, Any]

_UNUSED: Object = {
    "application": None,
    "application_fee_percent": None,
    "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
    "billing_cycle_anchor_config": None,
    "billing_schedules": [],
    "billing_thresholds": None,
    "cancel_at": None,
    "cancel_at_period_end": False,
    "canceled_at": None,
    "cancellation_details": {
        "comment": None,
        "feedback": None,
        "feedback_option": None,
        "reason": None,
    },
    "collection_method": "charge_automatically",
    "customer_account": None,
    "days_until_due": None,
    "default_payment_method": None,
    "default_source": None,
    "default_tax_rates": [],
    "description": None,
    "discounts": [],
    "ended_at": None,
    "invoice_settings": {
        "account_tax_ids": None,
        "custom_fields": None,
        "description": None,
        "footer": None,
        "issuer": {"type": "self"},
    },
    "latest_invoice": None,
    "managed_payments": {"enabled": False},
    "metadata": {},
    "next_pending_invoice_item_invoice": None,
    "on_behalf_of": None,
    "pause_collection": None,
    "payment_settings": {
        "payment_method_options": None,
        "payment_method_types": None,
        "save_default_payment_method": "off",
    },
    "pending_invoice_item_interval": None,
    "pending_setup_intent": None,
    "pending_update": None,
    "schedule": None,
    "test_clock": None,
    "transfer_data": None,
    "trial_end": None,
    "trial_settings": {
        "end_behavior": {"billing_cycle_anchor": None, "missing_payment_method": "create_invoice"}
    },
    "trial_start": None,
}


def subscription(given: Object) -> Object:
    """Complete what is known of a new subscription."""
    return {"id": given["id"], "object": "subscription", **fresh(_UNUSED), **given}


def item_list(subscription_id: str, items: list[Object]) -> Object:
    """Wrap items as the subscription shows them."""
    return {
        "object": "list",
        "data": items,
        "has_more": False,
        "total_count": len(items),
        "url": f"/v1/subscription_items?subscription={subscription_id}",
    }


def item(given: Object, price: Object, period: Period) -> Object:
    """Complete a subscription item; since API 2025-03-31 the period lives here."""
    return {
        "id": given["id"],
        "object": "subscription_item",
        "billing_thresholds": None,
        "current_period_end": period.end,
        "current_period_start": period.start,
        "current_trial": None,
        "discounts": [],
        "metadata": {},
        "tax_rates": [],
        **given,
        "price": price,
        "plan": plan(price),
    }


def plan(price: Object) -> Object:
    """Show a price as the plan it would have been before 2020; clients still read it."""
    recurring = price["recurring"]
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": price["livemode"],
        "metadata": price["metadata"],
        "meter": recurring.get("meter"),
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": price["tiers_mode"],
        "transform_usage": None,
        "trial_period_days": recurring.get("trial_period_days"),
        "usage_type": recurring["usage_type"],
    }
