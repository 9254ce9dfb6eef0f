"""A local Stripe with one customer whose card may fail, the dunning worker, what it remembers, and
the post it sends (DUN-1 … DUN-4)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

import yaml

from carryover.adapters.stripe.collection import StripeCollection
from carryover.adapters.stripe.translate.state import state_of
from carryover.dunning.house import Brand, House
from carryover.dunning.messages import DunningEnvelope, DunningMessage, Look, Sweep
from carryover.dunning.model import Case
from carryover.dunning.reading import read
from carryover.dunning.service import Done
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.facts import StateSeen
from carryover.ports.outbox import Queue
from carryover.wiring.dunning import Memory, Ways, assembled
from sandbox.stripe.lifecycle.settings import set_after_last_retry
from tests.fakes.dunning import MemoryCases, MemoryMail, MemoryRules, MemorySilences
from tests.fakes.highlevel import MemoryHighLevel
from tests.fakes.memory import Killed, MemoryOutbox, MemoryReviews
from tests.unit.docs.pages import ROOT
from tests.unit.migration.moving.stage import DAY, Object, Stripes

US = "us"
LATE = 60
"""Seconds from an alarm to the sweep that hears it."""
EXAMPLE = ROOT / "docs/dunning/schedule.example.yaml"


def example(**differs: Any) -> dict[str, Any]:
    """The schedule we ship, with whole sections laid over."""
    said = _shipped()
    return {
        **said,
        **{k: {**said[k], **v} if isinstance(v, dict) else v for k, v in differs.items()},
    }


@cache
def _shipped() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text())
    return said


@dataclass
class Office:
    """Everything in one place."""

    memory: Memory = field(
        default_factory=lambda: Memory(MemoryRules(), MemoryCases(), MemorySilences())
    )
    stripes: Stripes = field(default_factory=Stripes)
    mail: MemoryMail = field(default_factory=MemoryMail)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    crm: MemoryHighLevel | None = None
    reviews: MemoryReviews = field(default_factory=MemoryReviews)
    doubts: list[NeedsReview] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    dressed: Callable[[str, Any], Any] = lambda _, port: port
    """Wraps a port, by its name, before the worker gets it."""

    def __post_init__(self) -> None:
        self.ruled()
        set_after_last_retry(self.stripes.world.accounts[US], "past_due")
        self.housed()
        self.customer = self.stripes.customer(US, address={"country": "DE"})
        settings = self.stripes.get(US, f"customers/{self.customer}")["invoice_settings"]
        self.card: str = settings["default_payment_method"]
        self.sub: str = self.stripes.subscribe(US, customer=self.customer)["id"]

    def ruled(self, **differs: Any) -> None:
        """Put the shipped schedule in force, with some sections different."""
        self.book.put(read(example(**differs)))

    def housed(self, **more: Any) -> None:
        """Say in whose name letters are written."""
        said = {"name": "Acme", "sender": "Acme <billing@acme.example>"}
        brand = Brand.model_validate({**said, "support": "help@acme.example", **more})
        self.book.put_house(House(accounts={US: brand}))

    @property
    def book(self) -> Any:
        """The rules and the house, to be written."""
        return self.memory.book

    def bank_says(self, word: str | None, card: str | None = None) -> None:
        facts = self.stripes.world.accounts[US].facts
        facts.setdefault(card or self.card, {})["bank_says"] = word

    def fails(self, word: str = "insufficient_funds", *, smart: bool = False) -> str:
        """A month passes, the renewal is refused, and the worker hears of it."""
        seen = self.renewal_fails(word, smart=smart)
        self.hears(seen)
        return str(seen.state.id)

    def renewal_fails(self, word: str, *, smart: bool = False) -> StateSeen:
        """A month passes and the renewal is refused; without ``smart``, Stripe's own retries are
        off."""
        self.bank_says(word)
        self.stripes.days_pass(31.2)
        name = str(self.stripes.get(US, f"subscriptions/{self.sub}")["latest_invoice"])
        if not smart:
            self.stripes.post(US, f"invoices/{name}", auto_advance=False)
        return self.seen(name)

    def seen(self, invoice: str) -> StateSeen:
        """What the channel tells of an invoice as it is now."""
        raw = self.invoice(invoice)
        at = self.stripes.world.clock
        state = state_of(raw)
        return StateSeen(account=US, evidence="evt", earliest=at, latest=at, state=state)

    def invoice(self, name: str) -> Object:
        return self.stripes.get(US, f"invoices/{name}")

    def new_card(self, kind: str = "mastercard") -> str:
        """The customer gives another one."""
        path = f"payment_methods/pm_card_{kind}/attach"
        made: str = self.stripes.post(US, path, customer=self.customer)["id"]
        settings = {"default_payment_method": made}
        self.stripes.post(US, f"customers/{self.customer}", invoice_settings=settings)
        return made

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.stripes.world.clock, UTC)

    def worker(self) -> Any:
        """A fresh process: nothing is remembered but what the table holds."""
        stripe = self.dressed("stripe", self.stripes.api)
        cases = self.dressed("cases", self.memory.cases)
        ways = Ways(
            collection=StripeCollection(stripe),
            mailer=self.dressed("mail", self.mail),
            crm=self.dressed("crm", self.crm) if self.crm else None,
            outbox=self.outbox,
            reviews=self.reviews,
            accounts=lambda: [US],
            clock_of=stripe.now,
        )
        return assembled(ways, replace(self.memory, cases=cases), self.now)

    def hears(self, *bodies: DunningMessage) -> None:
        """Tell it something, and work until its queue is empty."""
        letters = [
            DunningEnvelope(
                id=f"m{next(self.numbers)}", cause="test", occurred_at=self.now(), body=body
            )
            for body in bodies
        ]
        while letters:
            for letter in letters:
                self._works(DunningEnvelope.model_validate_json(letter.model_dump_json()))
            taken = self.outbox.take(Queue.DUNNING)
            letters = [DunningEnvelope.model_validate(one.model_dump()) for one in taken]

    def _works(self, letter: DunningEnvelope) -> None:
        """A letter whose worker dies, or puts it back, comes again some minutes later."""
        for _ in range(6):
            try:
                self.done.append(self.worker().handle(letter))
            except (Killed, Retryable):
                self.stripes.it_is(self.stripes.world.clock + 180)
            except NeedsReview as doubt:
                self.doubts.append(doubt)
                return
            else:
                return
        raise AssertionError(f"{letter.id} would be a dead letter")

    def looks(self, invoice: str) -> None:
        self.hears(Look(account=US, invoice=invoice))

    def days_pass(self, days: float) -> None:
        """Let time pass; whenever an alarm clock rings, or Stripe tells of an invoice, somebody
        looks."""
        until = self.stripes.world.clock + round(days * DAY)
        while (at := self._next_alarm(until)) is not None:
            self.stripes.it_is(at + LATE)
            self.hears(Sweep())
        self.stripes.it_is(until)

    def _next_alarm(self, until: int) -> int | None:
        alarms = [one.look_at for one in self.memory.cases.all(US) if one.look_at is not None]
        coming = [max(at, self.stripes.world.clock) for at in alarms]
        return min((at for at in coming if at + LATE <= until), default=None)

    def case(self, invoice: str) -> Case:
        found = self.memory.cases.find(US, invoice)
        assert found is not None
        return found

    def charges(self, *, paid: bool, invoice: str | None = None) -> list[Object]:
        """What was charged or refused: at all, or for one invoice."""
        payments = self.stripes.of(US, "invoice_payment")
        intents = {p["payment"]["payment_intent"] for p in payments if p["invoice"] == invoice}
        return [
            one
            for one in self.stripes.of(US, "charge")
            if one["paid"] is paid and (invoice is None or one["payment_intent"] in intents)
        ]
