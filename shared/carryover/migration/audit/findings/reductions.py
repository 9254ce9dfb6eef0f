"""Discounts and tax of a subscription: what must come out the same to the cent."""

from typing import Final

from carryover.migration.audit.model import Rank
from carryover.migration.audit.reading import hashes, inside, text
from carryover.migration.audit.rule import Rule
from carryover.migration.audit.subscription import Subscription


def _lasts(one: Subscription, duration: str) -> bool:
    return any(one.duration(each) == duration for each in one.discounts)


REDUCTIONS: Final = (
    Rule[Subscription](
        "repeating_coupon",
        Rank.CARE,
        "A coupon with months left",
        "In the target its months would begin again.",
        "Given a coupon of the months that are left; checked again after every update.",
        lambda one: _lasts(one, "repeating"),
    ),
    Rule[Subscription](
        "once_coupon",
        Rank.CARE,
        "A one-time coupon",
        "Carried over although it was used, it would be given twice.",
        "Carried over only if no invoice has used it up.",
        lambda one: _lasts(one, "once"),
    ),
    Rule[Subscription](
        "customer_discount",
        Rank.CARE,
        "A discount on the customer",
        "Not copied with the customer; every invoice would come out higher.",
        "Given to the subscription itself in the target.",
        lambda one: bool(inside(one.customer, "discount")) and not one.discounts,
    ),
    Rule[Subscription](
        "stacked",
        Rank.CARE,
        "Several discounts at once",
        "Their order decides the amount.",
        "Given in the same order; previews are compared.",
        lambda one: len(one.discounts) > 1,
    ),
    Rule[Subscription](
        "item_discount",
        Rank.CARE,
        "Discounts on single items",
        "They hang on the item, not on the subscription.",
        "Given to the same items; previews are compared.",
        lambda one: any(item.get("discounts") for item in one.items),
    ),
    Rule[Subscription](
        "automatic_tax",
        Rank.DECIDE,
        "Tax worked out by Stripe Tax",
        "Registrations, origin address and product tax codes belong to the account.",
        "Set Stripe Tax up in the target for the same places; previews show any difference.",
        lambda one: bool(inside(one.json, "automatic_tax", "enabled")),
    ),
    Rule[Subscription](
        "tax_rates",
        Rank.CARE,
        "Tax by fixed rates",
        "Rates have other ids in the target.",
        "Copied with the catalogue; previews are compared.",
        lambda one: (
            bool(one.json.get("default_tax_rates"))
            or any(item.get("tax_rates") for item in one.items)
        ),
    ),
    Rule[Subscription](
        "tax_id",
        Rank.CARE,
        "The customer has a tax id",
        "Tax ids are not among what is copied; without them invoices and reverse charge are wrong.",
        "Added to the customer in the target before the first invoice, and read back.",
        lambda one: bool(hashes(one.customer, "tax_ids")),
    ),
    Rule[Subscription](
        "tax_exempt",
        Rank.CARE,
        "The customer is tax exempt or under reverse charge",
        "The mark is not among what is copied; tax would be added.",
        "Set on the customer in the target before the first invoice, and read back.",
        lambda one: text(one.customer, "tax_exempt") in {"exempt", "reverse"},
    ),
)
