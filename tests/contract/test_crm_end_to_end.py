"""From Stripe to the contact and from HighLevel's checkout to our record: both local providers, a
table by moto (CRM-1, CRM-2). What is read off Stripe's objects is read off real ones."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from carryover.adapters.dynamodb.crm import DynamoCrmRules, DynamoSales
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.stripe.payers import StripePayers
from carryover.crm.messages import CrmEnvelope, CrmMessage, Poll, Sweep, SyncAll, SyncContact
from carryover.crm.model import Payer, Shown, Standing
from carryover.crm.rules import LocationRules, Mirror, Rules, WorkflowRule
from carryover.ports.outbox import Queue
from carryover.wiring.crm_sync import Ways, assembled, memory
from sandbox.ground.outage import Outage
from sandbox.highlevel.people import selling
from tests.contract.highlevel_office import ALIAS, Office
from tests.fakes.memory import MemoryOutbox
from tests.unit.migration.moving.stage import DAY, Stripes

ADA = "ann@example.com"
"""Whom the local Stripe's customers are."""


@dataclass
class Both:
    """Payments here, contacts there, and the worker between them."""

    table: Table
    office: Office = field(default_factory=Office)
    stripes: Stripes = field(default_factory=Stripes)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    outcomes: list[str] = field(default_factory=list)
    told: int = 0

    def __post_init__(self) -> None:
        agency = self.office.agency
        for name in ("Status", "Plan", "Next charge", "Card", "Last failure", "Payment link"):
            agency.field(name)
        agency.workflow("Recover")
        self.billing = StripePayers(self.stripes.api)
        self.sub = self.stripes.subscribe("us")
        agency.world.advance(self.stripes.world.clock)
        DynamoCrmRules(self.table).put(Rules(locations={ALIAS: self.rules()}))

    def rules(self) -> LocationRules:
        return LocationRules(
            accounts=("us",),
            fields={
                Shown.STATUS: "Status",
                Shown.PLAN: "Plan",
                Shown.NEXT_CHARGE: "Next charge",
                Shown.CARD: "contact.card",
                Shown.LAST_FAILURE: "Last failure",
                Shown.PAYMENT_LINK: "Payment link",
            },
            tags={
                Standing.ACTIVE: "Stripe: active",
                Standing.PAYMENT_FAILED: "Payment failed",
                Standing.UPDATE_BILLING: "Please update billing",
                Standing.CANCELLED: "Stripe: cancelled",
            },
            workflows={Standing.UPDATE_BILLING: WorkflowRule(name="Recover")},
            mirror=Mirror(business="Academy", since="2020-01-01"),
        )

    @property
    def customer(self) -> str:
        name: str = self.sub["customer"]
        return name

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.stripes.world.clock, UTC)

    def passes(self, *, days: float = 0, seconds: int = 0) -> None:
        """Both worlds grow older."""
        self.stripes.days_pass(days + seconds / DAY)
        self.office.agency.world.advance(self.stripes.world.clock)

    def bank_says(self, word: str | None) -> None:
        """What becomes of the next charges of the card on file."""
        card = self.stripes.get("us", f"customers/{self.customer}")
        method = card["invoice_settings"]["default_payment_method"]
        self.stripes.world.accounts["us"].facts.setdefault(method, {})["bank_says"] = word

    def new_card(self, kind: str = "mastercard") -> None:
        path = f"payment_methods/pm_card_{kind}/attach"
        made = self.stripes.post("us", path, customer=self.customer)["id"]
        settings = {"default_payment_method": made}
        self.stripes.post("us", f"customers/{self.customer}", invoice_settings=settings)

    def writes(self) -> int:
        """How often somebody asked HighLevel to change something."""
        asked = self.office.agency.highlevel.desk.requests
        return sum(n for said, n in asked.items() if said.startswith(("PUT", "DELETE")))

    def hears(self, body: CrmMessage) -> None:
        """The worker does a message and whatever it causes; time passes meanwhile."""
        self.told += 1
        ways = Ways(
            DynamoCrmRules(self.table), self.office, self.billing, self.office.worker(), self.outbox
        )
        worker = assembled(ways, memory(self.table), self.now)
        letters: list[Any] = [
            CrmEnvelope(id=f"m{self.told}", cause="test", occurred_at=self.now(), body=body)
        ]
        while letters:
            for letter in letters:
                self.passes(seconds=1)
                read = CrmEnvelope.model_validate_json(letter.model_dump_json())
                self.outcomes.append(worker.handle(read).outcome)
            letters = self.outbox.take(Queue.CRM)

    def looks(self) -> str:
        self.hears(SyncContact(account="us", customer=self.customer))
        return self.outcomes[-1]

    @property
    def contact(self) -> Any:
        (one,) = self.office.agency.world.state.contacts.values()
        return self.office.agency.truth(one.id)

    def seen(self) -> Payer:
        one = self.billing.payer("us", self.customer, None)
        assert one is not None
        return one


@pytest.fixture
def both(table: Table) -> Both:
    return Both(table)


def test_a_payer_becomes_a_contact_that_shows_what_they_pay(both: Both) -> None:
    assert both.looks() == "shown"

    assert both.contact["email"] == ADA
    assert both.contact["fields"] == {
        "contact.status": "active",
        "contact.plan": "Course",
        "contact.next_charge": "2026-02-05",
        "contact.card": "visa 4242: ok",
    }
    assert both.contact["tags"] == ["stripe: active"]


