"""Whose night it is (DUN-2), and what days pay-days are: month ends, DST, many zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from carryover.dunning.quiet import awake, is_in, local, zones_of
from carryover.dunning.rules import MonthDay, Plan, Quiet
from carryover.dunning.world import Person
from carryover.kernel.clock import Seconds
from tests.unit.dunning.invoices import at

NIGHT = Quiet(begins="20:00", ends="09:00", hours_between=20, fallback_zone="Europe/Warsaw")
WARSAW = (ZoneInfo("Europe/Warsaw"),)


def text(when: Seconds) -> str:
    return f"{datetime.fromtimestamp(when, UTC):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("2026-03-02 12:00", "2026-03-02 12:00"),
        ("2026-03-02 18:59", "2026-03-02 18:59"),
        ("2026-03-02 19:00", "2026-03-03 08:00"),
        ("2026-03-03 02:00", "2026-03-03 08:00"),
        ("2026-03-03 08:00", "2026-03-03 08:00"),
        ("2026-03-28 21:00", "2026-03-29 07:00"),  # clocks go forward in that night
        ("2026-10-24 21:00", "2026-10-25 08:00"),  # and back in this one
    ],
)
def test_a_message_waits_for_nine_on_the_customers_clock(wanted: str, given: str) -> None:
    assert text(awake(at(wanted), WARSAW, NIGHT)) == given


def test_a_quiet_lunch_hour_is_kept_too() -> None:
    lunch = NIGHT.model_copy(update={"begins": "12:00", "ends": "13:00"})

    assert text(awake(at("2026-03-02 11:30"), WARSAW, lunch)) == "2026-03-02 12:00"
    assert text(awake(at("2026-03-02 21:30"), WARSAW, lunch)) == "2026-03-02 21:30"


def test_a_day_off_is_passed_over_and_its_night_with_it() -> None:
    sundays = NIGHT.model_copy(update={"days_off": frozenset({"sun"})})

    assert text(awake(at("2026-03-07 20:00"), WARSAW, sundays)) == "2026-03-09 08:00"


def test_an_end_of_quiet_that_the_clock_leaves_out_comes_with_the_change() -> None:
    odd = NIGHT.model_copy(update={"ends": "02:30"})

    assert text(awake(at("2026-03-28 23:00"), WARSAW, odd)) == "2026-03-29 01:30"


def test_an_end_of_quiet_that_the_clock_strikes_twice_is_not_gone_back_to() -> None:
    odd = NIGHT.model_copy(update={"ends": "02:30"})
    again = at("2026-10-25 01:15")

    assert again < awake(again, WARSAW, odd) <= again + 3_600


@pytest.mark.parametrize("minute", range(0, 60 * 24 * 2, 97))
def test_waking_is_never_in_the_past_and_never_at_night(minute: int) -> None:
    for begin in ("2026-03-28 00:00", "2026-10-24 00:00"):
        when = at(begin) + minute * 60
        found = awake(when, WARSAW, NIGHT)
        clock = datetime.fromtimestamp(found, WARSAW[0]).time()
        assert found >= when
        assert 9 <= clock.hour < 20
        assert awake(found, WARSAW, NIGHT) == found


def test_where_only_a_wide_country_is_known_all_of_it_has_to_be_awake() -> None:
    zones = zones_of(Person(country="US"), NIGHT)
    found = awake(at("2026-07-01 12:00"), zones, NIGHT)

    assert len(zones) > 10
    assert all(9 <= datetime.fromtimestamp(found, zone).hour < 20 for zone in zones)


def test_a_zone_somebody_knows_is_better_than_the_country() -> None:
    person = Person(country="US", zone="America/New_York")

    assert zones_of(person, NIGHT) == (ZoneInfo("America/New_York"),)


def test_the_region_of_a_locale_stands_in_for_the_country() -> None:
    assert zones_of(Person(locale="ja-JP"), NIGHT) == (ZoneInfo("Asia/Tokyo"),)
    assert ZoneInfo("Asia/Shanghai") in zones_of(Person(locale="zh_Hans_CN"), NIGHT)
    assert zones_of(Person(locale="pl"), NIGHT) == WARSAW
    assert zones_of(Person(locale="en-150"), NIGHT) == WARSAW


@pytest.mark.parametrize("person", [Person(), Person(country="XX"), Person(zone="Mars/Olympus")])
def test_whoever_is_nowhere_lives_by_the_fallback(person: Person) -> None:
    assert zones_of(person, NIGHT) == WARSAW


def test_where_somebody_always_sleeps_the_fallback_decides() -> None:
    both = (ZoneInfo("Pacific/Auckland"), ZoneInfo("Europe/London"))
    short = NIGHT.model_copy(update={"begins": "11:00"})

    assert text(awake(at("2026-07-01 12:00"), both, short)) == "2026-07-02 07:00"


def days_of(month_day: MonthDay, month: str) -> list[str]:
    plan = Plan(month_days=(month_day,))
    first = date.fromisoformat(f"{month}-01") - timedelta(days=1)
    days = (first + timedelta(days=n) for n in range(33))
    return [f"{day:%a %d}" for day in days if is_in(plan, day, 0) and f"{day:%Y-%m}" == month]


@pytest.mark.parametrize(
    ("month_day", "month", "days"),
    [
        (1, "2026-04", ["Wed 01"]),
        (1, "2026-08", ["Mon 03"]),  # Saturday the 1st
        (15, "2026-03", ["Mon 16"]),  # Sunday the 15th
        (28, "2026-02", []),  # Saturday the 28th: on Monday, in March
        ("last", "2026-02", ["Fri 27"]),
        ("last", "2026-05", ["Fri 29"]),
        ("last", "2028-02", ["Tue 29"]),
        ("last", "2026-12", ["Thu 31"]),
    ],
)
def test_a_payday_at_a_weekend_counts_when_the_bank_is_open(
    month_day: MonthDay, month: str, days: list[str]
) -> None:
    assert days_of(month_day, month) == days


def test_a_pay_day_that_falls_into_the_next_month_is_kept_there() -> None:
    assert days_of(28, "2026-03") == ["Mon 02", "Mon 30"]


def test_nine_o_clock_is_when_it_has_struck_in_the_whole_country() -> None:
    zones = (ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles"))

    assert text(local(date(2026, 7, 1), 9, zones)) == "2026-07-01 16:00"
    assert text(local(date(2026, 3, 29), 2, WARSAW)) == "2026-03-29 01:00"
