"""A subscription schedule: https://docs.stripe.com/api/subscription_schedules/object."""

from typing import Any

from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.shapes.fresh import fresh

type Object = dict[str, Any]

_FRESH: Object = {
    "application": None,
    "canceled_at": None,
    "completed_at": None,
    "current_phase": None,
    "customer_account": None,
    "end_behavior": "release",
    "metadata": {},
    "pause_schedules": [],
    "released_at": None,
    "released_subscription": None,
    "status": "not_started",
    "subscription": None,
    "test_clock": None,
}
_DEFAULTS: Object = {
    "application_fee_percent": None,
    "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
    "billing_cycle_anchor": "automatic",
    "billing_thresholds": None,
    "collection_method": "charge_automatically",
    "default_payment_method": None,
    "description": None,
    "invoice_settings": {
        "account_tax_ids": None,
        "custom_fields": None,
        "days_until_due": None,
        "description": None,
        "footer": None,
        "issuer": {"type": "self"},
    },
    "on_behalf_of": None,
    "transfer_data": None,
}
_PHASE: Object = {
    "add_invoice_items": [],
    "application_fee_percent": None,
    "billing_cycle_anchor": None,
    "billing_thresholds": None,
    "collection_method": None,
    "default_payment_method": None,
    "default_tax_rates": [],
    "description": None,
    "discounts": [],
    "invoice_settings": None,
    "metadata": {},
    "on_behalf_of": None,
    "proration_behavior": "create_prorations",
    "transfer_data": None,
    "trial_end": None,
}


def schedule(given: Object) -> Object:
    """Complete what is known of a new schedule."""
    return {"id": given["id"], "object": "subscription_schedule", **fresh(_FRESH), **given}


def default_settings(given: Object, old: Object | None = None) -> Object:
    """Lay what was given over what stands."""
    before = old or fresh(_DEFAULTS)
    settings = {**before["invoice_settings"], **given.get("invoice_settings", {})}
    plain = {name: None if value == "" else value for name, value in given.items()}
    return {**before, **plain, "invoice_settings": settings}


def phase(given: Object, period: Period) -> Object:
    """Complete a phase."""
    dated = {"end_date": period.end, "start_date": period.start}
    return {**fresh(_PHASE), **given, **dated}


def phase_item(given: Object, price: Object) -> Object:
    """Complete an item of a phase; prices are named, not shown."""
    return {
        "billing_thresholds": None,
        "discounts": given.get("discounts", []),
        "metadata": given.get("metadata", {}),
        "plan": price["id"],
        "price": price["id"],
        "quantity": given.get("quantity", 1),
        "tax_rates": [],
    }


def current(period: Object) -> Object:
    """Name the dates of the phase that runs."""
    return {"end_date": period["end_date"], "start_date": period["start_date"]}
