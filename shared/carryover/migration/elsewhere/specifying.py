"""A row as a specification: the same the mover gets for subscriptions of Stripe accounts."""

from typing import Any

from carryover.migration.elsewhere.given import method_of
from carryover.migration.elsewhere.renewing import Rhythm, anchor_config
from carryover.migration.elsewhere.rows import Part, Row
from carryover.migration.planning.spec import Discount, Item, Spec
from carryover.ports.stripe_api import Json


def worth(row: Row, prices: list[Json]) -> int | None:
    """Add up what a period costs; ``None``: tiers and fractions take more than the list."""
    total = 0
    for part, price in zip(row.parts, prices, strict=True):
        option = (price.get("currency_options") or {}).get(row.currency)
        unit = (option or price).get("unit_amount")
        if unit is None or price.get("transform_quantity"):
            return None
        total += int(unit) * part.quantity
    return total


def specify(account: str, row: Row, rhythm: Rhythm, costs: int | None) -> Spec:
    """Say it as the mover needs it."""
    charged = row.collection_method == "charge_automatically"
    return Spec.model_validate(
        {
            "account": account,
            "subscription": row.subscription,
            "customer": row.customer,
            "currency": row.currency,
            "boundary": row.starts,
            "anchor_config": None if row.trial_end else anchor_config(row, rhythm),
            "items": [_item(part) for part in row.parts],
            "discounts": _discounts(row),
            "default_tax_rates": row.default_tax_rates,
            "payment_method": method_of(row) if charged else None,
            "trial_end": row.trial_end,
            "billing_mode": row.billing_mode,
            "metadata": row.metadata,
            "plain": _plain(row),
            "amount": costs,
        }
    )


def _item(part: Part) -> Item:
    return Item(price=part.price, quantity=part.quantity, tax_rates=part.tax_rates)


def _discounts(row: Row) -> tuple[Discount, ...]:
    if not row.coupon:
        return ()
    return (Discount(coupon=row.coupon, repeats=row.coupon_months is not None),)


def _plain(row: Row) -> dict[str, Any]:
    invoices = row.days_until_due is not None
    return {
        "collection_method": row.collection_method,
        **({"days_until_due": row.days_until_due} if invoices else {}),
        **({"automatic_tax": {"enabled": True}} if row.automatic_tax else {}),
        **({"description": row.description} if row.description else {}),
    }
