"""From Kajabi's hook to Stripe's end: both local providers, a table by moto (KAJ-1 … KAJ-4).

Also what access reads off Stripe's objects: whose doing an end is."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from carryover.access.messages import (
    AccessEnvelope,
    AccessMessage,
    Audit,
    Poll,
    Provide,
    Withdraw,
)
from carryover.access.model import Billed, Mark
from carryover.access.rules import Rules, SiteRules
from carryover.adapters.dynamodb.access import DynamoRules, remembered
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.kajabi.translate import KajabiTranslator
from carryover.adapters.kajabi.urls import InboundUrls
from carryover.adapters.pace import Unpaced
from carryover.adapters.stripe.billing import StripeBilling
from carryover.channel.translator import Understood
from carryover.kernel.facts import MemberHinted
from carryover.ports.outbox import Queue
from carryover.wiring.access import Ways, assembled
from sandbox.kajabi.people import access, contacts
from tests.contract.test_kajabi_api import ALIAS, School
from tests.fakes.memory import MemoryOutbox
from tests.unit.migration.moving.stage import Stripes

ADA = "ann@example.com"
"""Whom the local Stripe's customers are."""


@dataclass
class Both:
    """A school, its payments, and the worker between them."""

    table: Table
    school: School = field(default_factory=School)
    stripes: Stripes = field(default_factory=Stripes)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    outcomes: list[str] = field(default_factory=list)
    clock: int = 0
    """The worker's, if it is not the school's."""

    def __post_init__(self) -> None:
        self.billing = StripeBilling(self.stripes.api)
        self.price = self.stripes.price("us")
        self.sub = self.stripes.subscribe("us", price=self.price)["id"]
        self.decides()
        self.hears(Provide(account="us", subscription=self.sub), name="join")

    def decides(self, **more: Any) -> None:
        """The owner puts rules in force."""
        site = SiteRules(
            accounts=("us",),
            plans={self.price: (self.school.offer.id,)},
            cancel_tags=frozenset({self.school.tag.id}),
            tags_are="members_only",
            **more,
        )
        DynamoRules(self.table).put(Rules(sites={ALIAS: site}))

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock or self.school.world.now, UTC)

    def hears(self, body: AccessMessage, name: str) -> None:
        urls = InboundUrls(self.school, Unpaced(), self.school.session)
        ways = Ways(self.billing, self.school.api, urls, self.outbox)
        worker = assembled(ways, self.table, self.now)
        letters: list[Any] = [
            AccessEnvelope(id=name, cause="test", occurred_at=self.now(), body=body)
        ]
        while letters:
            for letter in letters:
                read = AccessEnvelope.model_validate_json(letter.model_dump_json())
                self.outcomes.append(worker.handle(read).outcome)
            letters = self.outbox.take(Queue.ACCESS, Queue.ACCESS_POLL)

    @property
    def member(self) -> Any:
        found = contacts.by_email(self.school.world, self.school.site, ADA)
        assert found is not None
        return found

    def offers(self) -> list[str]:
        return access.active_offers(self.school.world, self.member)

    def seen(self) -> Billed:
        one = self.billing.subscription("us", self.sub)
        assert one is not None
        return one


@pytest.fixture
def both(table: Table) -> Both:
    return Both(table)


def hook_of(both: Both) -> MemberHinted:
    """What Kajabi posts when an automation tags the member, as the channel understands it."""
    person = {"id": both.member.id, "type": "contacts", "attributes": {"email": ADA}}
    tag = {"id": both.school.tag.id, "type": "contact_tags", "attributes": {"name": "Cancelled"}}
    body = {"id": "hash", "event": "tag_added", "payload": [person, tag]}
    told = KajabiTranslator().read(ALIAS, json.dumps(body).encode(), 1)
    assert isinstance(told, Understood)
    (fact,) = told.facts
    assert isinstance(fact, MemberHinted)
    return fact


def test_a_payer_gets_the_offer_and_no_letter(both: Both) -> None:
    assert both.offers() == [both.school.offer.id]
    assert not both.school.world.state.emails


