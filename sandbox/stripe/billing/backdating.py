"""Time before a subscription was made that is billed with it.

docs.stripe.com/billing/subscriptions/backdating: classic mode takes all of it as one part of an
imagined period that begins on the backdated day; flexible mode bills it cycle by cycle.
"""

from dataclasses import replace

from sandbox.stripe.billing.calendar import Cycle, Period
from sandbox.stripe.billing.lines import Goods, Line, charge


def segments(cycle: Cycle, start: int, end: int) -> list[Period]:
    """Cut the time at every boundary of the cycle."""
    cuts = [start]
    while (following := cycle.next_after(cuts[-1])) < end:
        cuts.append(following)
    return [Period(*pair) for pair in zip(cuts, [*cuts[1:], end], strict=True)]


def by_cycle(goods: Goods, start: int, end: int) -> list[Line]:
    """Bill every cycle, and parts of the first and the last."""
    return [line for each in segments(goods.cycle, start, end) for line in charge(goods, each)]


def at_once(goods: Goods, start: int, end: int) -> list[Line]:
    """Bill all of it as parts of a period imagined to begin on the backdated day; time beyond one
    such period counts as further parts of it [inferred]."""
    imagined = replace(goods.cycle, anchor=start, day_of_month=None)
    first = imagined.period_at(start)
    rest = charge(replace(goods, cycle=imagined), Period(start, min(end, first.end)))
    whole = Period(start, end)
    share = (end - start, min(end, first.end) - start)
    return [replace(line, period=whole, amount=_scaled(line.amount, *share)) for line in rest]


def _scaled(amount: int, wanted: int, had: int) -> int:
    return amount if wanted == had else (amount * wanted * 2 + had) // (had * 2)
