"""The boxes of a restricted key, as Stripe's Dashboard names them, by the resource of a request.

Source: docs.stripe.com/keys/restricted-api-keys. Reading is GET, all else is writing, and "Write"
includes reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """How much of a resource; the values are the Dashboard's words."""

    READ = "Read"
    WRITE = "Write"


@dataclass(frozen=True, slots=True)
class Box:
    """One line of the Dashboard's list."""

    label: str
    slug: str
    """As Stripe's refusals spell it between ``rak_`` and ``_read``. Stripe publishes no list: that
    of prices is ``plan`` was seen in refusals people quote, and so were those of customers, events,
    invoices, products, the portal, tax rates, webhooks; others follow the resource's name."""


BOXES: Final[Mapping[str, Box]] = {
    "account": Box("Accounts KYC Basic", "accounts_kyc_basic"),
    "balance": Box("Balance", "balance"),
    "billing_portal": Box("Customer portal", "customer_portal"),
    "charges": Box("Charges and Refunds", "charge"),
    "checkout": Box("Checkout Sessions", "checkout_session"),
    "coupons": Box("Coupons", "coupon"),
    "credit_notes": Box("Credit notes", "credit_note"),
    "customers": Box("Customers", "customer"),
    "disputes": Box("Disputes", "dispute"),
    "events": Box("Events", "event"),
    "invoice_payments": Box("Invoices", "invoice"),
    "invoiceitems": Box("Invoices", "invoice"),
    "invoices": Box("Invoices", "invoice"),
    "payment_intents": Box("PaymentIntents", "payment_intent"),
    "payment_links": Box("Payment Links", "payment_link"),
    "payment_methods": Box("PaymentMethods", "payment_method"),
    "prices": Box("Prices", "plan"),
    "products": Box("Products", "product"),
    "promotion_codes": Box("Promotion Codes", "promotion_code"),
    "refunds": Box("Charges and Refunds", "charge"),
    "setup_intents": Box("SetupIntents", "setup_intent"),
    "sources": Box("Sources", "source"),
    "subscription_items": Box("Subscriptions", "subscription"),
    "subscription_schedules": Box("Subscriptions", "subscription"),
    "subscriptions": Box("Subscriptions", "subscription"),
    "tax_ids": Box("Tax IDs", "tax_id"),
    "tax_rates": Box("Tax Rates", "tax_rate"),
    "webhook_endpoints": Box("Webhook Endpoints", "webhook"),
}


def permission(resource: str, level: Level) -> str:
    """Name the box to tick: ``Subscriptions: Write``."""
    box = BOXES.get(resource)
    return f"{box.label if box else resource}: {level.value}"


def slug(resource: str, level: Level) -> str:
    """Name it as the Dashboard's links do: ``rak_subscription_write``."""
    return f"rak_{BOXES[resource].slug}_{level.value.lower()}"
