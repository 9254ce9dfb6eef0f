"""Event types that change no record, each family with its reason.

Nothing is ignored by accident: a type that is in no family is journalled as unknown, so that a
person sees from the journal which of Stripe's news nobody has thought about yet.
"""

from collections.abc import Mapping
from typing import Final

UNKNOWN: Final = "Nobody here has thought about this event type yet; it is kept in the journal."

FORECAST: Final = "A forecast of an invoice that does not exist yet: nothing was asked for."

CONNECTED: Final = (
    "It happened in a connected account; records are kept of the accounts themselves only."
)

MONEY_AT_STRIPE: Final = "Money between Stripe and a bank account: no customer's state changes."
PAYMENT: Final = "One attempt at a payment: the invoice it pays for tells what came of it."
PAYMENT_MEANS: Final = (
    "A way to pay: customer and subscription name the one they use and have their own events."
)
CATALOGUE: Final = "The catalogue: what was agreed stands in the subscription's own items."
PLATFORM: Final = "Set-up of the account itself: no customer's state changes."
OTHER_PRODUCT: Final = "A Stripe product that is not used for subscriptions here."
RISK: Final = "About the risk of a payment: it changes no customer, subscription or invoice."

FAMILIES: Final[Mapping[str, str]] = {
    "account": PLATFORM,
    "application_fee": MONEY_AT_STRIPE,
    "apps": PLATFORM,
    "balance": MONEY_AT_STRIPE,
    "balance_settings": PLATFORM,
    "billing": "Usage, credits and alerts: what they amount to stands in the invoice.",
    "billing_portal": "A visit to the customer portal: what was changed there has its own event.",
    "capability": PLATFORM,
    "cash_balance": MONEY_AT_STRIPE,
    "charge": PAYMENT,
    "checkout": "A checkout: what it created has its own events.",
    "climate": OTHER_PRODUCT,
    "coupon": CATALOGUE,
    "credit_note": "A correction of an invoice: its remaining amount comes with the invoice.",
    "customer.discount": "A discount: the subscription it applies to has its own event.",
    "customer.source": PAYMENT_MEANS,
    "customer.tax_id": "A tax id: it is printed on invoices and changes no state we keep.",
    "customer_cash_balance_transaction": MONEY_AT_STRIPE,
    "entitlements": OTHER_PRODUCT,
    "file": PLATFORM,
    "financial_connections": OTHER_PRODUCT,
    "identity": OTHER_PRODUCT,
    "invoice.upcoming": FORECAST,
    "invoice_payment": PAYMENT,
    "invoiceitem": "A line to come: it counts once it stands in an invoice.",
    "issuing_authorization": OTHER_PRODUCT,
    "issuing_card": OTHER_PRODUCT,
    "issuing_cardholder": OTHER_PRODUCT,
    "issuing_dispute": OTHER_PRODUCT,
    "issuing_personalization_design": OTHER_PRODUCT,
    "issuing_token": OTHER_PRODUCT,
    "issuing_transaction": OTHER_PRODUCT,
    "mandate": PAYMENT_MEANS,
    "order": OTHER_PRODUCT,
    "payment_intent": PAYMENT,
    "payment_link": CATALOGUE,
    "payment_method": PAYMENT_MEANS,
    "payout": MONEY_AT_STRIPE,
    "person": PLATFORM,
    "plan": CATALOGUE,
    "price": CATALOGUE,
    "product": CATALOGUE,
    "promotion_code": CATALOGUE,
    "quote": "An offer: once accepted, the subscription or invoice has its own events.",
    "radar": RISK,
    "recipient": PLATFORM,
    "reporting": PLATFORM,
    "reserve": MONEY_AT_STRIPE,
    "review": RISK,
    "setup_intent": PAYMENT_MEANS,
    "sigma": PLATFORM,
    "sku": CATALOGUE,
    "source": PAYMENT_MEANS,
    "subscription_schedule": "A plan for later: what it does to a subscription has its own event.",
    "tax": PLATFORM,
    "tax_rate": CATALOGUE,
    "terminal": OTHER_PRODUCT,
    "test_helpers": "A test clock: what it moves has its own events.",
    "three_d_secure": PAYMENT,
    "topup": MONEY_AT_STRIPE,
    "transfer": MONEY_AT_STRIPE,
    "treasury": OTHER_PRODUCT,
    "v2.commerce": OTHER_PRODUCT,
    "v2.core.account": PLATFORM,
    "v2.core.account_link": PLATFORM,
    "v2.core.account_person": PLATFORM,
    "v2.core.event_destination": "Stripe trying out where it sends events: nothing happened.",
    "v2.money_management": OTHER_PRODUCT,
}
"""By the beginning of the type (docs.stripe.com/api/events/types)."""


def why_ignored(event_type: str) -> str:
    """Give the reason to do nothing about an event of this type."""
    plain = event_type.removeprefix("v1.").partition("[")[0]
    parts = plain.split(".")
    families = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((FAMILIES[family] for family in families if family in FAMILIES), UNKNOWN)
