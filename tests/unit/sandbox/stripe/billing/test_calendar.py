from datetime import UTC, datetime, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from sandbox.stripe.billing.calendar import AnchorConfig, Cycle, Interval, nth_boundary
from tests.unit.sandbox.stripe.billing.shop import instant, shown

anchors = st.integers(instant("2000-01-01T00:00:00"), instant("2060-12-31T23:59:59"))
counts = st.integers(1, 12)
intervals = st.sampled_from(["day", "week", "month", "year"])
times = st.integers(instant("1990-01-01T00:00:00"), instant("2090-01-01T00:00:00"))


def dateutil_says(anchor: int, interval: str, count: int, n: int) -> int:
    start = datetime.fromtimestamp(anchor, UTC)
    steps: dict[str, timedelta | relativedelta] = {
        "day": timedelta(days=n * count),
        "week": timedelta(weeks=n * count),
        "month": relativedelta(months=n * count),
        "year": relativedelta(years=n * count),
    }
    return int((start + steps[interval]).timestamp())


@given(anchors, intervals, counts, st.integers(-20, 60))
def test_every_boundary_is_where_dateutil_puts_it(
    anchor: int, interval: Interval, count: int, n: int
) -> None:
    assert nth_boundary(anchor, interval, count, n) == dateutil_says(anchor, interval, count, n)


@given(anchors, intervals, counts, times)
def test_every_moment_lies_in_exactly_one_period(
    anchor: int, interval: Interval, count: int, when: int
) -> None:
    cycle = Cycle(anchor, interval, count)

    period = cycle.period_at(when)

    assert period.start <= when < period.end
    assert cycle.next_after(when) == period.end
    assert cycle.period_at(period.start) == period
    assert cycle.period_at(period.end - 1) == period


@given(anchors, intervals, counts, times)
def test_periods_follow_each_other_without_gap_or_overlap(
    anchor: int, interval: Interval, count: int, when: int
) -> None:
    cycle = Cycle(anchor, interval, count)

    assert cycle.period_at(cycle.period_at(when).end).start == cycle.period_at(when).end


def test_an_anchor_on_the_31st_falls_back_in_short_months_and_returns() -> None:
    dates = [
        shown(nth_boundary(instant("2025-01-31T10:00:00"), "month", 1, n))[:10] for n in range(5)
    ]

    assert dates == ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]


def test_an_anchor_on_leap_day_is_the_28th_until_the_next_leap_year() -> None:
    dates = [
        shown(nth_boundary(instant("2024-02-29T00:00:00"), "year", 1, n))[:10] for n in range(5)
    ]

    assert dates == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_an_anchor_meant_for_the_31st_leaves_february_again() -> None:
    config = AnchorConfig(day_of_month=31, hour=6, minute=0, second=0)
    anchor = config.next_occurrence(instant("2025-02-03T12:00:00"))
    cycle = Cycle(anchor, "month", 1, day_of_month=31)

    assert [shown(cycle.boundary(n)) for n in range(3)] == [
        "2025-02-28T06:00:00",
        "2025-03-31T06:00:00",
        "2025-04-30T06:00:00",
    ]


@given(times, st.integers(1, 31), st.none() | st.integers(1, 12), st.integers(0, 23))
def test_the_configured_anchor_is_the_first_match_ahead(
    after: int, day: int, month: int | None, hour: int
) -> None:
    config = AnchorConfig(day, month, hour, 0, 0)

    found = datetime.fromtimestamp(config.next_occurrence(after), UTC)

    expected = datetime.fromtimestamp(after, UTC).replace(hour=hour, minute=0, second=0)
    expected += relativedelta(day=1, months=-1)
    while True:
        expected += relativedelta(day=1, months=1)
        match = expected + relativedelta(day=day)
        if month in {None, match.month} and match.timestamp() > after:
            break
    assert found == match


def test_time_parts_not_configured_are_those_of_the_creation() -> None:
    found = AnchorConfig(day_of_month=15).next_occurrence(instant("2025-01-20T08:09:10"))

    assert shown(found) == "2025-02-15T08:09:10"
