"""A row, held against what the target has: an exact recreation, or a sentence why not.

Nobody can be asked what the other processor would charge, so everything the row does not say for
certain holds it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.elsewhere.renewing import SHORTEST, Rhythm, last_day, too_far
from carryover.migration.elsewhere.rows import Part, Row
from carryover.migration.elsewhere.specifying import specify, worth
from carryover.migration.model import Thing
from carryover.migration.planning.codes import Code
from carryover.migration.planning.entry import Entry
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.spec import Spec
from carryover.migration.planning.verdict import Reason
from carryover.ports.stripe_api import Json

type Look = Callable[[Thing, str], Json | None]
"""Reads an object of the target; prices with their ``currency_options``."""

STATUS: Final = "elsewhere"
"""What an entry's status says: no word of Stripe's is known."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the target has of what rows name; each object is read once, for thousands of rows name
    the same price."""

    look: Look
    now: Seconds
    _seen: dict[tuple[Thing, str], Json | None] = field(default_factory=dict)

    def read(self, kind: Thing, name: str) -> Json | None:
        """Look one up."""
        if (kind, name) not in self._seen:
            self._seen[kind, name] = self.look(kind, name)
        return self._seen[kind, name]


def judge_row(account: str, row: Row, target: Target, rules: Rules) -> Entry:
    """Say what is to become of it."""
    if row.cancel_at_period_end:
        return _entry(account, row, "stays", [_leaves(row)])
    prices = [target.read(Thing.PRICE, part.price) for part in row.parts]
    reasons = [*_prices(row, prices), *_papers(row, target)]
    if not reasons:
        found = [price for price in prices if price is not None]
        rhythm = Rhythm.of(found[0]["recurring"])
        reasons = [*_dates(row, rhythm, target.now, rules), *_sum(row, found)]
    if reasons:
        return _entry(account, row, "held", reasons)
    return _entry(account, row, "moves", [], specify(account, row, rhythm, worth(row, found)))


def _prices(row: Row, prices: list[Json | None]) -> Iterator[Reason]:
    for part, price in zip(row.parts, prices, strict=True):
        if said := _price(part, price, row.currency):
            yield Reason(code=Code.PRICE, sentence=said)
    cycles = {Rhythm.of(each["recurring"]) for each in prices if each and each.get("recurring")}
    if len(cycles) > 1:
        yield Reason(
            code=Code.MIXED_INTERVALS,
            sentence="Its prices are billed in different intervals: write a row for each.",
        )


def _price(part: Part, price: Json | None, currency: str) -> str:
    if price is None:
        return f"The price {part.price} is not in the target."
    if not price.get("active"):
        return f"The price {part.price} is archived: Stripe takes no subscriber for it."
    cycle = price.get("recurring")
    if not cycle or cycle.get("usage_type") != "licensed":
        return f"The price {part.price} is not recurring, or bills by usage."
    if currency != price["currency"] and currency not in (price.get("currency_options") or {}):
        return f"The price {part.price} is not in {currency}."
    return ""


def _papers(row: Row, target: Target) -> Iterator[Reason]:
    """See that tax rates and the coupon are there and can be used."""
    rates = {*row.default_tax_rates, *(rate for part in row.parts for rate in part.tax_rates)}
    for rate in sorted(rates):
        found = target.read(Thing.TAX_RATE, rate)
        if found is None or not found.get("active"):
            told = f"The tax rate {rate} is not in the target, or archived there."
            yield Reason(code=Code.TAX, sentence=told)
    if row.coupon and (said := _coupon(row, target.read(Thing.COUPON, row.coupon))):
        yield Reason(code=Code.COUPON_UNKNOWN, sentence=said)


def _coupon(row: Row, coupon: Json | None) -> str:
    if coupon is None or not coupon.get("valid"):
        return f"The coupon {row.coupon} is not in the target, or no longer valid there."
    off = {coupon.get("currency"), *(coupon.get("currency_options") or {})}
    if coupon.get("amount_off") and row.currency not in off:
        return f"The coupon {row.coupon} is not in {row.currency}: Stripe would ignore it."
    has = coupon.get("duration_in_months")
    if has != row.coupon_months:
        return (
            f"The coupon {row.coupon} runs for {_months(has)}, and {_months(row.coupon_months)} "
            "are left by coupon_months: make one with exactly as many."
        )
    return ""


def _months(count: int | None) -> str:
    return "no number of months" if count is None else f"{count} months"


def _dates(row: Row, rhythm: Rhythm, now: Seconds, rules: Rules) -> Iterator[Reason]:
    when = f"{moment(row.starts):%Y-%m-%d %H:%M} UTC"
    if row.starts - now < rules.guard_of(rhythm.length):
        told = (
            f"It is charged on {when}, which is over or too soon to begin: let it be charged where "
            "it is, then write its next start_date."
        )
        yield Reason(code=Code.RENEWS_SOON, sentence=told)
    elif row.trial_end is None and too_far(row.starts, rhythm, now):
        told = (
            f"Its next charge, {when}, is more than one period away: Stripe would charge in "
            "between. Write it as a trial if it is one, or move it in a later run."
        )
        yield Reason(code=Code.ANCHOR, sentence=told)
    yield from _anchor(row, rhythm)


def _anchor(row: Row, rhythm: Rhythm) -> Iterator[Reason]:
    """See that row and price say on which day of the month it renews."""
    if rhythm.months is None or row.trial_end is not None:
        return
    if told := _day(row) or _day_ahead(row, rhythm.months):
        yield Reason(code=Code.ANCHOR, sentence=told)


def _day(row: Row) -> str:
    """On the last day of a shorter month nobody can tell which day is meant."""
    day, at, last = row.anchor_day, moment(row.starts), last_day(row.starts)
    if day is None and last and at.day < 31:
        return (
            f"It is charged on {at:%Y-%m-%d}, the last day of a month: write anchor_day, {at.day} "
            "or the later day that is meant."
        )
    if day in (None, at.day) or (last and day is not None and day > at.day):
        return ""
    return f"Its anchor_day is {day}, and it is charged on {at:%Y-%m-%d}: one of them is wrong."


def _day_ahead(row: Row, months: int) -> str:
    late = (row.anchor_day or moment(row.starts).day) > SHORTEST
    if late and months > 12:
        return "It renews at the end of a month every few years, for which Stripe takes no day."
    return ""


def _sum(row: Row, prices: list[Json]) -> Iterator[Reason]:
    costs = worth(row, prices)
    if row.next_amount is not None and costs != row.next_amount:
        said = "the price list does not say" if costs is None else f"is {costs} by its prices"
        told = f"Its next charge shall be {row.next_amount} {row.currency} and {said}."
        yield Reason(code=Code.PRICE, sentence=told)


def _leaves(row: Row) -> Reason:
    when = f"{moment(row.starts):%Y-%m-%d}"
    told = f"It is cancelled and ends where it is on {when}; it is not recreated."
    return Reason(code=Code.LEAVING, sentence=told)


def _entry(
    account: str, row: Row, outcome: str, reasons: list[Reason], spec: Spec | None = None
) -> Entry:
    return Entry.model_validate(
        {
            "account": account,
            "subscription": row.subscription,
            "customer": row.customer,
            "outcome": outcome,
            "reasons": tuple(reasons),
            "spec": spec,
            "status": STATUS,
            "currency": row.currency,
            "prices": tuple(part.price for part in row.parts),
            "amount": None if spec is None else spec.amount,
            "boundary": row.starts,
        }
    )
