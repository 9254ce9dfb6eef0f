"""A little world around one invoice: what its card says, what its customer does, what was done."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from carryover.dunning.declines import DAY, Decline, understand
from carryover.dunning.model import Case, Finished, Told, ToldState, Try, TryState
from carryover.dunning.policy import decide
from carryover.dunning.reading import read
from carryover.dunning.rules import Rules, Terms
from carryover.dunning.steps import Ask, Close, Finish, Restore, Retry, Step, Tell, Wait
from carryover.dunning.world import Attempt, Card, Invoice, Person, Subscription, World
from carryover.kernel.clock import Seconds

EXAMPLE = Path(__file__).parents[3] / "docs" / "dunning" / "schedule.example.yaml"
VISA = Card("pm_visa", "card", "fp_visa", "visa", 5, 2027)
MASTERCARD = Card("pm_mc", "card", "fp_mc", "mastercard", 5, 2027)
NEW = Card("pm_new", "card", "fp_new", "visa", 9, 2030)


def at(text: str) -> Seconds:
    """Read ``2026-03-02 10:00`` as UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


MONDAY = at("2026-03-02 10:00")


@cache
def example() -> Rules:
    """The file we ship."""
    return read(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))


def said(code: str = "insufficient_funds", **more: str) -> Decline:
    """What a bank answers."""
    return Decline(code="card_declined", decline_code=code, **more)


def attempt(
    when: Seconds,
    result: Literal["paid", "declined", "pending"] = "declined",
    *,
    card: Card | None = VISA,
    no: Decline | None = None,
    **more: Any,
) -> Attempt:
    """An attempt that Stripe shows."""
    known = {"invoice": "in_1", "amount": 1_900, "currency": "eur", **more}
    refusal = (no or said()) if result == "declined" else None
    return Attempt(f"ch_{when}", at=when, result=result, card=card, decline=refusal, **known)


@dataclass
class Story:
    """One failed invoice, lived through with the real policy."""

    no: Decline = field(default_factory=said)
    terms: Terms = field(default_factory=lambda: example().base)
    card: Card | None = VISA
    failed_at: Seconds = MONDAY
    approves: Callable[[Card, Seconds], bool] = lambda _card, _at: False
    now: Seconds = 0
    steps: list[tuple[Seconds, Step]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.failed_at
        self.invoice = Invoice("in_1", "open", "eur", 1_900)
        self.world = World(
            self.invoice,
            Subscription("sub_1", "past_due", ("prod_1",)),
            self.card,
            (attempt(self.failed_at, card=self.card, no=self.no),),
            person=Person(country="PL", channels=frozenset({"email", "sms"})),
        )
        self.case = Case(
            account="us",
            invoice="in_1",
            customer="cus_1",
            subscription="sub_1",
            currency="eur",
            amount=1_900,
            failed_at=self.failed_at,
            opened_at=datetime.fromtimestamp(self.failed_at, UTC),
            cause=understand(self.no).cause,
        )

    def shows(self, **changes: Any) -> "Story":
        """Something about the world changes."""
        self.world = replace(self.world, **changes)
        return self

    def invoice_shows(self, **changes: Any) -> "Story":
        """Something about the invoice changes."""
        return self.shows(invoice=replace(self.world.invoice, **changes))

    def person(self, **changes: Any) -> "Story":
        """Something about the person is different."""
        return self.shows(person=replace(self.world.person, **changes))

    def remembers(self, **changes: Any) -> "Story":
        """Something is written into the case."""
        self.case = self.case.model_copy(update=changes)
        return self

    def decides(self) -> Step:
        """Ask the policy, and do nothing."""
        return decide(self.case, self.world, self.terms, self.now)

    def lives(self, days: float, *, most: int = 300) -> "Story":
        """Let time pass, and every step be carried out the moment it is due."""
        until = self.now + round(days * DAY)
        for _ in range(most):
            step = self.decides()
            if isinstance(step, Wait):
                if step.until is None or step.until > until:
                    self.now = until
                    return self
                assert step.until > self.now, "a wait has to end in the future"
                self.now = step.until
                continue
            self.steps.append((self.now, step))
            if not self.does(step):
                return self
        raise AssertionError("it does not come to an end")

    def does(self, step: Step) -> bool:
        """Carry one step out; False when it was the last."""
        match step:
            case Retry():
                self._tries(step)
            case Tell(letter, _):
                told = Told(step=letter.step, channel=letter.channel, at=self.now)
                told = told.model_copy(update={"state": ToldState.SENT})
                self.remembers(told=(*self.case.told, told))
            case Finish(end):
                self.remembers(finished=Finished(what=end.what, at=self.now, done=True))
            case Restore() if self.case.finished:
                restored = self.case.finished.model_copy(update={"restored_at": self.now})
                self.remembers(finished=restored)
            case Ask(name, _, blocks) if not blocks:
                self.remembers(asked=self.case.asked | {name})
            case _:
                return False
        return True

    def _tries(self, step: Retry) -> None:
        paid = self.approves(step.card, self.now)
        one = Try(
            number=step.number,
            at=self.now,
            payment_method=step.card.id,
            print=step.card.print,
            amount=step.amount,
            state=TryState.PAID if paid else TryState.DECLINED,
        )
        self.remembers(tries=(*self.case.tries, one))
        result: Literal["paid", "declined"] = "paid" if paid else "declined"
        shown = attempt(self.now, result, card=step.card, no=self.no, amount=step.amount)
        self.shows(attempts=(*self.world.attempts, shown))
        if paid:
            self.invoice_shows(status="paid", amount_remaining=0, amount_paid=step.amount)

    def did[Kind: Step](self, kind: type[Kind]) -> list[Kind]:
        """List the steps of a kind."""
        return [step for _, step in self.steps if isinstance(step, kind)]

    def when(self, kind: type[Step]) -> list[Seconds]:
        """List when they were."""
        return [when for when, step in self.steps if isinstance(step, kind)]

    @property
    def letters(self) -> list[str]:
        """Name the messages sent."""
        return [one.letter.step for one in self.did(Tell)]

    @property
    def closed(self) -> str:
        """Name how it was closed; empty: it was not."""
        found = self.did(Close)
        return str(found[-1].outcome) if found else ""
