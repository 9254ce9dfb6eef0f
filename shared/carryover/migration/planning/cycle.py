"""When a subscription renews, reckoned from its anchor (docs.stripe.com/billing/subscriptions/
billing-cycle): an anchor on the 31st means the last day of shorter months, and the 31st again
afterwards. All times are UTC seconds."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from carryover.kernel.clock import Seconds, moment, seconds

DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}
"""Roughly, to compare how often prices are billed."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """The rhythm of a subscription."""

    anchor: Seconds
    interval: str
    count: int
    day: int | None = None
    """Day of the month that is meant, where the anchor itself fell into a shorter month."""

    @property
    def months(self) -> int | None:
        """A period in months; ``None`` where it is days or weeks."""
        unit = {"month": 1, "year": 12}.get(self.interval)
        return None if unit is None else unit * self.count

    def boundary(self, n: int) -> Seconds:
        """Give the n-th boundary; the anchor is number 0."""
        if self.months is None:
            return self.anchor + n * self.count * DAYS[self.interval] * 86_400
        return months_later(self.anchor, n * self.months, self.day)

    def number_of(self, boundary: Seconds) -> int | None:
        """Say which boundary it is; ``None``: none at all."""
        guess = self._near(boundary)
        return next(
            (n for n in (guess - 1, guess, guess + 1) if self.boundary(n) == boundary), None
        )

    def from_(self, boundary: Seconds) -> Iterator[Seconds]:
        """Go through the renewals from a boundary on."""
        first = self.number_of(boundary)
        n = 0 if first is None else first
        while True:
            yield self.boundary(n)
            n += 1

    def _near(self, when: Seconds) -> int:
        if self.months is None:
            return round((when - self.anchor) / (self.count * DAYS[self.interval] * 86_400))
        a, b = moment(self.anchor), moment(when)
        return round(((b.year - a.year) * 12 + b.month - a.month) / self.months)


def months_later(start: Seconds, months: int, day: int | None = None) -> Seconds:
    """Add calendar months; a day that a month does not have becomes its last one."""
    at = moment(start)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return seconds(at.replace(year=year, month=month + 1, day=min(day or at.day, last)))


def ends_of_months(start: Seconds, end: Seconds) -> Iterator[Seconds]:
    """Go through first and last seconds of the days 28 to 31 between two instants: where adding
    months is uneven."""
    at = datetime.combine(moment(start).date(), datetime.min.time(), UTC)
    while seconds(at) < end:
        if at.day >= 28:
            yield from (each for each in (seconds(at), seconds(at) + 86_399) if start < each < end)
        at += timedelta(days=1)
