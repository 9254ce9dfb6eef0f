"""The API's resources, one module each; importing a module adds its endpoints to the table."""

from importlib import import_module

MODULES = (
    "accounts",
    "customers",
    "payment_methods",
    "sources",
    "setup_intents",
    "products",
    "prices",
    "coupons",
    "promotion_codes",
    "discounts",
    "tax_rates",
    "tax_ids",
    "events",
    "webhook_endpoints",
    "payment_intents",
    "charges",
    "refunds",
    "disputes",
    "early_fraud_warnings",
    "mandates",
    "balance",
    "checkout_sessions",
    "payment_links",
    "portal",
    "subscriptions",
    "subscription_items",
    "subscription_schedules",
    "invoices",
    "invoice_lines",
    "credit_notes",
    "balance_transactions",
    "invoiceitems",
    "invoice_payments",
    "billing_meters",
    "test_clocks",
    "search",
)
"""Every resource module: add yours here, in the order of Stripe's API reference."""


def load() -> None:
    """Import them all, so that http.routing.ROUTES is complete."""
    import_module("sandbox.stripe.lifecycle.upcoming")
    for name in MODULES:
        import_module(f"{__name__}.{name}")
