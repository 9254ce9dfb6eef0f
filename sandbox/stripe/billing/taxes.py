"""Tax on one line, inclusive or on top: https://docs.stripe.com/billing/taxes/tax-rates.

Each tax is rounded on its line, halves up, and an invoice adds up what its lines say
(support.stripe.com/questions/rounding-rules-for-stripe-fees shows 15% of $0.43 and of $4.84 as
$0.06 and $0.73, together $0.79). Tax comes after discounts and before the customer's balance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from sandbox.stripe.billing.amounts import rounded

MOST_RATES = 5
"""Rates that a line or an invoice may have (docs.stripe.com/invoicing/taxes/tax-rates)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of the price that belongs to a state."""

    key: str
    percentage: Decimal
    inclusive: bool
    reason: str = "standard_rated"
    """``taxability_reason``; anybody who owes no tax has another one."""

    @property
    def share(self) -> Fraction:
        """What is really collected: nothing from those who are exempt."""
        return Fraction(self.percentage) / 100 if self.reason == "standard_rated" else Fraction(0)


class Tax(NamedTuple):
    """One tax on one line, or one tax of a whole invoice."""

    rate: Rate
    taxable: int
    amount: int


def line_taxes(amount: int, rates: Sequence[Rate]) -> list[Tax]:
    """Tax an amount that is already discounted.

    Inclusive taxes are taken out of it together; exclusive ones are then worked out on what
    remains [inferred for a line that has both].
    """
    inside = sum((rate.share for rate in rates if rate.inclusive), Fraction(0))
    net = amount / (1 + inside)
    within = {rate.key: rounded(net * rate.share) for rate in rates if rate.inclusive}
    taxable = amount - sum(within.values())
    return [
        Tax(rate, taxable, within.get(rate.key, rounded(taxable * rate.share))) for rate in rates
    ]


def added_up(taxes: Iterable[Tax]) -> list[Tax]:
    """Sum up taxes by rate, in the order in which the rates first appear."""
    sums: dict[tuple[str, str], Tax] = {}
    for tax in taxes:
        key = (tax.rate.key, tax.rate.reason)
        before = sums.get(key, Tax(tax.rate, 0, 0))
        sums[key] = Tax(tax.rate, before.taxable + tax.taxable, before.amount + tax.amount)
    return list(sums.values())


def on_top(taxes: Iterable[Tax]) -> int:
    """Add up what exclusive taxes put on top of the price."""
    return sum(tax.amount for tax in taxes if not tax.rate.inclusive)


def inside(taxes: Iterable[Tax]) -> int:
    """Add up what inclusive taxes take out of the price."""
    return sum(tax.amount for tax in taxes if tax.rate.inclusive)
