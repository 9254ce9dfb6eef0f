"""MIG-5: a coupon for months reduces as many renewals in the target as it would have here,
whenever in the paid period it is applied."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from carryover.migration.planning.cycle import Cycle, months_later
from carryover.migration.planning.remaining import Window, exact_months, renewals_before
from tests.unit.migration.shapes.world import DAY, instant

JANUARY_15 = instant("2026-01-15T10:00:00")
MONTHLY = Cycle(JANUARY_15, "month", 1)
FEBRUARY_15 = MONTHLY.boundary(1)


@pytest.mark.parametrize(
    ("end", "left"),
    [
        ("2026-02-15T10:00:00", 0),
        ("2026-02-15T10:00:01", 1),
        ("2026-03-15T10:00:00", 1),
        ("2026-05-01T00:00:00", 3),
    ],
)
def test_a_renewal_is_reduced_if_it_comes_before_the_end(end: str, left: int) -> None:
    assert renewals_before(instant(end), MONTHLY, FEBRUARY_15) == left


@pytest.mark.parametrize(("interval", "count", "months"), [("month", 1, 2), ("year", 1, 24)])
def test_as_many_months_as_the_renewals_are(interval: str, count: int, months: int) -> None:
    cycle = Cycle(JANUARY_15, interval, count)
    window = Window(JANUARY_15 + 5 * DAY, cycle.boundary(1))

    assert exact_months(2, cycle, window) == months


def test_a_week_is_shorter_than_any_month() -> None:
    cycle = Cycle(JANUARY_15, "week", 1)

    assert exact_months(3, cycle, Window(JANUARY_15 + DAY, cycle.boundary(1))) is None


def test_the_end_of_january_is_too_near_to_the_end_of_february() -> None:
    """On 29 January a month more ends on 28 February, before that day's renewal or after it."""
    cycle = Cycle(instant("2026-01-28T10:00:00"), "month", 1)
    window = Window(instant("2026-01-28T12:00:00"), instant("2026-02-28T10:00:00"))

    assert exact_months(1, cycle, window) is None


@given(
    anchor=some.integers(JANUARY_15, JANUARY_15 + 800 * DAY),
    rhythm=some.sampled_from([("week", 1), ("month", 1), ("month", 3), ("month", 6), ("year", 1)]),
    renewals=some.integers(1, 6),
    part=some.floats(0, 1),
    applied=some.floats(0, 1),
)
def test_the_number_holds_whenever_it_is_applied(
    anchor: int, rhythm: tuple[str, int], renewals: int, part: float, applied: float
) -> None:
    cycle = Cycle(anchor, *rhythm)
    boundary = cycle.boundary(1)
    window = Window(anchor + 1 + int(part * (boundary - anchor - 2)), boundary)

    months = exact_months(renewals, cycle, window)

    if months is not None:
        at = window.now + int(applied * (boundary - 1 - window.now))
        assert renewals_before(months_later(at, months), cycle, boundary) == renewals


@given(
    anchor=some.integers(instant("2024-01-01"), instant("2030-01-01")),
    rhythm=some.sampled_from([("day", 1), ("week", 2), ("month", 1), ("month", 3), ("year", 1)]),
    n=some.integers(-30, 30),
)
def test_every_boundary_knows_its_number(anchor: int, rhythm: tuple[str, int], n: int) -> None:
    cycle = Cycle(anchor, *rhythm)

    assert cycle.number_of(cycle.boundary(n)) == n
    assert cycle.number_of(cycle.boundary(n) + 1) is None
