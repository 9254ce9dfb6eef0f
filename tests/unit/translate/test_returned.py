"""KAJ-4: money that went back is one fact, whatever object and API version tell of it."""

from typing import Any

import pytest

from carryover.adapters.stripe.translate.returned import DISPUTES, REFUNDS, RETURNS
from carryover.kernel.news import MoneyReturned
from tests.unit.translate.post import golden, letter, refusal, understood

VERSIONS = ("2020-08-27", "2024-12-18.acacia", "2025-03-31.basil", "2026-10-28.endive")
BEFORE_BASIL = {"invoice": "in_1"}
CHARGE = {
    "object": "charge",
    "id": "ch_1",
    "payment_intent": "pi_1",
    "amount": 1900,
    "amount_refunded": 500,
    "currency": "eur",
    "refunded": False,
}
REFUND = {
    "object": "refund",
    "id": "re_1",
    "charge": "ch_1",
    "payment_intent": "pi_1",
    "amount": 500,
    "currency": "eur",
    "status": "pending",
}
DISPUTE = {**REFUND, "object": "dispute", "id": "dp_1", "status": "needs_response"}
OBJECTS: dict[str, dict[str, Any]] = {"charge": CHARGE, "refund": REFUND, "dispute": DISPUTE}


def told(event_type: str, about: dict[str, Any], version: str = VERSIONS[-1]) -> MoneyReturned:
    (fact,) = understood(letter(event_type, about, api_version=version)).facts
    assert isinstance(fact, MoneyReturned)
    return fact


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("event_type", RETURNS)
def test_every_version_of_every_event_names_the_charge(event_type: str, version: str) -> None:
    about = OBJECTS[RETURNS[event_type]] | (BEFORE_BASIL if version < "2025" else {})

    fact = told(event_type, about, version)

    assert (fact.charge, fact.payment, fact.amount, fact.currency) == ("ch_1", "pi_1", 500, "eur")
    assert fact.kind == ("dispute" if event_type in DISPUTES else "refund")


@pytest.mark.parametrize(
    "event_type", ["charge.refunded", "refund.failed", "charge.dispute.created"]
)
def test_before_basil_and_since_the_golden_events_tell_the_same(event_type: str) -> None:
    versions = ("2024-12-18.acacia", "2026-10-28.endive")
    old, new = (understood(golden(f"{event_type}.{version}")).facts for version in versions)

    assert old == new
    assert isinstance(new[0], MoneyReturned)
    assert (new[0].charge, new[0].amount) == ("ch_GoldenRenewal00000000001", 1710)


def test_a_charge_says_whether_anything_of_it_is_left_and_a_part_does_not() -> None:
    assert told("charge.refunded", {**CHARGE, "refunded": True}).whole is True
    assert told("charge.refunded", CHARGE).whole is False
    assert [told(each, REFUND).whole for each in REFUNDS] == [None] * len(REFUNDS)


def test_the_charge_may_be_shown_as_a_whole() -> None:
    assert told("charge.dispute.created", {**DISPUTE, "charge": CHARGE}).charge == "ch_1"


def test_a_refund_without_a_charge_is_told_as_such() -> None:
    """Refunds of a customer's cash balance have none (docs.stripe.com/api/refunds/object)."""
    assert told("refund.updated", {**REFUND, "charge": None}).charge is None


@pytest.mark.parametrize("odd", [{"amount": "5"}, {"id": None}, {"object": "charge"}])
def test_an_odd_one_is_a_persons_to_read(odd: dict[str, Any]) -> None:
    assert refusal(letter("refund.updated", {**REFUND, **odd})).endswith(".")


def test_a_thin_event_names_what_to_look_at() -> None:
    body = {
        "id": "evt_1",
        "object": "v2.core.event",
        "created": "2026-11-20T12:00:00Z",
        "type": "v1.charge.dispute.created",
        "related_object": {"id": "dp_1", "type": "dispute", "url": "/v1/disputes/dp_1"},
    }

    (fact,) = understood(body).facts

    assert isinstance(fact, MoneyReturned)
    assert (fact.object, fact.id, fact.charge) == ("dispute", "dp_1", None)
