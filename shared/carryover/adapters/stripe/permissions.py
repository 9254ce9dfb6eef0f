"""What a restricted key needs, as the Dashboard writes it.

Source: docs.stripe.com/keys/restricted-api-keys. By the resource of a request; reading is GET, all
else is writing, and "Write" includes reading.
"""

from collections.abc import Mapping
from typing import Final

from carryover.adapters.stripe.answers import Call

NAMES: Final[Mapping[str, str]] = {
    "account": "Accounts KYC Basic",
    "billing": "Billing meters",
    "billing_portal": "Customer portal",
    "charges": "Charges and Refunds",
    "checkout": "Checkout Sessions",
    "coupons": "Coupons",
    "credit_notes": "Credit notes",
    "customers": "Customers",
    "disputes": "Disputes",
    "events": "Events",
    "invoice_payments": "Invoices",
    "invoiceitems": "Invoices",
    "invoices": "Invoices",
    "payment_intents": "PaymentIntents",
    "payment_links": "Payment Links",
    "payment_methods": "PaymentMethods",
    "prices": "Prices",
    "products": "Products",
    "promotion_codes": "Promotion Codes",
    "refunds": "Charges and Refunds",
    "setup_intents": "SetupIntents",
    "sources": "Sources",
    "subscription_items": "Subscriptions",
    "subscription_schedules": "Subscriptions",
    "subscriptions": "Subscriptions",
    "tax_ids": "Customers",
    "tax_rates": "Tax Rates",
    "test_helpers": "Test clocks",
    "webhook_endpoints": "Webhook Endpoints",
}


def permission(call: Call) -> str:
    """Name the box to tick: ``Subscriptions: Write``."""
    level = "Read" if call.method == "get" else "Write"
    return f"{NAMES.get(call.resource, call.resource)}: {level}"
