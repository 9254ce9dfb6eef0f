"""When a subscription of another processor renews, as far as a row and a price can say."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.elsewhere.rows import Row

DAY: Final = 24 * 3600

SHORTEST: Final = 28
"""Days every month has."""

_LONGEST: Final = {"day": 1, "week": 7, "month": 31, "year": 366}
_MONTHS: Final = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a price is billed."""

    interval: str
    count: int

    @classmethod
    def of(cls, recurring: Mapping[str, Any]) -> "Rhythm":
        """Read it off a price."""
        return cls(str(recurring["interval"]), int(recurring["interval_count"]))

    @property
    def months(self) -> int | None:
        """A period in months; ``None`` where it is days or weeks."""
        unit = _MONTHS.get(self.interval)
        return None if unit is None else unit * self.count

    @property
    def length(self) -> Seconds:
        """How long a period lasts at most."""
        return _LONGEST[self.interval] * self.count * DAY


def too_far(starts: Seconds, rhythm: Rhythm, now: Seconds) -> bool:
    """Tell a first charge later than the next natural billing date, which Stripe refuses
    (docs.stripe.com/billing/subscriptions/billing-cycle)."""
    return starts - now > rhythm.length


def last_day(at: Seconds) -> bool:
    """Tell the last day of a month, in UTC."""
    day = moment(at)
    return day.day == monthrange(day.year, day.month)[1]


def anchor_config(row: Row, rhythm: Rhythm) -> dict[str, int] | None:
    """Say the day of the month where a plain anchor would forget it; ``None``: it would not."""
    at = moment(row.starts)
    day = row.anchor_day or at.day
    if rhythm.months is None or day <= SHORTEST:
        return None
    config = {"day_of_month": day}
    if rhythm.months > 1:
        config["month"] = at.month
    return {**config, "hour": at.hour, "minute": at.minute, "second": at.second}