def test_a_member_who_is_tagged_stops_paying_and_is_marked_as_ours(both: Both) -> None:
    contacts.add_tags(both.school.world, both.member, [both.school.tag.id])

    both.hears(hook_of(both), name="hook")
    both.hears(hook_of(both), name="again")

    assert (both.outcomes.count("cancelled"), both.outcomes.count("ends already")) == (1, 1)
    assert (both.seen().ends, both.seen().mark) == (True, Mark.OURS)
    comment = both.stripes.get("us", f"subscriptions/{both.sub}")["cancellation_details"]["comment"]
    assert f"the member left at {ALIAS}" in comment
    assert both.member.id not in comment.split()


def test_a_hook_without_its_tag_ends_nothing(both: Both) -> None:
    both.hears(hook_of(both), name="forged")

    assert not both.seen().ends


def test_an_offer_revoked_there_is_missed_by_the_poll(both: Both) -> None:
    both.hears(Poll(), name="first")
    access.revoke(both.school.world, both.member, both.school.world.offer(both.school.offer.id))

    both.hears(Poll(), name="second")

    assert both.seen().ends


def test_an_end_at_stripe_takes_the_access_and_the_poll_asks_nobody(both: Both) -> None:
    both.hears(Poll(), name="first")
    both.stripes.end("us", both.sub)

    both.hears(Withdraw(account="us", subscription=both.sub), name="end")
    both.hears(Poll(), name="second")

    assert both.offers() == []


def test_an_address_is_found_in_any_case(both: Both) -> None:
    """Stripe's search, which has no regard to case, lags by a minute."""
    both.stripes.days_pass(0.1)

    (found,) = both.billing.of_email("us", ADA.upper())

    assert (found.id, found.email, both.price in found.plans) == (both.sub, ADA, True)
    assert both.billing.of_email("us", "ben@example.com") == []


@pytest.mark.parametrize(("at_once", "status"), [(True, "canceled"), (False, "active")])
def test_an_end_is_told_twice_and_charges_nothing(both: Both, at_once: bool, status: str) -> None:
    before = both.stripes.paid("us")

    for _ in range(2):
        if not both.seen().ends and both.seen().status == "active":
            assert both.billing.end(both.seen(), at_once=at_once, request="r:1") is None

    assert (both.seen().status, both.seen().mark) == (status, Mark.OURS)
    assert both.stripes.paid("us") == before


def test_what_the_migration_stopped_is_known_by_its_mark(both: Both) -> None:
    mark = {"cancellation_details": {"comment": "carryover:acme"}}
    both.stripes.post("us", f"subscriptions/{both.sub}", cancel_at_period_end=True, **mark)

    assert both.seen().mark is Mark.MOVED


def test_a_target_is_armed_until_it_is_let_live(both: Both) -> None:
    later = both.stripes.world.clock + 20 * 86_400
    said = {"billing_cycle_anchor": later, "proration_behavior": "none"}
    target = both.stripes.subscribe(
        "new", metadata={"carryover_source": f"us/{both.sub}"}, cancel_at_period_end=True, **said
    )["id"]

    armed = both.billing.subscription("new", target)
    both.stripes.post("new", f"subscriptions/{target}", cancel_at_period_end=False)
    alive = both.billing.subscription("new", target)

    assert armed is not None
    assert alive is not None
    assert (armed.mark, alive.mark) == (Mark.ARMED, Mark.NONE)
    assert alive.source == f"us/{both.sub}"


def test_an_audit_finds_who_was_never_told_of_and_a_repair_gives_them_their_offer(
    both: Both,
) -> None:
    lost = both.stripes.subscribe("us", price=both.price)
    memory = remembered(both.table, both.now)

    both.hears(Audit(site=ALIAS, repair=True), name="night")
    both.hears(Audit(site=ALIAS), name="morning")

    night, morning = memory.audits.find("night"), memory.audits.find("morning")
    assert night is not None
    assert morning is not None
    assert night.pays_without == (f"us/{lost['id']}",)
    assert (morning.right, morning.wrong) == (2, 0)


def test_every_subscription_is_listed_a_hundred_at_a_time(both: Both) -> None:
    customer = both.stripes.customer("us")
    made = {both.sub}
    for _ in range(100):
        made.add(both.stripes.subscribe("us", price=both.price, customer=customer)["id"])
    both.stripes.end("us", both.sub)

    first, after = both.billing.listed("us", None)
    second, end = both.billing.listed("us", after)

    assert (len(first), len(second), end) == (100, 1, None)
    assert {one.id for one in (*first, *second)} == made
    assert {one.status for one in (*first, *second)} == {"active", "canceled"}
    assert {one.email for one in first} == {ADA}
