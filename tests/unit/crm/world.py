"""A little world: a Stripe with people in it, a CRM, a worker, and a clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from carryover.crm.messages import CrmEnvelope, SyncContact
from carryover.crm.model import (
    Failure,
    Method,
    Owed,
    Paid,
    Payer,
    PayerRef,
    Shown,
    Standing,
    Subscribed,
)
from carryover.crm.rules import LocationRules, Rules, WorkflowRule
from carryover.crm.service import Crm, Done
from carryover.crm.store import Memory
from carryover.kernel.clock import Seconds, seconds
from carryover.kernel.messages import Message
from carryover.ports.highlevel import Workflow
from carryover.ports.outbox import Queue
from carryover.wiring.crm_sync import Ways, assembled
from tests.fakes.crm import (
    MemoryBills,
    MemoryContacts,
    MemoryCrmProgress,
    MemoryCrmRules,
    MemoryOverdue,
    MemoryPayers,
    MemorySales,
)
from tests.fakes.highlevel import WRITES, MemoryHighLevel
from tests.fakes.memory import Killed, MemoryOutbox, Mortal

HERE = "academy"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOW: Seconds = seconds(NOON)
DAY = 86_400
VISA = Method("pm_1", "card", "visa", "4242", (2030, 12))
OLD = replace(VISA, id="pm_old", expires=(2026, 10))
GOLD = LocationRules(
    accounts=("us",),
    fields={
        Shown.SUBSCRIPTION: "Stripe subscription",
        Shown.STATUS: "Stripe status",
        Shown.PLAN: "Plan",
        Shown.NEXT_CHARGE: "Next charge",
        Shown.CARD: "Card",
        Shown.LAST_FAILURE: "Last failure",
        Shown.PAYMENT_LINK: "Payment link",
    },
    tags={
        Standing.ACTIVE: "Stripe: active",
        Standing.PAYMENT_FAILED: "Stripe: payment failed",
        Standing.UPDATE_BILLING: "Please update billing",
        Standing.CANCELLED: "Stripe: cancelled",
    },
    workflows={Standing.UPDATE_BILLING: WorkflowRule(name="Recover")},
    billing_page="https://billing.example/portal",
)


def subscription(name: str = "sub_1", **more: Any) -> Subscribed:
    usual: dict[str, Any] = {
        "account": "us",
        "status": "active",
        "plans": ("price_gold", "prod_gold"),
        "plan": "Gold",
        "created": NOW - 90 * DAY,
        "next_charge": NOW + 10 * DAY,
        "ends": None,
        "stopped": None,
        "ended": None,
        "method": VISA,
    }
    return Subscribed(id=name, **{**usual, **more})


def debt(name: str = "in_1", *, decline: str = "insufficient_funds", **more: Any) -> Owed:
    usual: dict[str, Any] = {
        "account": "us",
        "subscription": "sub_1",
        "remaining": 1990,
        "currency": "eur",
        "attempts": 1,
        "created": NOW - DAY,
        "link": f"https://invoice.example/{name}",
        "failure": Failure(NOW - DAY, "pm_1", code="card_declined", decline=decline),
        "method": VISA,
    }
    return Owed(id=name, **{**usual, **more})


def payer(key: str = "cus_1", email: str = "ada@example.com", **more: Any) -> Payer:
    usual: dict[str, Any] = {
        "account": "us",
        "name": "Ada Lovelace",
        "phone": "",
        "seen": NOW,
        "subscriptions": (subscription(),),
    }
    return Payer(id=key, email=email, **{**usual, **more})


def invoice(name: str = "in_9", amount: int = 1990) -> Paid:
    return Paid(name, "us", f"A-{name}", amount, "eur", NOW - DAY, livemode=True)


@dataclass
class World:
    """Everything the worker sees."""

    rules: LocationRules = GOLD
    beside: tuple[str, ...] = ()
    """Locations that are asked before ours, by the same rules."""
    stripe: MemoryPayers = field(default_factory=lambda: MemoryPayers(now=NOW))
    crm: MemoryHighLevel = field(default_factory=MemoryHighLevel)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    contacts: MemoryContacts = field(default_factory=MemoryContacts)
    overdue: MemoryOverdue = field(default_factory=MemoryOverdue)
    sales: MemorySales = field(default_factory=MemorySales)
    bills: MemoryBills = field(default_factory=MemoryBills)
    progress: MemoryCrmProgress = field(default_factory=MemoryCrmProgress)
    now: datetime = NOON
    mortal: Mortal | None = None
    told: int = 0
    _worker: Crm | None = None

    def __post_init__(self) -> None:
        for name in self.rules.fields.values():
            self.crm.has_field(name)
        self.crm.flows.append(Workflow("wf_1", "Recover", published=True))

    def alias(self, location_id: str) -> str | None:
        return HERE if location_id == "ve9" else None

    def pays(self, one: Payer) -> None:
        """Stripe shows this person so."""
        self.stripe.put(one)

    def passes(self, **time: int) -> None:
        self.now += timedelta(**time)
        self.stripe.now = seconds(self.now)

    def hears(self, body: Message, name: str = "") -> Done:
        """The worker gets a message, a second after whatever came before."""
        self.passes(seconds=1)
        self.told += 1
        said = {
            "id": name or f"m{self.told}",
            "cause": "test",
            "occurred_at": self.now,
            "body": body.model_dump(),
        }
        return self.worker().handle(CrmEnvelope.model_validate(said))

    def looks(self, customer: str = "cus_1") -> Done:
        return self.hears(SyncContact(account="us", customer=customer))

    def works(self) -> list[Done]:
        """Everything on the queue is done, and what that puts there."""
        done = []
        while letters := self.outbox.take(Queue.CRM):
            done += [self.hears(each.body, each.id) for each in letters]
        return done

    def shown(self, contact: str = "ada") -> dict[str, str]:
        return self.crm.shown(contact)

    def tags(self, contact: str = "ada") -> frozenset[str]:
        return self.crm.people[contact].tags

    def forgets(self) -> Sequence[str]:
        """Answer what was written so far, and begin anew."""
        wrote, self.crm.wrote = self.crm.wrote, []
        return wrote

    def dies_at(self, moment: int) -> None:
        """From now on a worker dies at its n-th moment."""
        self.mortal, self._worker = Mortal(moment), None

    def until_done(self, customer: str = "cus_1") -> bool:
        """The message comes again after a worker died; answers whether one did."""
        try:
            self.looks(customer)
        except Killed:
            self.mortal, self._worker = None, None
            self.passes(minutes=5)
            return True
        return False

    def worker(self) -> Crm:
        if self._worker is None:
            self._worker = self._built()
        return self._worker

    def _built(self) -> Crm:
        crm, outbox, contacts, bills = self.crm, self.outbox, self.contacts, self.bills
        if self.mortal is not None:
            crm = self.mortal.wrap(crm, WRITES)
            contacts = self.mortal.wrap(contacts, ("save", "point"))
            bills = self.mortal.wrap(bills, ("save",))
        memory = Memory(contacts, self.overdue, self.sales, bills, self.progress)
        rules = MemoryCrmRules(Rules(locations=dict.fromkeys((*self.beside, HERE), self.rules)))
        ways = Ways(rules, self, self.stripe, crm, outbox)
        return assembled(ways, memory, lambda: self.now)


def ref(customer: str = "cus_1") -> PayerRef:
    return PayerRef(account="us", customer=customer)
