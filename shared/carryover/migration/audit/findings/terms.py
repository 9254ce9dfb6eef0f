"""What a subscription bills for."""

from typing import Final

from carryover.migration.audit.model import Rank
from carryover.migration.audit.reading import hashes, inside, number, table, text
from carryover.migration.audit.rule import Rule
from carryover.migration.audit.subscription import Subscription


def _uses(one: Subscription, name: str, value: object) -> bool:
    return any(inside(price, *name.split(".")) == value for price in one.prices)


TERMS: Final = (
    Rule[Subscription](
        "metered",
        Rank.BLOCKS,
        "Metered usage",
        "Usage recorded at the source is not copied: moved in mid-period it would never be billed.",
        "Move them at a period's end, after the last usage was billed, onto a meter made in the "
        "target, and switch the reporting of usage over at the same moment.",
        lambda one: _uses(one, "recurring.usage_type", "metered"),
    ),
    Rule[Subscription](
        "tiered",
        Rank.CARE,
        "Tiered prices",
        "Tiers are copied one by one; an error would show in the amount.",
        "Previews of both sides are compared line by line before anything is stopped.",
        lambda one: _uses(one, "billing_scheme", "tiered"),
    ),
    Rule[Subscription](
        "archived_price",
        Rank.CARE,
        "On a price or product that is archived",
        "Nothing new can be sold at an archived price, but these still pay it.",
        "Made in the target as an active price; archive it there after the last wave.",
        lambda one: (
            any(price.get("active") is False for price in one.prices)
            or any(text(price, "product") in one.idle_products for price in one.prices)
        ),
    ),
    Rule[Subscription](
        "many_items",
        Rank.CARE,
        "More than ten items",
        "Stripe's lists cut them; tools that overlook this lose items.",
        "Read completely here; more than twenty cannot be created in one request and are held.",
        lambda one: len(one.items) > 10,
    ),
    Rule[Subscription](
        "own_currency_price",
        Rank.CARE,
        "Billed by a currency option of a price",
        "The price's own currency is another one.",
        "Prices are copied with all their currency options.",
        lambda one: any(text(price, "currency") != one.currency for price in one.prices),
    ),
    Rule[Subscription](
        "metadata_full",
        Rank.DECIDE,
        "Metadata at its limit of 50 keys",
        "There is no room for the one key that links the new subscription to the old.",
        "Remove a key that nobody reads, at the source.",
        lambda one: len(table(one.json, "metadata")) >= 50,
    ),
    Rule[Subscription](
        "classic_billing",
        Rank.KNOW,
        "Classic billing mode",
        "New subscriptions are flexible unless told otherwise, and that cannot be undone.",
        "Recreated as classic; nothing to do.",
        lambda one: (
            text(one.json, "billing_mode", "type") == "classic" or "billing_mode" not in one.json
        ),
    ),
    Rule[Subscription](
        "free",
        Rank.KNOW,
        "Costs nothing",
        "No charge shows that it lives on.",
        "Moved like the others; look at access instead of money.",
        lambda one: one.monthly == 0,
    ),
    Rule[Subscription](
        "custom_fields",
        Rank.KNOW,
        "Invoices with texts of their own",
        "Custom fields, footers or descriptions are set on the subscription.",
        "Carried over with it; check one invoice in the pilot.",
        lambda one: (
            bool(hashes(one.json, "invoice_settings", "custom_fields"))
            or bool(text(one.json, "invoice_settings", "footer"))
            or bool(text(one.json, "description"))
        ),
    ),
    Rule[Subscription](
        "quantities",
        Rank.KNOW,
        "More than one seat",
        "Quantities can change at the source between plan and move.",
        "Read again at the moment of the move.",
        lambda one: any(number(item, "quantity") > 1 for item in one.items),
    ),
)
