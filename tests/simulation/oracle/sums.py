"""How much: prices, discounts and taxes, foretold with exact fractions.

docs.stripe.com/products-prices/pricing-models (tiers and packages), /billing/subscriptions/coupons
(discounts), /billing/taxes/tax-rates (taxes). What the documentation leaves open, and the oracle
therefore takes over from the sandbox's own promises, is listed in tests/simulation/README.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tests.simulation.life import Coupon, Price, Tax, Tier


def whole(amount: Fraction) -> int:
    """To the nearest minor unit, halves away from zero."""
    size = int(abs(amount) + Fraction(1, 2))
    return size if amount >= 0 else -size


def pieces(price: Price, quantity: int) -> list[Fraction]:
    """What a period costs, line by line, not yet rounded."""
    if not price.tiers:
        packs = Fraction(quantity, price.package)
        count = -(-packs // 1) if price.round_up else packs // 1
        return [Fraction(price.unit) * count]
    return _graduated(price, quantity) if price.graduated else _volume(price, quantity)


def cost(price: Price, quantity: int) -> Fraction:
    """What a period costs as one sum."""
    return sum(pieces(price, quantity), Fraction(0))


def _volume(price: Price, quantity: int) -> list[Fraction]:
    """Everything is priced at the tier the whole quantity falls into."""
    fits = [tier for tier in price.tiers if tier.up_to is None or quantity <= tier.up_to]
    return _tier(fits[0], quantity)


def _graduated(price: Price, quantity: int) -> list[Fraction]:
    """Each unit is priced at the tier it falls into itself."""
    found: list[Fraction] = []
    bottom = 0
    for tier in price.tiers:
        top = quantity if tier.up_to is None else min(tier.up_to, quantity)
        if top > bottom:
            found += _tier(tier, top - bottom)
            bottom = top
    return found


def _tier(tier: Tier, units: int) -> list[Fraction]:
    return [each for each in (Fraction(tier.unit) * units, Fraction(tier.flat)) if each]


@dataclass(slots=True)
class Bargain:
    """A redeemed coupon and what is left of it."""

    coupon: Coupon
    end: int | None
    """Seconds; a repeating one reduces what is drafted before."""
    spent: bool = False

    def holds(self, now: int) -> bool:
        return not self.spent and (self.end is None or now < self.end)


@dataclass(slots=True)
class Sale:
    """A line, as far as money goes."""

    amount: int
    own: list[Bargain] = field(default_factory=list)
    taxes: tuple[Tax, ...] = ()
    discountable: bool = True
    off: int = 0
    """What discounts took."""
    tax: list[tuple[Tax, int]] = field(default_factory=list)

    @property
    def left(self) -> int:
        return max(0, self.amount - self.off) if self.discountable else 0


def discount(sales: Sequence[Sale], bargains: Sequence[Bargain]) -> set[int]:
    """Take off what lines have for themselves, then what the whole has; name what was used."""
    used: set[int] = set()
    for sale in sales:
        for bargain in sale.own:
            if _take([sale], bargain.coupon):
                used.add(id(bargain))
    for bargain in bargains:
        if _take(sales, bargain.coupon):
            used.add(id(bargain))
    return used


def _take(sales: Sequence[Sale], coupon: Coupon) -> int:
    total = sum(sale.left for sale in sales)
    if coupon.percent is None:
        amount = min(coupon.amount, total)
    else:
        amount = whole(Fraction(coupon.percent) * total / 100)
    for sale, part in zip(sales, _share(amount, [sale.left for sale in sales]), strict=True):
        sale.off += part
    return amount


def _share(amount: int, weights: list[int]) -> list[int]:
    """In proportion; leftover units go to the largest remainders."""
    total = sum(weights)
    if total == 0:
        return [0 for _ in weights]
    exact = [Fraction(amount * weight, total) for weight in weights]
    parts = [int(each) for each in exact]
    order = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for n in order[: amount - sum(parts)]:
        parts[n] += 1
    return parts


def tax(sale: Sale) -> None:
    """Inclusive taxes are taken out of what is left after discounts, exclusive ones put on top."""
    net = Fraction(sale.amount - sale.off)
    inside = sum((Fraction(each.percent) for each in sale.taxes if each.inclusive), Fraction(0))
    bare = net / (1 + inside / 100)
    taken = {n: whole(bare * Fraction(t.percent) / 100) for n, t in _with(sale, inclusive=True)}
    base = net - sum(taken.values())
    added = {n: whole(base * Fraction(t.percent) / 100) for n, t in _with(sale, inclusive=False)}
    amounts = {**taken, **added}
    sale.tax = [(each, amounts[n]) for n, each in enumerate(sale.taxes)]


def _with(sale: Sale, *, inclusive: bool) -> list[tuple[int, Tax]]:
    return [(n, each) for n, each in enumerate(sale.taxes) if each.inclusive == inclusive]
