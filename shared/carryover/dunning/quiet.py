"""When a person may be written to, on their own clock (DUN-2), and what days pay-days are.

Where only the country is known and it has several time zones, all of them have to be awake: a guess
would wake half of them. Zones of countries: IANA's zone.tab, as ``tzdata`` ships it.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from carryover.dunning.rules import MonthDay, Plan, Quiet, Weekday, known_zones
from carryover.dunning.world import Person
from carryover.kernel.clock import Seconds, moment, seconds

WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST: Final = timedelta(days=10)
"""A gap that suits everybody comes sooner than this, or never."""

type Zones = tuple[ZoneInfo, ...]


def zones_of(person: Person, quiet: Quiet) -> Zones:
    """Find by which clocks they may live: their own zone, all of their country's, the fallback."""
    if person.zone and person.zone in known_zones():
        return (ZoneInfo(person.zone),)
    found = _by_country().get(country_of(person) or "", ())
    return found or (ZoneInfo(quiet.fallback_zone),)


def country_of(person: Person) -> str | None:
    """Name their country: as billed, else the region of their locale (``pt-BR``,
    ``zh-Hans-CN``)."""
    if person.country:
        return person.country.upper()
    _, *parts = (person.locale or "").replace("_", "-").split("-")
    return parts[-1].upper() if parts and len(parts[-1]) == 2 else None


def awake(at: Seconds, zones: Zones, quiet: Quiet) -> Seconds:
    """Find the first second, not before ``at``, at which none of them sleeps. Where somebody always
    does, the fallback's clock counts."""
    when = moment(at)
    limit = when + LONGEST
    while (later := max(_awake_in(zone, when, quiet) for zone in zones)) > when:
        when = later
        if when > limit:
            return awake(at, (ZoneInfo(quiet.fallback_zone),), quiet)
    return seconds(when)


def local(day: date, hour: int, zones: Zones) -> Seconds:
    """Find the second at which it has struck that hour of that day in all of the zones. An hour
    that a change of clocks leaves out counts as the one after."""
    return max(seconds(datetime.combine(day, time(hour), zone).astimezone(UTC)) for zone in zones)


def day_in(at: Seconds, zones: Zones) -> date:
    """Name the calendar day there."""
    return moment(at).astimezone(zones[0]).date()


def is_in(plan: Plan, day: date, since: int) -> bool:
    """Tell whether a plan names this day, ``since`` days after the first failure."""
    return (
        since in plan.days
        or WEEKDAYS[day.weekday()] in plan.weekdays
        or any(day == _observed(month_day, day) for month_day in plan.month_days)
    )


def _observed(month_day: MonthDay, near: date) -> date:
    """Say when money due on that day of the month is there: weekends count on the Monday after,
    except for the month's last working day. Public holidays are not known here."""
    if month_day == "last":
        return _last_working_day(near)
    monday = near - timedelta(days=2)
    for day in (near, near - timedelta(days=1), monday):
        if day.day == month_day:
            return _not_at_weekend(day)
    return date.min


def _not_at_weekend(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _last_working_day(near: date) -> date:
    last = near.replace(day=monthrange(near.year, near.month)[1])
    return last - timedelta(days=max(0, last.weekday() - 4))


def _awake_in(zone: ZoneInfo, when: datetime, quiet: Quiet) -> datetime:
    here = when.astimezone(zone)
    if WEEKDAYS[here.weekday()] in quiet.days_off:
        return _first(zone, here.date() + timedelta(days=1), time(0), when)
    begins, ends = time.fromisoformat(quiet.begins), time.fromisoformat(quiet.ends)
    clock = here.time()
    overnight = begins > ends
    asleep = clock >= begins or clock < ends if overnight else begins <= clock < ends
    if not asleep:
        return when
    tomorrow = overnight and clock >= begins
    return _first(zone, here.date() + timedelta(days=int(tomorrow)), ends, when)


def _first(zone: ZoneInfo, day: date, clock: time, after: datetime) -> datetime:
    """Find that time of that day, after ``after``: clocks that are put back strike it twice."""
    twice = (datetime.combine(day, clock.replace(fold=fold), zone) for fold in (0, 1))
    found = (one.astimezone(UTC) for one in twice)
    return next((one for one in found if one > after), after + timedelta(hours=1))


@cache
def _by_country() -> dict[str, Zones]:
    """Read IANA's table: country, coordinates, zone."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    found: dict[str, list[ZoneInfo]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(ZoneInfo(zone))
    return {country: tuple(zones) for country, zones in found.items()}
