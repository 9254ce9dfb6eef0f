"""What coupons take off an invoice, line by line and to the cent.

A line's own discounts come first, then those of the whole invoice
(docs.stripe.com/api/invoices/object, ``discounts``); within a level each one is worked out on what
those before it left over, in the order given (docs.stripe.com/billing/subscriptions/coupons).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from sandbox.stripe.billing.amounts import rounded
from sandbox.stripe.billing.calendar import Cycle


@dataclass(frozen=True, slots=True)
class Offer:
    """One coupon at work: a share in percent, or so many minor units."""

    key: str
    """The discount it belongs to."""
    percent: Decimal | None = None
    amount: int = 0
    """Minor units; counts only where there is no percentage."""
    products: frozenset[str] | None = None
    """What it is good for; None: everything."""

    def covers(self, product: str | None) -> bool:
        """Tell whether it may touch a line for this product."""
        return self.products is None or product in self.products


@dataclass(frozen=True, slots=True)
class Discountable:
    """A line, as far as discounts care."""

    amount: int
    product: str | None = None
    discountable: bool = True
    offers: tuple[Offer, ...] = ()


class Taken(NamedTuple):
    """What one discount took off one line."""

    key: str
    amount: int


def taken_off(lines: Sequence[Discountable], offers: Iterable[Offer]) -> list[list[Taken]]:
    """Apply every line's own offers, then those of the whole invoice; one list for each line."""
    taken = [_own(line) for line in lines]
    for offer in offers:
        left = [_left(line, off, offer) for line, off in zip(lines, taken, strict=True)]
        for off, amount in zip(taken, _spread(offer, left), strict=True):
            if amount:
                off.append(Taken(offer.key, amount))
    return taken


def ends_at(start: int, months: int) -> int:
    """Say when a repeating discount ends: so many calendar months after it was given, to the
    second, whatever the billing period; what is invoiced before that instant is discounted
    (docs.stripe.com/billing/subscriptions/coupons, duration)."""
    return Cycle(start, "month", months).boundary(1)


def _own(line: Discountable) -> list[Taken]:
    taken: list[Taken] = []
    for offer in line.offers:
        if amount := _spread(offer, [_left(line, taken, offer)])[0]:
            taken.append(Taken(offer.key, amount))
    return taken


def _left(line: Discountable, taken: list[Taken], offer: Offer) -> int:
    """What this offer may still reduce; never a credit (api/invoiceitems, ``discountable``)."""
    if not line.discountable or not offer.covers(line.product):
        return 0
    return max(0, line.amount - sum(each.amount for each in taken))


def _spread(offer: Offer, left: list[int]) -> list[int]:
    """Take one sum off several lines; it is rounded once, then shared out [inferred]."""
    whole = sum(left)
    if offer.percent is None:
        return shared_out(min(offer.amount, whole), left)
    return shared_out(rounded(Fraction(offer.percent) * whole / 100), left)


def shared_out(amount: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to non-negative weights; the cents that are left over go to
    the largest remainders, earlier lines first, so that the parts always sum up."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda n: -(amount * weights[n] % whole))
    for place in by_rest[: amount - sum(parts)]:
        parts[place] += 1
    return parts
