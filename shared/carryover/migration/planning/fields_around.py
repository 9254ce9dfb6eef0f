"""Every field of a subscription's items and customer, and what becomes of it (see ``fields``)."""

from collections.abc import Mapping
from typing import Final

from carryover.migration.planning.fate import (
    ID,
    NESTED,
    Field,
    blocks,
    carried,
    derived,
    irrelevant,
    judged,
)

THRESHOLDS: Final = blocks(
    "It is invoiced when a threshold is reached, so nobody can foretell its next invoice. "
    "Remove the threshold at the source, or recreate it by hand."
)

ITEM: Final[Mapping[str, Field]] = {
    "billed_until": judged("has to be the end of its period"),
    "billing_thresholds": THRESHOLDS,
    "created": irrelevant("the past"),
    "current_period_end": derived("the boundary"),
    "current_period_start": derived("the past"),
    "current_trial": blocks(
        "An item of it is on a trial offer, and how much of that is left cannot be said to Stripe. "
        "Let the offer end at the source, then move it."
    ),
    "deleted": irrelevant("never of an item that is there"),
    "discounts": carried("coupons of the catalogue, with the months they have left"),
    "id": ID,
    "metadata": carried("every key"),
    "object": irrelevant("says subscription_item"),
    "plan": irrelevant("the price once more, in its shape of before 2020"),
    "price": carried("through the catalogue"),
    "quantity": carried("quantity"),
    "subscription": ID,
    "tax_rates": carried("through the catalogue"),
}

_COPIED: Final = irrelevant("the data copy carries it")
_NOT_SHOWN: Final = irrelevant("shown only when asked for; the audit looks at it")

CUSTOMER: Final[Mapping[str, Field]] = {
    "address": _COPIED,
    "balance": judged("held: an amount of money must not exist twice"),
    "business_name": irrelevant("a name; no invoice of a subscription is reckoned with it"),
    "cash_balance": _NOT_SHOWN,
    "created": irrelevant("the past"),
    "currency": derived("of its first subscription"),
    "customer_account": irrelevant("an identity beside the customer, which pays as before"),
    "default_source": carried("where a subscription falls back to it"),
    "deleted": judged("held"),
    "delinquent": derived("from its latest invoice"),
    "description": irrelevant("a note; not copied"),
    "discount": carried("to the subscription, where it has none of its own"),
    "email": _COPIED,
    "id": ID,
    "individual_name": irrelevant("a name; no invoice of a subscription is reckoned with it"),
    "invoice_credit_balance": _NOT_SHOWN,
    "invoice_prefix": irrelevant("invoices of the target have numbers of their own"),
    "invoice_settings": NESTED,
    "invoice_settings.custom_fields": carried("if the target's customer has none"),
    "invoice_settings.default_payment_method": carried("where a subscription falls back to it"),
    "invoice_settings.footer": carried("if the target's customer has none"),
    "invoice_settings.rendering_options": irrelevant(
        "how a PDF looks; templates are the account's"
    ),
    "livemode": irrelevant("keys of another mode are refused at the start"),
    "metadata": _COPIED,
    "name": _COPIED,
    "next_invoice_sequence": irrelevant("invoices of the target have numbers of their own"),
    "object": irrelevant("says customer"),
    "phone": _COPIED,
    "preferred_locales": carried("if the target's customer has none"),
    "shipping": judged("decides automatic tax, and is not copied"),
    "sources": _NOT_SHOWN,
    "subscriptions": _NOT_SHOWN,
    "tax": derived("from address, shipping and tax ids"),
    "tax_exempt": carried("tax_exempt"),
    "tax_ids": carried("one by one"),
    "test_clock": judged("held, unless the rules say this is a trial run"),
}
