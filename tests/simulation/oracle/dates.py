"""When billing periods begin and end, foretold with python-dateutil.

docs.stripe.com/billing/subscriptions/billing-cycle: the anchor gives the day of the week, of the
month, and the month of the year; "anchored on January 31 bills the last day of the month closest to
the anchor date, so February 28 (or February 29 in a leap year), then March 31, April 30".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, MONTHLY, rrule

from tests.simulation.life import AnchorDay, Interval, Price

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The boundaries of one price, counted from the anchor."""

    anchor: datetime
    interval: Interval
    count: int
    day: int | None = None
    """The wanted day of the month where the anchor had to make do with a shorter month."""

    def boundary(self, n: int) -> datetime:
        """The anchor is number 0."""
        steps = n * self.count
        match self.interval:
            case "day":
                return self.anchor + relativedelta(days=steps)
            case "week":
                return self.anchor + relativedelta(weeks=steps)
            case "month":
                return self.anchor + relativedelta(months=steps, day=self._day)
            case "year":
                return self.anchor + relativedelta(years=steps, day=self._day)

    @property
    def _day(self) -> int:
        return self.day or self.anchor.day

    def around(self, when: int) -> tuple[int, int]:
        """The whole period that ``when`` lies in."""
        n = _guess(self, moment(when))
        while seconds(self.boundary(n)) > when:
            n -= 1
        while seconds(self.boundary(n + 1)) <= when:
            n += 1
        return seconds(self.boundary(n)), seconds(self.boundary(n + 1))


def rhythm(price: Price, anchor: int, day: int | None) -> Rhythm:
    """How a price is billed from an anchor on."""
    return Rhythm(moment(anchor), price.interval, price.count, day)


def anchored(wanted: AnchorDay, after: int) -> int:
    """The first day that fits, later than ``after``; time parts not given are those of ``after``.

    docs.stripe.com/api/subscriptions/create, ``billing_cycle_anchor_config``.
    """
    begun = moment(after)
    return next(seconds(day) for day in _days(wanted, begun) if day > begun)


def _days(wanted: AnchorDay, begun: datetime) -> Iterator[datetime]:
    first = begun.replace(day=1)
    for month in rrule(MONTHLY, dtstart=first, count=30):
        if wanted.month in {None, month.month}:
            hour = begun.hour if wanted.hour is None else wanted.hour
            yield month + relativedelta(day=wanted.day, hour=hour)


def months_after(when: int, months: int) -> int:
    """So many calendar months later."""
    return seconds(moment(when) + relativedelta(months=months))


def days_between(start: int, end: int) -> list[int]:
    """Every midnight of some days, for picking dates at random."""
    days = rrule(DAILY, dtstart=moment(start), until=moment(end))
    return [seconds(day) for day in days]


def moment(when: int) -> datetime:
    """Seconds since 1970 as a date in UTC."""
    return datetime.fromtimestamp(when, UTC)


def seconds(when: datetime) -> int:
    """A date as seconds since 1970."""
    return int(when.timestamp())


def _guess(rhythm: Rhythm, when: datetime) -> int:
    days = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}[rhythm.interval]
    return int((when - rhythm.anchor).days / (days * rhythm.count))
