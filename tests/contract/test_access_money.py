"""Money that goes back, with both local providers and a table by moto (KAJ-2, KAJ-4): at Stripe, by
a person or a bank, and by our own rules when somebody leaves."""

import json
from typing import Any

import pytest

from carryover.access.messages import Provide, Refund
from carryover.access.model import RefundWish
from carryover.access.rules import LastPayment
from carryover.access.store import Refused
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.translator import Understood
from carryover.kernel.news import MoneyReturned
from sandbox.kajabi.people import contacts
from sandbox.stripe.payments import disputing
from tests.contract.test_access_end_to_end import Both, hook_of
from tests.contract.test_kajabi_api import ALIAS


@pytest.fixture
def both(table: Table) -> Both:
    return Both(table)


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
