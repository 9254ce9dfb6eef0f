"""When the phases of a schedule begin and end.

docs.stripe.com/api/subscription_schedules/create, ``phases``: the end of one phase is the start of
the next. Months are counted from the last date that was given, not from phase to phase: three
phases of a month from 31 January on end on 28 February, 31 March and 30 April [inferred].
"""

from dataclasses import dataclass

from sandbox.stripe.billing.calendar import Cycle, Interval, Period

_MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class Duration:
    """So many intervals."""

    interval: Interval
    count: int = 1


type Extent = int | Duration
"""A phase lasts until a date, in seconds since 1970, or for some time."""


def chain(start: int, extents: list[Extent]) -> list[Period]:
    """Lay phases end to end."""
    periods: list[Period] = []
    origin, months = start, 0
    for extent in extents:
        begins = periods[-1].end if periods else start
        if isinstance(extent, Duration) and extent.interval in _MONTHS:
            months += extent.count * _MONTHS[extent.interval]
            ends = Cycle(origin, "month", months).boundary(1)
        else:
            ends = _fixed(begins, extent)
            origin, months = ends, 0
        periods.append(Period(begins, ends))
    return periods


def _fixed(begins: int, extent: Extent) -> int:
    if isinstance(extent, Duration):
        return Cycle(begins, extent.interval, extent.count).boundary(1)
    return extent
