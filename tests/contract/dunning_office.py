"""A local Stripe with one customer whose card may fail, the dunning worker over a table by moto,
and the post it sends (DUN-1 … DUN-4)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import yaml

from carryover.adapters.dynamodb.dunning import DynamoCases, DynamoRules
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.stripe.collection import StripeCollection
from carryover.adapters.stripe.translate.state import state_of
from carryover.dunning.house import Brand, House
from carryover.dunning.messages import DunningEnvelope, DunningMessage, Look, Sweep
from carryover.dunning.model import Case
from carryover.dunning.reading import read
from carryover.dunning.service import Done
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import StateSeen
from carryover.ports.outbox import Queue
from carryover.wiring.dunning import Ways, assembled
from tests.fakes.dunning import MemoryMail
from tests.fakes.memory import MemoryOutbox, MemoryReviews
from tests.unit.docs.pages import ROOT
from tests.unit.migration.moving.stage import DAY, Object, Stripes

US = "us"
EXAMPLE = ROOT / "docs/dunning/schedule.example.yaml"


def example(**differs: Any) -> dict[str, Any]:
    """The schedule we ship, with whole sections laid over."""
    said: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text())
    return {
        **said,
        **{k: {**said[k], **v} if isinstance(v, dict) else v for k, v in differs.items()},
    }


@dataclass
class Office:
    """Everything in one place."""

    table: Table
    stripes: Stripes = field(default_factory=Stripes)
    mail: MemoryMail = field(default_factory=MemoryMail)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    reviews: MemoryReviews = field(default_factory=MemoryReviews)
    doubts: list[NeedsReview] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    dressed: Callable[[str, Any], Any] = lambda _, port: port
    """Wraps a port, by its name, before the worker gets it."""

    def __post_init__(self) -> None:
        self.cases = DynamoCases(self.table)
        self.ruled()
        brand = Brand(
            name="Acme", sender="Acme <billing@acme.example>", support="help@acme.example"
        )
        DynamoRules(self.table).put_house(House(accounts={US: brand}))
        self.customer = self.stripes.customer(US, address={"country": "DE"})
        settings = self.stripes.get(US, f"customers/{self.customer}")["invoice_settings"]
        self.card: str = settings["default_payment_method"]
        self.sub: str = self.stripes.subscribe(US, customer=self.customer)["id"]

    def ruled(self, **differs: Any) -> None:
        """Put the shipped schedule in force, with some sections different."""
        DynamoRules(self.table).put(read(example(**differs)))

    def bank_says(self, word: str | None, card: str | None = None) -> None:
        facts = self.stripes.world.accounts[US].facts
        facts.setdefault(card or self.card, {})["bank_says"] = word

    def fails(self, word: str = "insufficient_funds", *, smart: bool = False) -> str:
        """A month passes and the renewal is refused; without ``smart``, Stripe's own retries are
        off."""
        self.bank_says(word)
        self.stripes.days_pass(31.2)
        name = str(self.stripes.get(US, f"subscriptions/{self.sub}")["latest_invoice"])
        if not smart:
            self.stripes.post(US, f"invoices/{name}", auto_advance=False)
        self.hears(self.seen(name))
        return name

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
        client = self.dressed("table", self.table.client)
        ways = Ways(
            collection=StripeCollection(stripe),
            mailer=self.dressed("mail", self.mail),
            crm=None,
            outbox=self.outbox,
            reviews=self.reviews,
            accounts=lambda: [US],
            clock_of=stripe.now,
        )
        return assembled(ways, replace(self.table, client=client), self.now)

    def hears(self, *bodies: DunningMessage) -> None:
        """Tell it something, and work until its queue is empty."""
        letters = [
            DunningEnvelope(id=f"m{n}", cause="test", occurred_at=self.now(), body=body)
            for n, body in enumerate(bodies)
        ]
        while letters:
            for letter in letters:
                self._works(DunningEnvelope.model_validate_json(letter.model_dump_json()))
            taken = self.outbox.take(Queue.DUNNING)
            letters = [DunningEnvelope.model_validate(one.model_dump()) for one in taken]

    def _works(self, letter: DunningEnvelope) -> None:
        try:
            self.done.append(self.worker().handle(letter))
        except NeedsReview as doubt:
            self.doubts.append(doubt)

    def looks(self, invoice: str) -> None:
        self.hears(Look(account=US, invoice=invoice))

    def days_pass(self, days: float, *, step: float = 0.25) -> None:
        """Let time pass, sweeping as the schedule does, only coarser."""
        until = self.stripes.world.clock + round(days * DAY)
        while self.stripes.world.clock < until:
            self.stripes.it_is(min(until, self.stripes.world.clock + round(step * DAY)))
            self.hears(Sweep())

    def case(self, invoice: str) -> Case:
        found = self.cases.find(US, invoice)
        assert found is not None
        return found

    def charges(self, *, paid: bool) -> list[Object]:
        return [one for one in self.stripes.of(US, "charge") if one["paid"] is paid]
