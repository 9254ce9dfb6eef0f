"""A town: customers at a local Stripe, contacts at a local HighLevel, a mailbox, and between them
the channel's routes, the dunning worker and the CRM's, on one clock. Only the queues and what the
two workers remember are in memory; their promises are held to DynamoDB's in tests/contract."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any, Final

import botocore.session

from carryover.adapters.aws import ONCE
from carryover.adapters.ses.mailer import SesMailer
from carryover.adapters.stripe.collection import StripeCollection
from carryover.adapters.stripe.payers import StripePayers
from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.translator import Understood
from carryover.crm.messages import CrmEnvelope, SyncAll
from carryover.crm.messages import Sweep as CrmSweep
from carryover.crm.model import Shown, Standing
from carryover.crm.rules import LocationRules
from carryover.crm.rules import Rules as CrmRules
from carryover.crm.store import Memory as CrmMemory
from carryover.dunning.house import Brand, House
from carryover.dunning.messages import CloseByHand, Discover, DunningEnvelope, Look, Resume, Sweep
from carryover.dunning.model import Case
from carryover.dunning.reading import read
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Message, stamped
from carryover.ports.outbox import Queue
from carryover.routing.table import routed
from carryover.wiring import crm_sync, dunning
from sandbox.highlevel.people import contacts
from sandbox.mailbox.inside import put_inside
from sandbox.mailbox.mailbox import Mailbox
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.events import Event
from sandbox.stripe.lifecycle.settings import set_after_last_retry
from tests.contract.highlevel_office import ALIAS, Office
from tests.fakes.crm import (
    MemoryBills,
    MemoryContacts,
    MemoryCrmProgress,
    MemoryCrmRules,
    MemoryOverdue,
    MemorySales,
)
from tests.fakes.dunning import MemoryCases, MemoryRules, MemorySilences
from tests.fakes.memory import Killed, MemoryOutbox, MemoryReviews
from tests.unit.dunning.office import US, example
from tests.unit.migration.moving.stage import Object, Stripes

DAY: Final = 86_400
AGAIN: Final = 180
"""Seconds after which a message comes back whose worker died or put it back."""
WALKS: Final = 4
"""Days between two walks of the CRM through all customers; in earnest it is one."""
TAGS: Final = {
    Standing.ACTIVE: "Stripe: active",
    Standing.PAYMENT_FAILED: "Payment failed",
    Standing.UPDATE_BILLING: "Please update billing",
    Standing.CANCELLED: "Stripe: cancelled",
}


@dataclass
class Person:
    """A customer, as the town's gossip knows them."""

    name: str
    customer: str
    card: str
    sub: str
    zone: str
    currency: str
    second: str = ""
    """Another subscription of theirs."""

    @property
    def email(self) -> str:
        return f"{self.name}@people.example"


