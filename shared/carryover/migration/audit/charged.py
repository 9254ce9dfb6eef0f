"""What a subscription is charged to, and whether Stripe's data copy takes it along.

(docs.stripe.com/get-started/data-migrations/pan-copy-self-serve, support.stripe.com/questions/
data-that-can-be-copied-between-stripe-accounts)
"""

from collections.abc import Mapping
from typing import Final

from carryover.migration.audit.reading import inside, text
from carryover.ports.stripe_api import Json

DEFAULTS: Final = (
    ("default_payment_method",),
    ("default_source",),
    ("customer", "invoice_settings", "default_payment_method"),
    ("customer", "default_source"),
)
"""In this order (docs.stripe.com/api/subscriptions/object, ``default_payment_method``)."""

COPIED: Final = frozenset({"card", "us_bank_account", "sepa_debit", "card_", "bank_account"})
MANDATED: Final = frozenset({"us_bank_account", "sepa_debit", "bank_account"})
"""Copied, but the receiving account has to accept the mandates first."""

BY_PREFIX: Final[Mapping[str, str]] = {
    "pm_": "payment method, unread",
    "card_": "card_",
    "src_": "source, unread",
    "ba_": "bank_account",
}


def means(subscription: Json) -> object:
    """Find what it would be charged to, expanded or as an id; ``None``: nothing."""
    found = (inside(subscription, *path) for path in DEFAULTS)
    return next((each for each in found if each), None)


def kind_of(means: object) -> str:
    """Name it as Stripe does: ``card``, ``sepa_debit``; the old kinds as ``card_`` and
    ``sepa_debit source``; ``none``."""
    if not means:
        return "none"
    if isinstance(means, str):
        return next((name for start, name in BY_PREFIX.items() if means.startswith(start)), means)
    match text(means, "object"):
        case "card":
            return "card_"
        case "source":
            return f"{text(means, 'type')} source"
        case "bank_account":
            return "bank_account"
    return text(means, "type") or "unknown"


def wallet_of(means: object) -> str:
    """Name the wallet a card came out of, such as ``apple_pay``."""
    return text(means, "card", "wallet", "type")


def copied(kind: str) -> bool:
    """Tell whether the data copy takes this kind along."""
    return kind in COPIED or kind == "card source"
