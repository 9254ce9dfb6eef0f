"""Many subscriptions are given their access, a handful at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from carryover.access.messages import Provide
from carryover.access.model import AccessLink, LinkState, Withheld
from carryover.access.policy import entitled
from carryover.access.rules import Rules, Undecided
from carryover.access.store import Billing
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Case
from carryover.replay.model import Order
from cli.access.following import PACE, STUCK, sent, subjects
from cli.command import Refusal
from cli.session import Session


class Fate(StrEnum):
    """What becomes of one."""

    GIVEN = "given"
    BEFORE = "given_before"
    TO_GIVE = "to_give"
    NOTHING = "opens_nothing"
    NOT_PAYING = "not_paying"
    TAKEN = "taken"
    """Given once, and taken since by the rules."""
    REVIEW = "review"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Ended:
    """One subscription, and what became of it."""

    payer: str
    fate: Fate
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Foresight:
    """Says what the worker will do, from what it remembers and what Stripe shows."""

    at: Session
    rules: Rules
    billing: Billing

    def remembered(self, payer: str) -> Ended | None:
        """Say what is over already; ``None``: it has to be looked at."""
        account, _, name = payer.partition("/")
        match self.at.access.memory.links.find(account, name):
            case AccessLink(withheld=Withheld(why=why)):
                return Ended(payer, Fate.TAKEN, f"withheld: {why}")
            case AccessLink(state=LinkState.GIVEN):
                return Ended(payer, Fate.BEFORE)
            case AccessLink(state=LinkState.TAKEN):
                return Ended(payer, Fate.TAKEN, "its subscription had ended")
            case _:
                return None

    def foretold(self, payer: str) -> Ended:
        """Look at Stripe once."""
        account, _, name = payer.partition("/")
        one = self.billing.subscription(account, name)
        if one is None:
            return Ended(payer, Fate.REVIEW, "Stripe does not know it.")
        try:
            site = self.rules.site_of(account, one.plans)
        except Undecided:
            return Ended(payer, Fate.TO_GIVE)
        if site is None:
            return Ended(payer, Fate.NOTHING, ", ".join(one.plans))
        pays = entitled(one, self.rules.sites[site])
        return Ended(payer, Fate.TO_GIVE) if pays else Ended(payer, Fate.NOT_PAYING, one.status)


@dataclass(slots=True)
class Giving:
    """Asks the worker for one after the other."""

    at: Session
    foresight: Foresight
    order: Order
    in_flight: int
    """How many the worker has at a time: a cancellation waits behind no more than these."""
    patience: int
    """Seconds until one of them is called unanswered."""
    waiting: dict[str, datetime] = field(default_factory=dict)

    def all(self, payers: Sequence[str]) -> Iterator[Ended]:
        """Tell of each as it is settled; whatever is left, nobody has been asked for it."""
        queue = iter(payers)
        while True:
            yield from self._begun(queue)
            if not self.waiting:
                return
            yield from self._settled()
            if self.waiting:
                self.at.console.pause(PACE)

    def _begun(self, queue: Iterator[str]) -> Iterator[Ended]:
        while len(self.waiting) < self.in_flight:
            payer = next(queue, None)
            if payer is None:
                return
            found = self.foresight.foretold(payer)
            if found.fate is not Fate.TO_GIVE:
                yield found
                continue
            account, _, name = payer.partition("/")
            body = Provide(account=account, subscription=name)
            sent(self.at, self.order, body, payer, Queue.ACCESS_POLL)
            self.waiting[payer] = self.at.console.now() + timedelta(seconds=self.patience)

    def _settled(self) -> Iterator[Ended]:
        cases = [c for c in self.at.console.reviews.all() if c.doubt.opened_at >= self.order.at]
        _stop_at_a_closed_door(cases, self.order)
        for payer, until in list(self.waiting.items()):
            if ended := self._look(payer, until, cases):
                del self.waiting[payer]
                yield ended

    def _look(self, payer: str, until: datetime, cases: Sequence[Case]) -> Ended | None:
        found = self.foresight.remembered(payer)
        if found is not None:
            return Ended(payer, Fate.GIVEN) if found.fate is Fate.BEFORE else found
        if sentence := _asked(payer, cases):
            return Ended(payer, Fate.REVIEW, sentence)
        if self.at.console.now() < until:
            return None
        before = _asked(payer, self.at.console.reviews.all())
        return Ended(payer, Fate.REVIEW if before else Fate.UNANSWERED, before or STUCK)


def _asked(payer: str, cases: Sequence[Case]) -> str:
    named = subjects(payer)
    return next((c.doubt.sentence for c in cases if c.doubt.subject in named), "")


def _stop_at_a_closed_door(cases: Sequence[Case], order: Order) -> None:
    """A site that refuses its key refuses everybody: asking on would only open questions."""
    for case in cases:
        if case.doubt.cause == order.cause and case.doubt.subject.startswith("site "):
            raise Refusal(f"{case.doubt.subject}: {case.doubt.sentence}")
