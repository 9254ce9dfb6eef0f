"""One invented customer and what she has at Stripe, in the shape of API 2026-10-28.endive.

Every field Stripe documents is there, so that the goldens also show what we do not read. Nothing
here ever belonged to anybody.
"""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, Final

type Json = dict[str, Any]

CUSTOMER_ID: Final = "cus_GoldenMira0001"
SUBSCRIPTION_ID: Final = "sub_GoldenStudioMonthly00001"
CARD_ID: Final = "pm_GoldenVisa000000000000001"


def at(text: str) -> int:
    """Read ``2026-01-05 09:00`` (UTC) as Stripe's seconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


SIGNED_UP: Final = at("2026-01-05 09:00")
TRIAL_ENDS: Final = at("2026-01-19 09:02")
MONTH_ENDS: Final = at("2026-02-19 09:02")

COUPON: Final[Json] = {
    "id": "WELCOME10",
    "object": "coupon",
    "amount_off": None,
    "created": at("2025-12-01 08:00"),
    "currency": None,
    "duration": "repeating",
    "duration_in_months": 3,
    "livemode": False,
    "max_redemptions": None,
    "metadata": {},
    "name": "Welcome",
    "percent_off": 10,
    "redeem_by": None,
    "times_redeemed": 1,
    "valid": True,
}

DISCOUNT: Final[Json] = {
    "id": "di_GoldenWelcome00000000001",
    "object": "discount",
    "checkout_session": None,
    "customer": CUSTOMER_ID,
    "customer_account": None,
    "end": at("2026-04-05 09:02"),
    "invoice": None,
    "invoice_item": None,
    "promotion_code": None,
    "source": {"coupon": "WELCOME10", "type": "coupon"},
    "start": at("2026-01-05 09:02"),
    "subscription": SUBSCRIPTION_ID,
    "subscription_item": None,
}

PRICE: Final[Json] = {
    "id": "price_GoldenStudio0000000001",
    "object": "price",
    "active": True,
    "billing_scheme": "per_unit",
    "created": at("2025-11-03 10:00"),
    "currency": "eur",
    "custom_unit_amount": None,
    "livemode": False,
    "lookup_key": "studio_monthly",
    "metadata": {},
    "nickname": None,
    "product": "prod_GoldenStudio01",
    "recurring": {
        "interval": "month",
        "interval_count": 1,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    },
    "tax_behavior": "inclusive",
    "tiers_mode": None,
    "transform_quantity": None,
    "type": "recurring",
    "unit_amount": 1900,
    "unit_amount_decimal": "1900",
}

PLAN: Final[Json] = {
    "id": PRICE["id"],
    "object": "plan",
    "active": True,
    "amount": 1900,
    "amount_decimal": "1900",
    "billing_scheme": "per_unit",
    "created": PRICE["created"],
    "currency": "eur",
    "interval": "month",
    "interval_count": 1,
    "livemode": False,
    "metadata": {},
    "meter": None,
    "nickname": None,
    "product": PRICE["product"],
    "tiers_mode": None,
    "transform_usage": None,
    "trial_period_days": None,
    "usage_type": "licensed",
}

CUSTOMER: Final[Json] = {
    "id": CUSTOMER_ID,
    "object": "customer",
    "address": {
        "city": "Examplebourg",
        "country": "DE",
        "line1": "Musterstraße 1",
        "line2": None,
        "postal_code": "00001",
        "state": None,
    },
    "balance": 0,
    "business_name": None,
    "created": SIGNED_UP,
    "currency": None,
    "customer_account": None,
    "default_source": None,
    "delinquent": False,
    "description": None,
    "discount": None,
    "email": "mira@example.com",
    "individual_name": None,
    "invoice_prefix": "G0LDEN01",
    "invoice_settings": {
        "custom_fields": None,
        "default_payment_method": None,
        "footer": None,
        "rendering_options": None,
    },
    "livemode": False,
    "metadata": {},
    "name": "Mira Example",
    "next_invoice_sequence": 1,
    "phone": None,
    "preferred_locales": ["de"],
    "shipping": None,
    "tax_exempt": "none",
    "test_clock": None,
}


def listed(url: str, *members: Json) -> Json:
    """Wrap objects as the list Stripe embeds."""
    return {
        "object": "list",
        "data": list(members),
        "has_more": False,
        "total_count": len(members),
        "url": url,
    }


def item(start: int, end: int) -> Json:
    """Build the subscription's only item for the period that is paid."""
    return {
        "id": "si_GoldenStudio001",
        "object": "subscription_item",
        "billed_until": None,
        "billing_thresholds": None,
        "created": SIGNED_UP + 120,
        "current_period_end": end,
        "current_period_start": start,
        "current_trial": None,
        "discounts": [],
        "metadata": {},
        "plan": deepcopy(PLAN),
        "price": deepcopy(PRICE),
        "quantity": 1,
        "subscription": SUBSCRIPTION_ID,
        "tax_rates": [],
    }


SUBSCRIPTION: Final[Json] = {
    "id": SUBSCRIPTION_ID,
    "object": "subscription",
    "application": None,
    "application_fee_percent": None,
    "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
    "billing_cycle_anchor": TRIAL_ENDS,
    "billing_cycle_anchor_config": None,
    "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible"},
    "billing_schedules": [],
    "billing_thresholds": None,
    "cancel_at": None,
    "cancel_at_period_end": False,
    "canceled_at": None,
    "cancellation_details": {"comment": None, "feedback": None, "reason": None},
    "collection_method": "charge_automatically",
    "created": SIGNED_UP + 120,
    "currency": "eur",
    "customer": CUSTOMER_ID,
    "customer_account": None,
    "days_until_due": None,
    "default_payment_method": CARD_ID,
    "default_source": None,
    "default_tax_rates": [],
    "description": None,
    "discounts": [DISCOUNT["id"]],
    "ended_at": None,
    "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
    "items": listed(
        f"/v1/subscription_items?subscription={SUBSCRIPTION_ID}",
        item(SIGNED_UP + 120, TRIAL_ENDS),
    ),
    "latest_invoice": "in_GoldenTrial00000000000001",
    "livemode": False,
    "managed_payments": None,
    "metadata": {"plan": "studio", "sold_by": "website"},
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
    "plan": deepcopy(PLAN),
    "quantity": 1,
    "schedule": None,
    "start_date": SIGNED_UP + 120,
    "status": "trialing",
    "test_clock": None,
    "transfer_data": None,
    "trial_end": TRIAL_ENDS,
    "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    "trial_start": SIGNED_UP + 120,
}
