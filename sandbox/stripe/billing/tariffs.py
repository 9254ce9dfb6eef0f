"""What a quantity costs: by the unit, in packages, or in tiers.

docs.stripe.com/products-prices/pricing-models: ``volume`` prices everything at the tier the whole
quantity falls into, ``graduated`` prices each unit at the tier it falls into itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Tier:
    """Units up to and including ``up_to`` (None: without end), and a fee for entering it."""

    up_to: int | None
    unit: Decimal = Decimal(0)
    flat: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cost that stands on a line of its own."""

    unit: Decimal
    quantity: int
    """Units, or packages of them, that are multiplied."""
    shown: int
    """The quantity the line names."""
    tier: int | None = None
    """Counted from 1; None: the price has no tiers."""

    def cost(self) -> Decimal:
        """Multiply, without rounding."""
        return self.unit * self.quantity


@dataclass(frozen=True, slots=True)
class Tariff:
    """A price in one currency, in minor units and perhaps parts of them."""

    unit: Decimal = Decimal(0)
    tiers: tuple[Tier, ...] = ()
    graduated: bool = False
    package: int = 1
    """``transform_quantity[divide_by]``: so many units make one that is charged."""
    round_up: bool = False

    def cost(self, quantity: int) -> Decimal:
        """Add up every part; rounding is left to whoever makes a line of it."""
        return sum((part.cost() for part in self.parts(quantity)), Decimal(0))

    def parts(self, quantity: int) -> list[Part]:
        """Split the cost as an invoice shows it: one line per tier used and per fee of a tier."""
        if not self.tiers:
            return [Part(self.unit, self._packages(quantity), quantity)]
        used = self._graduated(quantity) if self.graduated else self._volume(quantity)
        return [part for part in used if part.cost() or part.tier == 1] or [Part(self.unit, 0, 0)]

    def _packages(self, quantity: int) -> int:
        return -(-quantity // self.package) if self.round_up else quantity // self.package

    def _volume(self, quantity: int) -> Iterator[Part]:
        for number, tier in enumerate(self.tiers, 1):
            if tier.up_to is None or quantity <= tier.up_to:
                yield from _of_tier(tier, number, quantity)
                return

    def _graduated(self, quantity: int) -> Iterator[Part]:
        """The first tier's fee is due even without a unit [inferred]."""
        below = 0
        for number, tier in enumerate(self.tiers, 1):
            if number > 1 and quantity <= below:
                return
            top = quantity if tier.up_to is None else min(quantity, tier.up_to)
            yield from _of_tier(tier, number, top - below)
            below = top


def _of_tier(tier: Tier, number: int, quantity: int) -> Iterator[Part]:
    """The units, then the fee; a tier without a unit price shows its fee only [inferred]."""
    if tier.unit or not tier.flat:
        yield Part(tier.unit, quantity, quantity, number)
    if tier.flat:
        yield Part(tier.flat, 1, 1, number)
