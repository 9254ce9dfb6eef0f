"""The columns of the file, as data: the reader and the documentation use the same table.

Names and meanings are those of Stripe's billing migration toolkit where it has the column
(docs.stripe.com/billing/subscriptions/toolkit-reference); ids are the target's, as there. Times are
Unix seconds, or ISO 8601 with a time zone: a bare date leaves the hour of a charge to chance.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    what: str
    example: str
    needed: bool = False
    ours: bool = False
    """Not the toolkit's."""


COLUMNS: Final = (
    Column(
        "source_subscription",
        "The subscription's id at the other processor; each once.",
        "R-4411",
        needed=True,
        ours=True,
    ),
    Column(
        "customer",
        "Whose it is: the customer's id at the other processor as the card mapping has it, or the "
        "target's own (cus_…).",
        "cus_NffrFeUfNV2Hib",
        needed=True,
    ),
    Column(
        "start_date",
        "When the target charges for the first time: the end of what is paid at the other "
        "processor. The toolkit's name; next_charge_at and billing_cycle_anchor mean the same.",
        "1796083200",
    ),
    Column("next_charge_at", "The same as start_date.", "2026-12-01T00:00:00Z", ours=True),
    Column("billing_cycle_anchor", "The same as start_date.", "1796083200"),
    Column("currency", "Three letters; a price may have several.", "usd", needed=True, ours=True),
    Column("price", "A price of the target.", "price_1MoBy5LkdIwHu7ix", needed=False),
    Column("quantity", "How many; default 1.", "2"),
    Column("items.N.price", "With several prices: N is 0, 1, 2 … instead of price.", "price_1Mx"),
    Column("items.N.quantity", "How many of that.", "5"),
    Column("items.N.tax_rates", "Tax rates of the target for that item.", "txr_1 txr_2"),
    Column(
        "payment_method",
        "What is charged: as the card mapping has it, or the target's own (pm_…). Empty: what the "
        "mapping has for the customer.",
        "pm_1Nv0FGQ9RKHgCVdK",
        ours=True,
    ),
    Column("collection_method", "charge_automatically (default) or send_invoice.", "send_invoice"),
    Column("days_until_due", "With send_invoice: days to pay.", "30"),
    Column("default_tax_rate", "Tax rates of the target, separated by spaces.", "txr_1Mx"),
    Column("automatic_tax", "true: Stripe Tax finds the rates.", "true"),
    Column("coupon", "A coupon of the target.", "HALF-3m"),
    Column(
        "coupon_months",
        "With a repeating coupon: how many months are left; the coupon has to have as many.",
        "3",
        ours=True,
    ),
    Column("trial_end", "For a real trial only: the same moment as start_date.", "1796083200"),
    Column(
        "cancel_at_period_end",
        "true: it ends where it is, and is not recreated.",
        "false",
    ),
    Column(
        "anchor_day",
        "Day of the month it renews on, where start_date does not tell: on the last day of a "
        "shorter month.",
        "31",
        ours=True,
    ),
    Column(
        "backdate_start_date",
        "When it began; kept in the metadata as original_start_date. Nothing is charged for it.",
        "1640995200",
    ),
    Column("proration_behavior", "none, or empty: a move prorates nothing.", "none"),
    Column("description", "Shown on invoices.", "Gold, since 2021"),
    Column("billing_mode", "flexible (default) or classic.", "flexible", ours=True),
    Column("metadata.KEY", "Kept under KEY.", "gold"),
    Column(
        "next_amount",
        "What the next charge has to be, in minor units; what the prices say must equal it, "
        "before discounts and tax.",
        "1900",
        ours=True,
    ),
    Column(
        "stopped_confirmed",
        "When it was stopped at the other processor, written once it really was. Without it the "
        "target is made and ends itself, and nothing is charged there.",
        "2026-11-25T09:30:00Z",
        ours=True,
    ),
)

REFUSED: Final = {
    "amount": "prices have to exist in the target: make one and name it in `price`",
    "interval": "a price of the target says how often",
    "interval_count": "a price of the target says how often",
    "product": "prices have to exist in the target: make one and name it in `price`",
    "add_invoice_items": "a move charges nothing extra: add it in the target afterwards",
    "end_date": "write cancel_at_period_end, or end it in the target afterwards",
    "iterations": "phases are not recreated: write what holds from start_date on",
    "on_behalf_of": "money of connected accounts is not moved",
    "application_fee_percent": "money of connected accounts is not moved",
    "transfer_data.destination": "money of connected accounts is not moved",
}
"""Columns of the toolkit that cannot be obeyed, and what to do instead. Empty ones are ignored."""

ITEM: Final = re.compile(r"items\.(\d{1,2})\.(price|quantity|tax_rates)")
METADATA: Final = re.compile(r"metadata\.(.{1,40})")

_PLAIN: Final = frozenset(column.name for column in COLUMNS if not re.search(r"[A-Z]", column.name))


def known(name: str) -> bool:
    """Tell whether a column may be there."""
    return (
        name in _PLAIN or name in REFUSED or bool(ITEM.fullmatch(name) or METADATA.fullmatch(name))
    )


def needed() -> tuple[str, ...]:
    """Name the columns no file can do without."""
    return tuple(column.name for column in COLUMNS if column.needed)
