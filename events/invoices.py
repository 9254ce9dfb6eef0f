"""The invented customer's invoices, in the shape of API 2026-10-28.endive."""

from typing import Final

from events.objects import (
    CUSTOMER,
    CUSTOMER_ID,
    DISCOUNT,
    MONTH_ENDS,
    PRICE,
    SUBSCRIPTION_ID,
    TRIAL_ENDS,
    Json,
    at,
    listed,
)

RENEWAL_ID: Final = "in_GoldenRenewal000000000001"
OFF: Final = 190
"""Ten percent of 19.00 EUR, in cents."""


def line(invoice_id: str, parent: Json, **said: object) -> Json:
    """Build an invoice's only line."""
    return {
        "id": "il_GoldenStudio001",
        "object": "line_item",
        "amount": 1900,
        "currency": "eur",
        "description": "1 x Studio (at €19.00 / month)",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice_id,
        "livemode": False,
        "metadata": {},
        "parent": parent,
        "period": {"end": MONTH_ENDS, "start": TRIAL_ENDS},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": PRICE["id"], "product": PRICE["product"]},
            "type": "price_details",
            "unit_amount_decimal": "1900",
        },
        "quantity": 1,
        "quantity_decimal": "1",
        "subtotal": 1900,
        "taxes": [],
    } | said


def of_subscription() -> Json:
    """Say that a line bills the subscription."""
    return {
        "invoice_item_details": None,
        "subscription_item_details": {
            "invoice_item": None,
            "proration": False,
            "proration_details": {"credited_items": None},
            "subscription": SUBSCRIPTION_ID,
            "subscription_item": "si_GoldenStudio001",
        },
        "type": "subscription_item_details",
    }


def of_invoice_item() -> Json:
    """Say that a line was added by hand."""
    return {
        "invoice_item_details": {
            "invoice_item": "ii_GoldenWorkshop1",
            "proration": False,
            "proration_details": {"credited_items": None},
            "subscription": None,
        },
        "subscription_item_details": None,
        "type": "invoice_item_details",
    }


RENEWAL: Final[Json] = {
    "id": RENEWAL_ID,
    "object": "invoice",
    "account_country": "DE",
    "account_name": "Golden Example GmbH",
    "account_tax_ids": None,
    "amount_due": 1900 - OFF,
    "amount_overpaid": 0,
    "amount_paid": 0,
    "amount_remaining": 1900 - OFF,
    "amount_shipping": 0,
    "application": None,
    "attempt_count": 0,
    "attempted": False,
    "auto_advance": True,
    "automatic_tax": {
        "disabled_reason": None,
        "enabled": False,
        "liability": None,
        "provider": None,
        "status": None,
    },
    "automatically_finalizes_at": TRIAL_ENDS + 3600,
    "billing_reason": "subscription_cycle",
    "collection_method": "charge_automatically",
    "created": TRIAL_ENDS,
    "currency": "eur",
    "custom_fields": None,
    "customer": CUSTOMER_ID,
    "customer_account": None,
    "customer_address": CUSTOMER["address"],
    "customer_email": CUSTOMER["email"],
    "customer_name": CUSTOMER["name"],
    "customer_phone": None,
    "customer_shipping": None,
    "customer_tax_exempt": "none",
    "customer_tax_ids": [],
    "default_payment_method": None,
    "default_source": None,
    "default_tax_rates": [],
    "description": None,
    "discounts": [DISCOUNT["id"]],
    "due_date": None,
    "effective_at": None,
    "ending_balance": None,
    "footer": None,
    "from_invoice": None,
    "hosted_invoice_url": None,
    "invoice_pdf": None,
    "issuer": {"type": "self"},
    "last_finalization_error": None,
    "latest_revision": None,
    "lines": listed(
        f"/v1/invoices/{RENEWAL_ID}/lines",
        line(
            RENEWAL_ID,
            of_subscription(),
            discount_amounts=[{"amount": OFF, "discount": DISCOUNT["id"]}],
        ),
    ),
    "livemode": False,
    "metadata": {},
    "next_payment_attempt": TRIAL_ENDS + 3600,
    "number": None,
    "on_behalf_of": None,
    "parent": {
        "quote_details": None,
        "subscription_details": {
            "metadata": {"plan": "studio", "sold_by": "website"},
            "subscription": SUBSCRIPTION_ID,
        },
        "type": "subscription_details",
    },
    "payment_settings": {
        "default_mandate": None,
        "payment_method_options": None,
        "payment_method_types": None,
    },
    "period_end": TRIAL_ENDS,
    "period_start": at("2026-01-05 09:02"),
    "post_payment_credit_notes_amount": 0,
    "pre_payment_credit_notes_amount": 0,
    "receipt_number": None,
    "rendering": None,
    "shipping_cost": None,
    "shipping_details": None,
    "starting_balance": 0,
    "statement_descriptor": None,
    "status": "draft",
    "status_transitions": {
        "finalized_at": None,
        "marked_uncollectible_at": None,
        "paid_at": None,
        "voided_at": None,
    },
    "subtotal": 1900,
    "subtotal_excluding_tax": 1900,
    "test_clock": None,
    "total": 1900 - OFF,
    "total_discount_amounts": [{"amount": OFF, "discount": DISCOUNT["id"]}],
    "total_excluding_tax": 1900 - OFF,
    "total_pretax_credit_amounts": [],
    "total_taxes": [],
    "webhooks_delivered_at": None,
}


def by_hand(invoice_id: str, created: int) -> Json:
    """Build a draft that somebody wrote in the Dashboard: no subscription, no discount."""
    return RENEWAL | {
        "id": invoice_id,
        "amount_due": 4900,
        "amount_remaining": 4900,
        "auto_advance": False,
        "automatically_finalizes_at": None,
        "billing_reason": "manual",
        "created": created,
        "discounts": [],
        "lines": listed(
            f"/v1/invoices/{invoice_id}/lines",
            line(
                invoice_id,
                of_invoice_item(),
                id="il_GoldenWorkshop1",
                amount=4900,
                description="Workshop",
                period={"end": created, "start": created},
                subtotal=4900,
            ),
        ),
        "metadata": {"kind": "workshop"},
        "next_payment_attempt": None,
        "parent": None,
        "period_end": created,
        "period_start": created,
        "subtotal": 4900,
        "subtotal_excluding_tax": 4900,
        "total": 4900,
        "total_discount_amounts": [],
        "total_excluding_tax": 4900,
    }
