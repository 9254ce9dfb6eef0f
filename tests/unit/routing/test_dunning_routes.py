"""DUN-1: dunning hears of failures and of what they hang on, not of the many that pay as they
should. KAJ-4: access hears of who is marked as unpaid."""

from typing import Any

import pytest

from carryover.kernel.facts import (
    CustomerState,
    InvoiceState,
    ObjectTouched,
    PauseCollection,
    State,
    StateSeen,
)
from carryover.kernel.identity import Kind
from carryover.kernel.news import CardChanged, MoneyReturned
from carryover.ports.outbox import Queue
from carryover.routing.table import DUNNED, routed
from tests.unit.routing.test_access_routes import NOON, subscription


def invoice(**more: Any) -> InvoiceState:
    said: dict[str, Any] = {
        "id": "in_1", "created": NOON, "livemode": False, "customer": "cus_1", "status": "open",
        "currency": "usd", "subtotal": 2900, "total": 2900, "amount_due": 2900, "amount_paid": 0,
        "amount_remaining": 2900, "period_start": NOON, "period_end": NOON + 1,
        "finalized_at": NOON,
    }  # fmt: skip
    return InvoiceState(**{**said, **more})


def customer(**more: Any) -> CustomerState:
    return CustomerState(**{"id": "cus_1", "created": NOON, "livemode": False, **more})


def queues(after: State, before: State | None = None) -> tuple[Queue, ...]:
    said = {"account": "us", "evidence": "e", "earliest": NOON, "latest": NOON}
    return routed(StateSeen.model_validate({**said, "state": after, "before": before}))


@pytest.mark.parametrize(
    "state",
    [
        invoice(attempted=True),
        invoice(status="paid", paid_at=NOON + 86_400),
        invoice(status="void"),
        invoice(status="uncollectible"),
        invoice(status="draft", deleted=True),
    ],
)
def test_failures_and_their_ends_are_news(state: InvoiceState) -> None:
    assert Queue.DUNNING in queues(state)


@pytest.mark.parametrize(
    "state",
    [
        invoice(),
        invoice(status="draft"),
        invoice(status="paid", paid_at=NOON + 2),
        invoice(status="paid", paid_at=NOON + 86_400, total=0),
    ],
)
def test_what_pays_as_it_should_is_none(state: InvoiceState) -> None:
    assert Queue.DUNNING not in queues(state)


def test_another_card_or_address_is_news_and_another_name_is_none() -> None:
    assert Queue.DUNNING in queues(customer(default_payment_method="pm_2"), customer())
    assert Queue.DUNNING in queues(customer(email="a@b.example"), customer())
    assert Queue.DUNNING in queues(customer(deleted=True))
    assert Queue.DUNNING not in queues(customer(name="Ann"), customer())


def test_an_end_or_another_card_of_a_subscription_is_news_and_a_renewal_is_none() -> None:
    assert Queue.DUNNING in queues(subscription(status="canceled"), subscription())
    assert Queue.DUNNING in queues(subscription(default_payment_method="pm_2"), subscription())
    assert Queue.DUNNING not in queues(subscription(latest_invoice="in_2"), subscription())


def test_news_without_a_state_are_looked_at() -> None:
    touched = {"account": "us", "evidence": "e", "id": "x"}

    for kind in (Kind.INVOICE, Kind.CUSTOMER):
        assert Queue.DUNNING in routed(ObjectTouched.model_validate({**touched, "kind": kind}))


def test_access_hears_of_who_is_marked_as_unpaid_and_of_who_is_restored() -> None:
    held = PauseCollection(behavior="keep_as_draft")
    unpaid = subscription(metadata={DUNNED: "unpaid"}, pause_collection=held)

    assert Queue.ACCESS in queues(unpaid, subscription())
    assert Queue.ACCESS in queues(subscription(), unpaid)


def test_a_dispute_is_news_and_a_refund_is_none() -> None:
    money = {"account": "us", "evidence": "e", "object": "charge", "id": "ch_1"}

    assert Queue.DUNNING in routed(MoneyReturned.model_validate({**money, "kind": "dispute"}))
    assert Queue.DUNNING not in routed(MoneyReturned.model_validate({**money, "kind": "refund"}))


def test_a_renewed_card_is_news_for_dunning_and_the_crm_and_nobodys_card_is_none() -> None:
    card = CardChanged(account="us", evidence="e", id="pm_1", customer="cus_1")

    assert set(routed(card)) == {Queue.DUNNING, Queue.CRM}
    assert routed(card.model_copy(update={"customer": None})) == ()