def test_a_second_look_writes_nothing(both: Both) -> None:
    both.looks()
    wrote = both.writes()

    assert both.looks() == "in step"
    assert both.writes() == wrote


def test_a_card_without_money_is_a_failure_and_nothing_to_update(both: Both) -> None:
    both.bank_says("insufficient_funds")
    both.passes(days=31.2)

    both.looks()

    fields = both.contact["fields"]
    assert fields["contact.status"] == "past_due"
    assert fields["contact.card"] == "visa 4242: ok"
    assert fields["contact.last_failure"] == "2026-02-05: insufficient_funds"
    assert fields["contact.payment_link"].startswith("http")
    assert both.contact["tags"] == ["payment failed"]


def test_please_update_billing_appears_with_a_dead_card_and_clears_with_a_new_one(
    both: Both,
) -> None:
    both.bank_says("expired_card")
    both.passes(days=31.2)
    both.looks()
    asked = both.contact

    both.new_card()
    both.looks()
    believed = both.contact
    debt = both.stripes.get("us", f"subscriptions/{both.sub['id']}")["latest_invoice"]
    both.stripes.post("us", f"invoices/{debt}/pay")
    both.looks()

    assert asked["tags"] == ["payment failed", "please update billing"]
    assert asked["workflows"] == ["Recover"]
    assert asked["fields"]["contact.card"] == "visa 4242: declined"
    assert believed["tags"] == ["payment failed"]
    assert believed["workflows"] == []
    assert both.contact["tags"] == ["stripe: active"]
    assert "contact.last_failure" not in both.contact["fields"]
    assert "contact.payment_link" not in both.contact["fields"]


def test_a_payment_the_bank_wants_confirmed_is_read_as_that(both: Both) -> None:
    both.bank_says("authentication_required")
    both.passes(days=31.2)

    (owed,) = both.seen().owed

    assert owed.failure is not None
    assert "authentication_required" in (owed.failure.code, owed.failure.decline)
    both.looks()
    assert "confirmed by the customer" in both.contact["fields"]["contact.card"]


def test_who_leaves_shows_it_until_the_end_and_afterwards(both: Both) -> None:
    both.stripes.post("us", f"subscriptions/{both.sub['id']}", cancel_at_period_end=True)
    both.looks()
    leaving = both.contact["fields"]

    both.passes(days=31.2)
    both.looks()

    assert leaving["contact.status"] == "ending"
    assert "contact.next_charge" not in leaving
    assert both.contact["fields"] == {"contact.status": "canceled"}
    assert both.contact["tags"] == ["stripe: cancelled"]


def test_a_source_that_was_moved_away_is_passed_over(both: Both) -> None:
    comment = {"comment": "carryover:acme"}
    both.stripes.post(
        "us",
        f"subscriptions/{both.sub['id']}",
        cancel_at_period_end=True,
        cancellation_details=comment,
    )

    both.looks()

    assert [one.ignored for one in both.seen().subscriptions] == ["it was moved to another account"]
    assert both.contact["tags"] == []


def test_paid_invoices_are_mirrored_once_where_that_is_wanted(both: Both) -> None:
    both.looks()
    both.passes(days=31.2)
    both.looks()
    both.looks()

    bills = both.office.agency.world.state.invoices.values()
    assert [(bill.status, bill.total, bill.paid) for bill in bills] == [
        ("paid", Decimal(29), Decimal(29))
    ] * 2


def test_a_day_without_highlevel_is_made_up_for(both: Both) -> None:
    both.looks()
    highlevel = both.office.agency.highlevel
    highlevel.order_outage(Outage(both.stripes.world.clock + int(31.9 * DAY)))
    both.bank_says("expired_card")
    both.passes(days=31.2)
    both.looks()
    both.hears(Sweep())
    waiting = both.outcomes[-2:]

    both.passes(days=1)
    both.hears(Sweep())

    assert waiting[0] == "later"
    assert "wait" in waiting[1]
    assert both.outcomes[-2:] == ["1 taken up", "shown"]
    assert both.contact["tags"] == ["payment failed", "please update billing"]
    assert len(both.office.agency.world.state.enrolments) == 1


def test_the_walk_looks_at_everybody(both: Both) -> None:
    both.stripes.subscribe("us", customer=both.customer)

    both.hears(SyncAll())

    assert both.outcomes[0] == "1 accounts"
    assert both.contact["tags"] == ["stripe: active"]


def test_what_is_sold_inside_highlevel_is_recorded_with_its_refund(both: Both) -> None:
    both.looks()
    (ada,) = both.office.agency.world.state.contacts
    order, paid, held = both.office.agency.buys(ada, "19.90", subscription="sub_9", currency="EUR")
    assert paid is not None
    assert held is not None

    both.hears(Poll())
    selling.refund(both.office.agency.world, paid, None)
    both.hears(Poll())

    sales = DynamoSales(both.table)
    for sale, name in (("orders", order.id), ("subscriptions", held.id)):
        recorded = sales.find(ALIAS, sale, name)
        assert recorded is not None
        assert (recorded.amount, recorded.currency) == (1990, "eur")
    refunded = sales.find(ALIAS, "transactions", paid.id)
    assert refunded is not None
    assert refunded.refunded == 1990
