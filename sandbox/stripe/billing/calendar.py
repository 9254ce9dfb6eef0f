"""When a billing period begins and ends.

Every boundary is computed from the anchor, never from the boundary before it: an anchor on the
31st falls back to the last day of a short month and returns to the 31st afterwards
(docs.stripe.com/billing/subscriptions/billing-cycle). All times are UTC seconds.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple

type Interval = Literal["day", "week", "month", "year"]

DAY = 86_400
"""Seconds; UTC has no daylight saving, so a day never differs."""
_SECONDS: dict[str, int] = {"day": DAY, "week": 7 * DAY}
_MONTHS: dict[str, int] = {"month": 1, "year": 12}


class Period(NamedTuple):
    """From ``start`` up to, but not including, ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """The rhythm of one price on one subscription."""

    anchor: int
    interval: Interval
    count: int = 1
    day_of_month: int | None = None
    """From ``billing_cycle_anchor_config``: an anchor on 28 February can mean the 31st."""

    def boundary(self, n: int) -> int:
        """Give the n-th boundary; the anchor itself is number 0, earlier ones are negative."""
        if self.interval in _SECONDS:
            return self.anchor + n * self.count * _SECONDS[self.interval]
        return _months_later(
            self.anchor, n * self.count * _MONTHS[self.interval], self.day_of_month
        )

    def period_at(self, when: int) -> Period:
        """Find the whole period around ``when``; a boundary belongs to the period it opens."""
        n = self._at_or_before(when)
        return Period(self.boundary(n), self.boundary(n + 1))

    def next_after(self, when: int) -> int:
        """Give the first boundary later than ``when``."""
        return self.period_at(when).end

    def _at_or_before(self, when: int) -> int:
        n = self._estimate(when)
        while self.boundary(n) > when:
            n -= 1
        while self.boundary(n + 1) <= when:
            n += 1
        return n

    def _estimate(self, when: int) -> int:
        """Come within one boundary of the right one, so that no search depends on the distance."""
        if self.interval in _SECONDS:
            return (when - self.anchor) // (self.count * _SECONDS[self.interval])
        return _months_between(self.anchor, when) // (self.count * _MONTHS[self.interval])


def nth_boundary(anchor: int, interval: Interval, count: int, n: int) -> int:
    """Give the n-th boundary after ``anchor``."""
    return Cycle(anchor, interval, count).boundary(n)


@dataclass(frozen=True, slots=True)
class AnchorConfig:
    """``billing_cycle_anchor_config``: a day and time in UTC instead of an instant.

    Time parts that are not given are those of the subscription's creation [inferred].
    """

    day_of_month: int
    month: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None

    def next_occurrence(self, after: int) -> int:
        """Give the first match later than ``after``; short months give their last day."""
        start = datetime.fromtimestamp(after, UTC)
        months = range(14) if self.month is None else range(26)
        candidates = (self._in_month(start, n) for n in months)
        return next(c for c in candidates if c is not None and c > after)

    def _in_month(self, start: datetime, months: int) -> int | None:
        year, month = _month_after(start, months)
        if self.month not in {None, month}:
            return None
        day = min(self.day_of_month, monthrange(year, month)[1])
        return int(self._with_time(start.replace(year=year, month=month, day=day)).timestamp())

    def _with_time(self, when: datetime) -> datetime:
        return when.replace(
            hour=when.hour if self.hour is None else self.hour,
            minute=when.minute if self.minute is None else self.minute,
            second=when.second if self.second is None else self.second,
        )


def trial_end_after(start: int, days: int) -> int:
    """Give the end of a trial of whole days."""
    return start + days * DAY


def due_date(finalized_at: int, days_until_due: int) -> int:
    """Give the instant from which a sent invoice is overdue."""
    return finalized_at + days_until_due * DAY


def written(when: int) -> str:
    """Write the day as Stripe does in proration lines, e.g. ``5 May 2026``."""
    moment = datetime.fromtimestamp(when, UTC)
    return f"{moment.day} {moment:%b %Y}"


def _months_later(anchor: int, months: int, day_of_month: int | None) -> int:
    start = datetime.fromtimestamp(anchor, UTC)
    year, month = _month_after(start, months)
    day = min(day_of_month or start.day, monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def _month_after(start: datetime, months: int) -> tuple[int, int]:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return year, month + 1


def _months_between(anchor: int, when: int) -> int:
    a, b = datetime.fromtimestamp(anchor, UTC), datetime.fromtimestamp(when, UTC)
    return (b.year - a.year) * 12 + b.month - a.month
