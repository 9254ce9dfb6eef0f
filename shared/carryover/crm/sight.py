"""What one location is concerned with of everything a person has at Stripe."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from carryover.crm.chargeable import Verdict, judged
from carryover.crm.model import Method, Owed, Payer, Subscribed
from carryover.crm.rules import LocationRules
from carryover.kernel.clock import Seconds, moment

OVER: Final = frozenset({"canceled", "incomplete_expired"})
"""Statuses no subscription comes back from (docs.stripe.com/api/subscriptions/object)."""

FIRST: Final = ("past_due", "unpaid", "active", "trialing", "paused", "incomplete")
"""Which of several subscriptions a contact shows the status of: the one with a worry."""

SOON: Final = timedelta(days=7)
"""A charge so near is judged by its own day: a card may expire before it."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything of a person that one location is concerned with."""

    payers: tuple[Payer, ...]
    live: tuple[Subscribed, ...]
    """The one with a worry first, then the newest."""
    gone: tuple[Subscribed, ...]
    """The last to end first."""
    failing: tuple[Owed, ...]
    """Open invoices that could not be collected, the oldest first."""
    seen: Seconds

    @property
    def verdicts(self) -> Iterator[tuple[Verdict, Method | None, str]]:
        """Judge each thing that is going to be charged; the last is what it is about. What is still
        owed of a subscription that is over is not: with it the collecting ended."""
        over = {one.id for one in self.gone}
        today = moment(self.seen)
        for one in self.live:
            if one.automatic and one.next_charge is not None:
                owed = tuple(each for each in self.failing if each.subscription == one.id)
                yield judged(one.method, owed, _on(today.date(), one)), one.method, one.id
        for each in self.failing:
            if each.subscription in over:
                continue
            yield judged(each.method, (each,), today.date()), each.method, each.id


def concerned(payer: Payer, rules: LocationRules) -> bool:
    """Tell whether a customer is one of this location's people at all."""
    return not rules.plans or any(
        rules.sells(one.plans) for one in payer.subscriptions if not one.ignored
    )


def sight(payers: Sequence[Payer], rules: LocationRules) -> Sight:
    """Pick what a location is concerned with: nothing of what was moved away, or is not armed."""
    held = [
        one
        for payer in payers
        for one in payer.subscriptions
        if not one.ignored and rules.sells(one.plans)
    ]
    ours = {(one.account, one.id) for one in held}
    owed = [each for payer in payers for each in payer.owed if _ours(each, ours, rules)]
    return Sight(
        payers=tuple(payers),
        live=tuple(sorted((one for one in held if one.status not in OVER), key=_worry)),
        gone=tuple(sorted((one for one in held if one.status in OVER), key=_end, reverse=True)),
        failing=tuple(sorted((e for e in owed if e.failing), key=lambda each: each.created)),
        seen=min((payer.seen for payer in payers), default=0),
    )


def _ours(owed: Owed, ours: set[tuple[str, str]], rules: LocationRules) -> bool:
    """An invoice without a subscription belongs to nobody's plans in particular."""
    if not owed.subscription:
        return not rules.plans
    return (owed.account, owed.subscription) in ours


def _on(today: date, one: Subscribed) -> date:
    """Judge a near charge by its day, a far one by today: much may happen until then."""
    due = moment(one.next_charge or 0).date()
    return due if today < due <= today + SOON else today


def _worry(one: Subscribed) -> tuple[int, int, str]:
    rank = FIRST.index(one.status) if one.status in FIRST else len(FIRST)
    return rank, -one.created, one.id


def _end(one: Subscribed) -> tuple[int, str]:
    return one.ended or one.created, one.id
