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
    Refund,
    Withdraw,
)
from carryover.access.model import Billed, Mark, RefundWish
from carryover.access.rules import LastPayment, Rules, SiteRules
from carryover.access.store import Refused
from carryover.adapters.dynamodb.access import DynamoRules, remembered
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.kajabi.translate import KajabiTranslator
from carryover.adapters.kajabi.urls import InboundUrls
from carryover.adapters.pace import Unpaced
from carryover.adapters.stripe.billing import StripeBilling
from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.translator import Understood
from carryover.kernel.facts import MemberHinted, MoneyReturned
from carryover.ports.outbox import Queue
from carryover.wiring.access import Ways, assembled
from sandbox.kajabi.people import access, contacts
from sandbox.stripe.payments import disputing
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
            letters = self.outbox.take(Queue.ACCESS)

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


def charge_of(both: Both) -> Any:
    """The charge that paid the running period."""
    (charge,) = both.stripes.of("us", "charge")
    return charge


def told(both: Both, event_type: str) -> MoneyReturned:
    """The last event of a type, as the channel understands it."""
    event = both.stripes.get("us", "events", type=event_type)["data"][0]
    read = StripeTranslator().read("us", json.dumps(event).encode())
    assert isinstance(read, Understood)
    (fact,) = read.facts
    assert isinstance(fact, MoneyReturned)
    return fact


def test_a_refund_at_stripe_takes_the_access_until_the_next_month_is_paid(both: Both) -> None:
    both.stripes.post("us", "refunds", charge=charge_of(both)["id"])

    both.hears(told(both, "charge.refunded"), name="refunded")
    both.hears(Provide(account="us", subscription=both.sub, again=True), name="again")
    assert both.offers() == []
    assert both.outcomes[-2:] == ["withheld", "withheld"]

    both.stripes.days_pass(32)
    both.hears(Provide(account="us", subscription=both.sub), name="paid")
    assert both.offers() == [both.school.offer.id]


def test_a_part_that_is_refunded_changes_nothing(both: Both) -> None:
    both.stripes.post("us", "refunds", charge=charge_of(both)["id"], amount=500)

    both.hears(told(both, "charge.refunded"), name="refunded")

    assert both.offers() == [both.school.offer.id]


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_takes_the_access_and_gives_it_back_if_it_is_won(both: Both, won: bool) -> None:
    account = both.stripes.world.accounts["us"]
    dispute = disputing.open_dispute(account, charge_of(both), "fraudulent")
    both.hears(told(both, "charge.dispute.created"), name="opened")
    both.hears(told(both, "charge.dispute.funds_withdrawn"), name="withdrawn")
    assert both.offers() == []

    (disputing.win if won else disputing.lose)(account, dispute)
    both.hears(told(both, "charge.dispute.closed"), name="closed")

    assert both.offers() == ([both.school.offer.id] if won else [])


def test_an_inquiry_takes_nothing_and_its_escalation_does(both: Both) -> None:
    account = both.stripes.world.accounts["us"]
    dispute = disputing.open_dispute(account, charge_of(both), "fraudulent", inquiry=True)
    both.hears(told(both, "charge.dispute.created"), name="asked")
    assert both.offers() == [both.school.offer.id]

    disputing.escalate(account, dispute)
    both.hears(told(both, "charge.dispute.funds_withdrawn"), name="escalated")

    assert both.offers() == []


def test_money_that_paid_for_no_subscription_is_recognised(both: Both) -> None:
    how = {"enabled": True, "allow_redirects": "never"}
    said = {"amount": 500, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
    shop = both.stripes.post("us", "payment_intents", automatic_payment_methods=how, **said)
    both.stripes.post("us", "refunds", payment_intent=shop["id"])

    both.hears(told(both, "charge.refunded"), name="shop")

    assert both.outcomes[-1] == "it paid for no subscription"


def test_a_thin_event_is_looked_up(both: Both) -> None:
    refund = both.stripes.post("us", "refunds", charge=charge_of(both)["id"])
    thin = MoneyReturned(
        account="us", evidence="e", kind="refund", object="refund", id=refund["id"]
    )

    both.hears(thin, name="thin")

    assert both.offers() == []


@pytest.mark.parametrize(
    ("rule", "ends", "back"),
    [
        ("none", "now", 0),
        ("unused", "now", 2900),
        (LastPayment(last_payment_within_days=3), "period_end", 2900),
    ],
)
def test_who_leaves_gets_back_what_the_owner_decided_once_and_marked(
    both: Both, rule: Any, ends: Any, back: int
) -> None:
    """They leave in the second of the payment: all of the month is unused."""
    both.decides(refund=rule, ends=ends)
    both.clock = both.stripes.world.clock
    contacts.add_tags(both.school.world, both.member, [both.school.tag.id])

    both.hears(hook_of(both), name="hook")
    both.hears(hook_of(both), name="again")
    for _ in range(2):
        both.hears(Refund(request=f"{ALIAS}:{both.member.id}:tag:{both.school.tag.id}"), name="r")

    assert charge_of(both)["amount_refunded"] == back
    refunds = both.stripes.get("us", "refunds")["data"]
    assert [each["amount"] for each in refunds] == ([back] if back else [])
    assert all("carryover_access" in each["metadata"] for each in refunds)


def test_a_refund_is_found_again_by_its_mark_when_nobody_wrote_it_down(both: Both) -> None:
    wish = RefundWish(
        account="us",
        subscription=both.sub,
        invoice="in_1",
        charge=charge_of(both)["id"],
        amount=100,
        currency="usd",
        request="r",
        at=both.now(),
    )
    assert both.billing.refund_of(wish) is None

    made = both.billing.refund(wish)

    assert made == both.billing.refund(wish) == both.billing.refund_of(wish)
    assert both.billing.refund_of(wish.model_copy(update={"invoice": "in_2"})) is None


def test_a_refund_stripe_will_not_make_is_an_answer(both: Both) -> None:
    charge = charge_of(both)["id"]
    both.stripes.post("us", "refunds", charge=charge)
    wish = RefundWish(
        account="us",
        subscription=both.sub,
        invoice="in_1",
        charge=charge,
        amount=100,
        currency="usd",
        request="r",
        at=both.now(),
    )

    assert isinstance(both.billing.refund(wish), Refused)


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
