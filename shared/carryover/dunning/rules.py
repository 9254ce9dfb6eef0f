"""What the owner decided, as data: when to try again, what to say, and how it ends (DUN-1, -2, -4).

People write YAML (docs/dunning/schedule.example.yaml explains every line); ``reading`` checks it.
"""

from functools import cache
from itertools import pairwise
from typing import Annotated, Final, Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, StrictBool, StringConstraints, model_validator

from carryover.dunning.declines import Cause
from carryover.dunning.model import EndName
from carryover.kernel.messages import Message

MOST_IN_30_DAYS: Final = 15
"""Networks charge for more (``schemes``); a file cannot ask for it."""

type Day = Annotated[int, Field(strict=True, ge=0, le=90)]
"""Days after the first failure, by the customer's calendar."""
type Hours = Annotated[int, Field(strict=True, ge=1, le=240)]
type TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""``"20:00"``, in quotes: without them YAML reads a number of seconds."""
type StepName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
type MonthDay = Annotated[int, Field(strict=True, ge=1, le=28)] | Literal["last"]
"""``last``: the month's last day from Monday to Friday. Days 29 to 31 are not in every month."""
type Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
type Tone = Literal["friendly", "plain", "urgent", "final"]
type Channel = Literal["email", "sms", "workflow"]


class Plan(Message):
    """When to try again after one kind of "no": days count from the first failure."""

    days: tuple[Day, ...] = ()
    month_days: tuple[MonthDay, ...] = ()
    """Pay-days: tried on each of them that comes; one at a weekend counts on the Monday after."""
    weekdays: tuple[Weekday, ...] = ()


class Retries(Message):
    """Attempts to collect."""

    until_day: Day
    """None by the calendar later than so many days after the first failure. A new card is tried as
    long as the case is open."""
    in_30_days: Annotated[int, Field(strict=True, ge=0, le=MOST_IN_30_DAYS)]
    """At most so many per card in any 30 days after an invoice's first, Stripe's own counted in."""
    at_most: Annotated[int, Field(strict=True, ge=0, le=60)]
    """At most so many by us per invoice, whatever happens."""
    hours_between: Annotated[int, Field(strict=True, ge=1, le=240)]
    """Not sooner after the attempt before, technical failures and new cards excepted."""
    hour: Annotated[int, Field(strict=True, ge=0, le=23)]
    """At this hour of the customer's day."""
    funds: Plan
    """After "insufficient funds"."""
    bank: Plan
    """After a "no" without a reason."""
    technical: tuple[Hours, ...] = ()
    """After a failure of somebody's machine: hours since the last one, then as ``bank``."""


class Letter(Message):
    """One message of the ladder."""

    step: StepName
    """Each is sent at most once per case; renaming one makes it another."""
    channel: Channel
    day: Day
    """So many times 24 hours after the first failure, or when quiet hours allow."""
    template: str
    """A template's name for e-mail and SMS, a workflow's id for ``workflow``."""
    tone: Tone = "plain"
    causes: frozenset[Cause] = frozenset()
    """Only while this is why the money does not come; empty: always."""


class Quiet(Message):
    """When nobody is written to, on the customer's own clock."""

    begins: TimeOfDay
    ends: TimeOfDay
    days_off: frozenset[Weekday] = frozenset()
    hours_between: Annotated[int, Field(strict=True, ge=1, le=240)]
    """Between two messages by the same channel, about whatever the customer owes."""
    fallback_zone: str
    """For customers of whom neither zone nor country is known."""
    channels: frozenset[Channel] = frozenset({"email", "sms", "workflow"})
    """By which quiet is kept."""


class End(Message):
    """The end of the road."""

    day: Day
    """So many times 24 hours after the first failure …"""
    notice_hours: Annotated[int, Field(strict=True, ge=0, le=240)]
    """… but never sooner than this after the last message."""
    what: EndName
    invoice: Literal["leave_open", "void", "uncollectible"]
    downgrade_to: str | None = None
    """The price of the plan they fall back to."""
    late_payment: Literal["restore", "keep", "review"]
    """Paid after the end: give back what was taken, leave it, or ask a person. What was cancelled
    cannot be given back and is always asked about."""

    @model_validator(mode="after")
    def _names_its_price(self) -> Self:
        if (self.what == "downgrade") is not (self.downgrade_to is not None):
            raise ValueError("downgrade_to is needed for `what: downgrade`, and only there")
        return self


class Terms(Message):
    """Everything that holds for one invoice."""

    beside_smart_retries: StrictBool
    """Whether to try although Stripe's own retries of this invoice are running. Two schedules on
    one card break the networks' limits sooner and tell the customer twice (CONTRACTS §9.2)."""
    revoked: Literal["ask", "cancel"]
    """What it means that the holder revoked the right to charge."""
    cancelled: Literal["close", "collect"]
    """What becomes of the debt when the subscription was cancelled meanwhile."""
    retries: Retries
    messages: tuple[Letter, ...]
    quiet: Quiet
    end: End

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        fault = _order(self.messages) or _reach(self) or _quiet(self.quiet)
        if fault:
            raise ValueError(fault)
        return self


def _order(letters: tuple[Letter, ...]) -> str:
    names = [one.step for one in letters]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        return f"messages: the step {twice[0]!r} is there twice"
    for before, after in pairwise(letters):
        if after.day < before.day:
            return f"messages: {after.step!r} (day {after.day}) stands after day {before.day}"
    return ""


def _reach(terms: Terms) -> str:
    last = terms.end.day
    if terms.retries.until_day > last:
        return f"retries.until_day: is after the end on day {last}"
    late = next((one for one in terms.messages if one.day >= last), None)
    return f"messages: {late.step!r} would come at or after the end on day {last}" if late else ""


@cache
def known_zones() -> frozenset[str]:
    """Name every zone there is: looking is a walk over the disk, and rules are read with every
    message."""
    return frozenset(available_timezones())


def _quiet(quiet: Quiet) -> str:
    if quiet.begins == quiet.ends:
        return "quiet: begins and ends at the same time, so no time would be left, or all of it"
    if len(quiet.days_off) == 7:
        return "quiet.days_off: leaves no day to write on"
    if quiet.fallback_zone not in known_zones():
        return f"quiet.fallback_zone: {quiet.fallback_zone!r} is no time zone (Europe/Warsaw is)"
    return ""


class When(Message):
    """For whom an exception holds: everything that is named has to fit."""

    plans: frozenset[str] = frozenset()
    """Products or prices."""
    countries: frozenset[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]] = frozenset()
    currencies: frozenset[Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")]] = frozenset()

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not (self.plans or self.countries or self.currencies):
            raise ValueError("an exception has to name plans, countries or currencies")
        return self

    def fits(self, plans: tuple[str, ...], country: str | None, currency: str) -> bool:
        """Tell whether an invoice is meant. An unknown country is none of those named."""
        return (
            (not self.plans or not self.plans.isdisjoint(plans))
            and (not self.countries or country in self.countries)
            and (not self.currencies or currency in self.currencies)
        )


class Exceptional(Message):
    """Other terms for some."""

    when: When
    terms: Terms
    """Complete: the base with what is said here laid over it."""


class Rules(Message):
    """The whole file, checked."""

    base: Terms
    exceptions: tuple[Exceptional, ...] = ()

    def terms_for(self, plans: tuple[str, ...], country: str | None, currency: str) -> Terms:
        """Find what holds for an invoice: the first exception that fits, else the base."""
        for one in self.exceptions:
            if one.when.fits(plans, country, currency):
                return one.terms
        return self.base