@dataclass
class Town:
    """Everything in one place. ``dressed`` wraps a port, by its name, before a worker gets it."""

    seed: int = 1
    start: str = "2026-01-05T10:00:00"
    rules: dict[str, Any] = field(default_factory=dict)
    dressed: Callable[[str, Any], Any] = lambda _, port: port
    late: float = 0.0
    """How many of Stripe's events come hours late, and out of order."""
    twice: float = 0.0
    lost: float = 0.0
    people: dict[str, Person] = field(default_factory=dict)
    doubts: list[NeedsReview] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    cash: dict[str, int] = field(default_factory=dict)
    """What was paid outside Stripe, by invoice."""
    smart: bool = False
    """Whether the owner has Stripe's own retries on."""

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.stripes = Stripes(self.start)
        self.office = Office()
        self.mailbox = Mailbox(self.seed, self.stripes.world.clock)
        self.mailbox.settings.senders = ["acme.example"]
        self.mailer = SesMailer(_post(self.mailbox), "carryover", "acme.example")
        self.outbox, self.reviews = MemoryOutbox(), MemoryReviews()
        house = House(accounts={US: BRAND})
        book = MemoryRules(read(example(**self.rules)), house)
        self.memory = dunning.Memory(book, MemoryCases(), MemorySilences())
        self.crm = CrmMemory(
            MemoryContacts(), MemoryOverdue(), MemorySales(), MemoryBills(), MemoryCrmProgress()
        )
        for name in ("Status", "Card", "Last failure", "Payment link"):
            self.office.agency.field(name)
        self.office.agency.world.advance(self.stripes.world.clock)
        set_after_last_retry(self.account, "past_due")
        self._waiting: list[tuple[int, Event]] = []
        self._tomorrow, self._day = self.clock + DAY, 0
        self.stripes.world.listeners.append(self._announced)

    @property
    def account(self) -> Account:
        return self.stripes.world.accounts[US]

    @property
    def clock(self) -> int:
        return self.stripes.world.clock

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock, UTC)

    def moves_in(self, name: str, zone: str = "", currency: str = "usd", **more: Any) -> Person:
        """Somebody subscribes, and is a contact with a telephone."""
        email = f"{name}@people.example"
        customer = self.stripes.post(US, "customers", email=email, name=name.title(), **more)["id"]
        card = self.gives_card(customer)
        price = self.stripes.price(US, 2900, currency=currency)
        sub = self.stripes.subscribe(US, customer=customer, price=price)["id"]
        number = f"+4917600000{len(self.people):02}"
        where = {"timezone": zone} if zone else {}
        key = self.office.agency.person(email, phone=number, tags=["vip"], **where)
        assert self.office.agency.known(key).phone == number
        person = self.people[name] = Person(name, customer, card, sub, zone, currency)
        return person

    def subscribes_again(self, person: Person, *, after: int) -> None:
        """They take a second course, on trial for some days first."""
        price = self.stripes.price(US, 1900, currency=person.currency)
        more = {"customer": person.customer, "price": price, "trial_period_days": after}
        person.second = self.stripes.subscribe(US, **more)["id"]

    def statuses(self, person: Person) -> list[str]:
        """How each of their subscriptions stands."""
        names = [name for name in (person.sub, person.second) if name]
        return [self.account.get("subscription", name)["status"] for name in names]

    def gives_card(self, customer: str, kind: str = "visa") -> str:
        path = f"payment_methods/pm_card_{kind}/attach"
        card: str = self.stripes.post(US, path, customer=customer)["id"]
        settings = {"default_payment_method": card}
        self.stripes.post(US, f"customers/{customer}", invoice_settings=settings)
        return card

    def bank_says(self, person: Person, word: str | None) -> None:
        self.account.facts.setdefault(person.card, {})["bank_says"] = word

    def invoices(self, person: Person) -> list[Object]:
        return [one for one in self.account.all("invoice") if one["customer"] == person.customer]

    def owed(self, person: Person) -> list[Object]:
        return [o for o in self.invoices(person) if o["status"] == "open" and o["attempt_count"]]

    def contact(self, person: Person) -> Any:
        world = self.office.agency.world
        (found,) = contacts.with_email(world, self.office.agency.location.id, person.email)
        return self.office.agency.truth(found.id)

    def case(self, invoice: str) -> Case:
        found = self.memory.cases.find(US, invoice)
        assert found is not None, f"nobody heard of {invoice}"
        return found

    @property
    def cases(self) -> list[Case]:
        return list(self.memory.cases.all(US))

    def days_pass(self, days: float) -> None:
        """Alarm clocks ring, post arrives, and once a day somebody looks for what nobody told."""
        until = self.clock + round(days * DAY)
        while self.clock < until:
            self._it_is(min(until, self._next(), self._tomorrow))
            self._hears(Queue.DUNNING, Sweep())
            if self.crm.overdue.some(1):
                self._hears(Queue.CRM, CrmSweep())
            if self.clock >= self._tomorrow:
                self._begins_a_day()
            self.works()

    def looks(self) -> None:
        """A second worker looks at everything that is open, while the first is in the middle of
        something; whatever stops it, its messages come back to others."""
        dressed, self.dressed = self.dressed, lambda _, port: port
        for case in self.cases:
            if case.closed is None:
                look = Look(account=US, invoice=case.invoice)
                letter = stamped(look, message_id="second", cause="test", at=self.now())
                with suppress(Retryable, NeedsReview):
                    self._worker(DunningEnvelope.model_validate(letter.model_dump())).handle(letter)
        self.dressed = dressed

    def sleeps(self, days: float) -> None:
        """Time passes, and no worker is awake: its post waits."""
        self._it_is(self.clock + round(days * DAY))
        self._tomorrow = self.clock + DAY

    def _begins_a_day(self) -> None:
        self._tomorrow += DAY
        self._day += 1
        self._hears(Queue.DUNNING, Discover())
        if self._day % WALKS == 0:
            self._hears(Queue.CRM, SyncAll())

    def works(self) -> None:
        """Deliver what has arrived, and work until the queues are empty."""
        self._deliver()
        while letters := [*self._taken(Queue.DUNNING), *self._taken(Queue.CRM)]:
            for letter in letters:
                self._works(letter)
            self._deliver()

    def answers_questions(self) -> None:
        """Somebody reads what lies on the desk, and answers one way or the other."""
        doubts, self.reviews.doubts = self.reviews.doubts, {}
        for name in doubts:
            kind, account, invoice, question = (*name.split(":", 3), "", "", "")[:4]
            if kind != "dunning" or not question:
                continue
            said = {"account": account, "invoice": invoice, "by": "sue", "why": "looked"}
            goes_on = self.dice.random() < 0.6
            order = Resume(**said, cleared=question) if goes_on else CloseByHand(**said)
            self._hears(Queue.DUNNING, order)
        self.works()

    def _announced(self, account: Account, event: Event) -> None:
        """Stripe's post office: some letters are lost, some late, some come twice."""
        if account.alias != US:
            return
        self.events.append(event)
        if self.dice.random() < self.lost:
            return
        for _ in range(1 + (self.dice.random() < self.twice)):
            wait = self.dice.randint(1, 8 * 3600) if self.dice.random() < self.late else 0
            self._waiting.append((self.clock + wait, event))

    def _deliver(self) -> None:
        arrived = [one for one in self._waiting if one[0] <= self.clock]
        self._waiting = [one for one in self._waiting if one[0] > self.clock]
        for _, event in arrived:
            said = StripeTranslator().read(US, event.text().encode(), self.clock)
            assert isinstance(said, Understood), said
            for fact in said.facts:
                for queue in routed(fact):
                    if queue in (Queue.DUNNING, Queue.CRM):
                        self._hears(queue, fact)

    def _hears(self, queue: Queue, body: Message) -> None:
        name = f"{self.clock}:{len(self.outbox.sent)}"
        self.outbox.send(queue, stamped(body, message_id=name, cause="test", at=self.now()))

    def _taken(self, queue: Queue) -> Iterator[DunningEnvelope | CrmEnvelope]:
        kind = DunningEnvelope if queue is Queue.DUNNING else CrmEnvelope
        for one in self.outbox.take(queue):
            yield kind.model_validate_json(one.model_dump_json())

    def _works(self, letter: DunningEnvelope | CrmEnvelope) -> None:
        for _ in range(8):
            try:
                worker = self._worker(letter)
                self.outcomes.append(worker.handle(letter).outcome)
            except (Killed, Retryable):
                self._it_is(self.clock + AGAIN)
            except NeedsReview as doubt:
                self.doubts.append(doubt)
                return
            else:
                return
        raise AssertionError(f"{letter!r} would be a dead letter")

    def _worker(self, letter: DunningEnvelope | CrmEnvelope) -> Any:
        """A fresh process: nothing is remembered but what the stores hold."""
        highlevel = self.dressed("highlevel", self.office.worker())
        stripe = self.dressed("stripe", self.stripes.api)
        if isinstance(letter, CrmEnvelope):
            there = CrmRules(locations={ALIAS: MAPPING})
            crm_ways = crm_sync.Ways(
                MemoryCrmRules(there), self.office, StripePayers(stripe), highlevel, self.outbox
            )
            memory = replace(self.crm, contacts=self.dressed("contacts", self.crm.contacts))
            return crm_sync.assembled(crm_ways, memory, self.now)
        ways = dunning.Ways(
            collection=self.dressed("collection", StripeCollection(stripe)),
            mailer=self.dressed("mail", self.mailer),
            crm=highlevel,
            outbox=self.outbox,
            reviews=self.reviews,
            accounts=lambda: [US],
            clock_of=stripe.now,
        )
        cases = self.dressed("cases", self.memory.cases)
        return dunning.assembled(ways, replace(self.memory, cases=cases), self.now)

    def _next(self) -> int:
        alarms = [one.look_at + 60 for one in self.cases if one.look_at is not None]
        coming = [at for at in (*alarms, *(at for at, _ in self._waiting)) if at > self.clock]
        return min(coming, default=self.clock + DAY)

    def _it_is(self, at: int) -> None:
        self.stripes.it_is(at)
        if not self.smart:
            self._without_smart_retries()
        self.mailbox.advance(at)
        if at > self.office.agency.world.now:
            self.office.agency.world.advance(at)

    def _without_smart_retries(self) -> None:
        """What an owner who has switched them off sees: Stripe goes on with nothing."""
        for one in self.account.all("invoice"):
            if one["status"] == "open" and one["attempted"] and one["auto_advance"]:
                self.stripes.post(US, f"invoices/{one['id']}", auto_advance=False)


BRAND: Final = Brand.model_validate(
    {
        "name": "Acme",
        "sender": "Acme <billing@acme.example>",
        "support": "help@acme.example",
        "location": ALIAS,
    }
)
MAPPING: Final = LocationRules(
    accounts=(US,),
    fields={
        Shown.STATUS: "Status",
        Shown.CARD: "Card",
        Shown.LAST_FAILURE: "Last failure",
        Shown.PAYMENT_LINK: "Payment link",
    },
    tags=TAGS,
)


def _post(mailbox: Mailbox) -> Any:
    """A client of SES that reaches this mailbox."""
    client: Any = _session().create_client("sesv2", region_name="eu-central-1", config=ONCE)
    put_inside(client, mailbox)
    return client


@cache
def _session() -> botocore.session.Session:
    session = botocore.session.Session()
    session.set_credentials("testing", "testing")
    return session
