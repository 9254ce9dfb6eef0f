"""Meters and what they read: https://docs.stripe.com/api/billing/meter/object."""

from typing import Any

from sandbox.stripe.core.account import Account

type Object = dict[str, Any]


def meter(account: Account, params: Object) -> Object:
    """Build a new meter from checked parameters."""
    return {
        "id": account.new_id("mtr"),
        "object": "billing.meter",
        "created": account.now(),
        "customer_mapping": params.get(
            "customer_mapping", {"event_payload_key": "stripe_customer_id", "type": "by_id"}
        ),
        "default_aggregation": params["default_aggregation"],
        "display_name": params["display_name"],
        "event_name": params["event_name"],
        "event_time_window": params.get("event_time_window"),
        "livemode": account.livemode,
        "status": "active",
        "status_transitions": {"deactivated_at": None},
        "updated": account.now(),
        "value_settings": params.get("value_settings", {"event_payload_key": "value"}),
    }


def summary(account: Account, meter_id: str, value: float, start: int, end: int) -> Object:
    """Build what a meter read of one customer between two instants."""
    return {
        "id": account.new_id("mtrusg"),
        "object": "billing.meter_event_summary",
        "aggregated_value": value,
        "end_time": end,
        "livemode": account.livemode,
        "meter": meter_id,
        "start_time": start,
    }
