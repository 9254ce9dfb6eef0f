"""CRM-1: the CRM hears of what a contact shows, not of what would only cost a look."""

from typing import Any

import pytest

from carryover.kernel.crm_facts import CrmTouched
from carryover.kernel.facts import CustomerState, InvoiceState, State, StateSeen
from carryover.ports.outbox import Queue
from carryover.routing.table import routed
from tests.unit.routing.test_access_routes import NOON, subscription


def customer(**more: Any) -> CustomerState:
    return CustomerState(**{"id": "cus_1", "created": NOON, "livemode": False, **more})


def invoice(**more: Any) -> InvoiceState:
    said: dict[str, Any] = {
        "id": "in_1", "created": NOON, "livemode": False, "customer": "cus_1", "status": "open",
        "currency": "eur", "subtotal": 1, "total": 1, "amount_due": 1, "amount_paid": 0,
        "amount_remaining": 1, "period_start": NOON, "period_end": NOON,
    }  # fmt: skip
    return InvoiceState(**{**said, **more})


def heard(state: State, before: State | None = None) -> bool:
    fact = StateSeen(
        account="us", evidence="evt", earliest=NOON, latest=NOON, state=state, before=before
    )
    return Queue.CRM in routed(fact)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (subscription(status="past_due"), subscription()),
        (subscription(cancel_at_period_end=True), subscription()),
        (subscription(default_payment_method="pm_2"), subscription()),
        (customer(email="new@example.com"), customer(email="old@example.com")),
        (customer(default_payment_method="pm_2"), customer()),
        (invoice(attempted=True, attempt_count=1), invoice()),
        (invoice(attempted=True, attempt_count=2), invoice(attempted=True, attempt_count=1)),
        (invoice(status="paid", attempted=True), invoice(attempted=True)),
        (invoice(status="void"), invoice()),
        (subscription(), None),
    ],
)
def test_what_a_contact_shows_is_heard(now: State, before: State | None) -> None:
    assert heard(now, before)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (subscription(metadata={"a": "b"}), subscription()),
        (customer(balance=5), customer()),
        (invoice(status="draft"), None),
        (invoice(), invoice(status="draft")),
    ],
)
def test_what_no_contact_shows_costs_no_look(now: State, before: State | None) -> None:
    assert not heard(now, before)


def test_news_from_the_crm_go_to_the_crm_alone() -> None:
    fact = CrmTouched(
        account="agency",
        evidence="w",
        event="ContactUpdate",
        location="ve9",
        about="contact",
        id="c1",
    )

    assert routed(fact) == (Queue.CRM,)
