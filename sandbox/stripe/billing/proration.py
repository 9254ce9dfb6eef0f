"""A part of a price for a part of its period, to the second.

docs.stripe.com/billing/subscriptions/prorations: unused time is credited, remaining time charged.
"""

from decimal import Decimal
from fractions import Fraction

from sandbox.stripe.billing.amounts import rounded
from sandbox.stripe.billing.calendar import Cycle, Period


def share(period: Period, start: int, end: int) -> Fraction:
    """Say which part of ``period`` lies between ``start`` and ``end``."""
    used = max(0, min(end, period.end) - max(start, period.start))
    return Fraction(used, period.end - period.start)


def part(unit: Decimal, quantity: int, natural: Period, start: int, end: int) -> int:
    """Price the time from ``start`` to ``end`` as a part of a whole period."""
    return rounded(Fraction(unit) * quantity * share(natural, start, end))


def share_of(amount: int, charged: Period, start: int) -> int:
    """Say what of an amount that was charged for some time falls to the time from ``start`` on."""
    return rounded(amount * share(charged, start, charged.end))


def first_part(unit: Decimal, quantity: int, cycle: Cycle, start: int) -> int:
    """Charge for the time before the first boundary of a subscription that is anchored later.

    The whole it is a part of is the natural period that ends at that boundary.
    """
    natural = cycle.period_at(start)
    return part(unit, quantity, natural, start, natural.end)
