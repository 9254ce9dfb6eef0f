"""What is left of a coupon that runs for a number of months (STRIPE.md §3).

In the target its months count from the moment it is applied, at any time up to the boundary. The
number is right only if, whenever that is, it reduces as many renewals as the source would have. An
invoice is reduced if it is drafted before the end
(docs.stripe.com/billing/subscriptions/coupons, duration).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.migration.planning.cycle import Cycle, ends_of_months, months_later

MOST: Final = 60
"""Months to be tried; what has longer to run is looked at by a person."""


@dataclass(frozen=True, slots=True)
class Window:
    """When the coupon may be applied: now or later, but before the boundary."""

    now: Seconds
    boundary: Seconds

    def moments(self) -> Iterator[Seconds]:
        """Choose the instants that decide: the first, the last, and those at ends of months."""
        yield self.now
        yield self.boundary - 1
        yield from ends_of_months(self.now, self.boundary)


def renewals_before(end: Seconds, cycle: Cycle, boundary: Seconds) -> int:
    """Count the renewals, from the boundary on, that a discount still reduces."""
    return sum(1 for _ in _up_to(end, cycle, boundary))


def exact_months(renewals: int, cycle: Cycle, window: Window) -> int | None:
    """Find a number of months that reduces so many renewals; ``None``: there is none."""
    last, first_full = _edges(renewals, cycle, window.boundary)
    moments = tuple(window.moments())
    for months in _candidates(renewals, cycle):
        ends = [months_later(each, months) for each in moments]
        if last < min(ends) and max(ends) <= first_full:
            return months
    return None


def _candidates(renewals: int, cycle: Cycle) -> Iterator[int]:
    """As many months as the renewals are, then any number."""
    if cycle.months is not None:
        yield renewals * cycle.months
    yield from range(1, MOST + 1)


def _edges(renewals: int, cycle: Cycle, boundary: Seconds) -> tuple[Seconds, Seconds]:
    """Give the last renewal that is reduced, and the first that is not."""
    return next(islice(pairwise(cycle.from_(boundary)), renewals - 1, None))


def _up_to(end: Seconds, cycle: Cycle, boundary: Seconds) -> Iterator[Seconds]:
    for each in cycle.from_(boundary):
        if each >= end:
            return
        yield each
