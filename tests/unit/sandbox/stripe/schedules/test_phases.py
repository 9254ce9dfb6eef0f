"""Dates of phases, held against dateutil."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.stripe.billing.phases import Duration, chain
from sandbox.stripe.billing.usage import aggregated

STARTS = st.datetimes(datetime(2016, 1, 1), datetime(2060, 1, 1)).map(  # noqa: DTZ001 - made aware
    lambda naive: naive.replace(microsecond=0, tzinfo=UTC)
)
DURATIONS = st.builds(
    Duration, st.sampled_from(["day", "week", "month", "year"]), st.integers(1, 12)
)


@given(STARTS, st.lists(DURATIONS, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_phases_follow_each_other_without_a_gap(start: datetime, durations: list[Duration]) -> None:
    periods = chain(int(start.timestamp()), list(durations))

    assert periods[0].start == int(start.timestamp())
    for before, after in pairwise(periods):
        assert before.end == after.start
    assert all(each.end > each.start for each in periods)


@given(STARTS, st.lists(st.integers(1, 12), min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_months_are_counted_from_the_beginning(start: datetime, counts: list[int]) -> None:
    periods = chain(int(start.timestamp()), [Duration("month", each) for each in counts])

    for n, period in enumerate(periods):
        expected = start + relativedelta(months=sum(counts[: n + 1]))
        assert period.end == int(expected.timestamp())


@given(STARTS, st.integers(1, 400))
def test_a_given_date_is_a_new_beginning(start: datetime, days: int) -> None:
    fixed = start + timedelta(days=days)

    periods = chain(int(start.timestamp()), [int(fixed.timestamp()), Duration("month")])

    assert periods[1].end == int((fixed + relativedelta(months=1)).timestamp())


@given(st.lists(st.integers(0, 10**6)))
def test_a_meter_adds_counts_or_takes_the_last(values: list[int]) -> None:
    spelled = [str(each) for each in values]

    assert aggregated("sum", spelled) == sum(values)
    assert aggregated("count", spelled) == len(values)
    assert aggregated("last", spelled) == (values[-1] if values else 0)
