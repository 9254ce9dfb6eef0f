"""What a subscription brings in a month, by the price list, before discounts and tax.

For ranking and totals, never for a decision about money. A week is 52/12 to the month, a day
365/12: the usual definition of monthly recurring revenue.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from carryover.migration.audit.reading import hashes, inside, number, table, text
from carryover.ports.stripe_api import Json

PER_MONTH: Final[Mapping[str, Fraction]] = {
    "day": Fraction(365, 12),
    "week": Fraction(52, 12),
    "month": Fraction(1),
    "year": Fraction(1, 12),
}


@dataclass(slots=True)
class PriceList:
    """What subscriptions do not show of their prices: tiers, and amounts in other currencies."""

    prices: dict[str, Json] = field(default_factory=dict)

    def learn(self, price: Json) -> None:
        """Keep only what a subscription does not carry along itself: memory stays small."""
        if price.get("tiers") or len(table(price, "currency_options")) > 1:
            kept = ("id", "currency", "tiers", "tiers_mode", "currency_options")
            self.prices[price["id"]] = {name: price.get(name) for name in kept}

    def in_currency(self, price: Json, currency: str) -> Json | None:
        """Show a price as it is in the subscription's currency; ``None``: unknown."""
        known = self.prices.get(text(price, "id"), {})
        if price.get("currency") == currency:
            return {**price, "tiers": known.get("tiers")}
        option = table(known, "currency_options", currency)
        return {**price, **option} if option else None


def monthly(subscription: Json, prices: PriceList) -> int | None:
    """Say it in minor units of the subscription's currency; ``None`` when it depends on what is
    not known beforehand."""
    currency = text(subscription, "currency")
    total = Fraction(0)
    for item in hashes(subscription, "items"):
        each = _of_item(item, currency, prices)
        if each is None:
            return None
        total += each
    return round(total)


def _of_item(item: Json, currency: str, prices: PriceList) -> Fraction | None:
    price = table(item, "price")
    recurring = table(price, "recurring")
    often = PER_MONTH.get(text(recurring, "interval"))
    known = prices.in_currency(price, currency)
    if often is None or known is None or recurring.get("usage_type") == "metered":
        return None
    quantity = 1 if inside(item, "quantity") is None else number(item, "quantity")
    amount = _amount(known, quantity)
    return None if amount is None else amount * often / max(number(recurring, "interval_count"), 1)


def _amount(price: Json, quantity: int) -> Fraction | None:
    """Work out what a quantity costs for one period."""
    tiers = hashes(price, "tiers")
    if price.get("billing_scheme") == "tiered":
        return _tiered(tiers, quantity, graduated=price.get("tiers_mode") == "graduated")
    unit = decimal(price, "unit_amount")
    return None if unit is None else unit * _packages(price, quantity)


def _packages(price: Json, quantity: int) -> int:
    """Count what is charged for when quantities are sold in packages (``transform_quantity``)."""
    size = number(price, "transform_quantity", "divide_by")
    if not size:
        return quantity
    up = text(price, "transform_quantity", "round") == "up"
    return -(-quantity // size) if up else quantity // size


def _tiered(tiers: Sequence[Json], quantity: int, *, graduated: bool) -> Fraction | None:
    """Graduated: every unit at its own tier's price; volume: all at the last one's
    (docs.stripe.com/products-prices/pricing-models)."""
    total, below = Fraction(0), 0
    for tier in tiers:
        top = number(tier, "up_to") or quantity
        if quantity <= top:
            return total + _of_tier(tier, quantity - below if graduated else quantity)
        if graduated:
            total += _of_tier(tier, top - below)
        below = top
    return None


def _of_tier(tier: Json, units: int) -> Fraction:
    each, flat = decimal(tier, "unit_amount"), decimal(tier, "flat_amount")
    return units * (each or Fraction(0)) + (flat or Fraction(0))


def decimal(one: Json, name: str) -> Fraction | None:
    """Read an amount that may have parts of a minor unit."""
    exact = inside(one, f"{name}_decimal")
    if exact is None:
        exact = inside(one, name)
    return None if exact is None else Fraction(Decimal(str(exact)))
