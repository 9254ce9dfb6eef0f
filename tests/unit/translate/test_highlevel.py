"""CRM-2, CRM-3: what HighLevel's events say in our words, and that nothing is guessed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.adapters.highlevel.translate import HighLevelTranslator
from carryover.channel.translator import Understood, Unreadable
from carryover.kernel.crm_facts import CrmTouched
from sandbox.highlevel.webhooks.letters import EVENTS
from tests.unit.sandbox.highlevel.agency import Agency

RECEIVED = 1_800_000_000
CONTACT: dict[str, Any] = {
    "type": "ContactUpdate",
    "locationId": "ve9",
    "id": "c1",
    "email": "ada@example.com",
    "webhookId": "w-1",
    "timestamp": "2026-11-20T12:00:00Z",
}


def read(body: object) -> Understood | Unreadable:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HighLevelTranslator().read("agency", text, RECEIVED)


@pytest.mark.parametrize(
    ("event", "about"), [("ContactTagUpdate", "contact"), ("OrderStatusUpdate", "order")]
)
def test_news_of_a_contact_or_an_order_is_a_reason_to_look(event: str, about: str) -> None:
    told = read({**CONTACT, "type": event})

    assert isinstance(told, Understood)
    (fact,) = told.facts
    assert isinstance(fact, CrmTouched)
    assert (fact.location, fact.about, fact.id) == ("ve9", about, "c1")
    assert "ada" not in fact.model_dump_json()


def test_a_retry_an_hour_later_is_the_same_event() -> None:
    first = HighLevelTranslator().read("agency", json.dumps(CONTACT).encode(), RECEIVED)
    again = HighLevelTranslator().read("agency", json.dumps(CONTACT).encode(), RECEIVED + 4_000)

    assert first.event == again.event


@pytest.mark.parametrize("event", ["InvoicePaid", "OpportunityCreate", "ContactCreate", "INSTALL"])
def test_what_means_nothing_here_is_ignored_for_a_reason(event: str) -> None:
    told = read({**CONTACT, "type": event})

    assert isinstance(told, Understood)
    assert told.facts == ()
    assert told.ignored


def test_an_invoice_without_its_documented_type_is_recognised() -> None:
    told = read({"_id": "i1", "altId": "ve9", "invoiceNumber": "19", "status": "paid"})

    assert isinstance(told, Understood)
    assert told.type == "InvoicePaid"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff",
        {"id": "c1"},
        {**CONTACT, "type": "SubscriptionCreate"},
        {**CONTACT, "id": "../etc"},
        {**CONTACT, "id": ".."},
        {**CONTACT, "locationId": None},
        {**CONTACT, "id": 7},
    ],
)
def test_what_nobody_documents_is_a_persons_to_read(body: object) -> None:
    assert isinstance(read(body), Unreadable)


@pytest.mark.parametrize("at", ["yesterday", "2026-11-20T12:00:00", 7, None])
def test_an_event_without_a_time_is_filed_by_when_it_came(at: object) -> None:
    told = read({**CONTACT, "timestamp": at})

    assert isinstance(told, Understood)
    assert told.event.created == RECEIVED


@given(st.binary() | st.recursive(st.none() | st.text(), st.lists).map(str).map(str.encode))
def test_no_body_breaks_it(body: bytes) -> None:
    read(body)


def test_every_event_the_local_highlevel_can_send_is_understood() -> None:
    agency = Agency()
    agency.install()
    ada = agency.person()
    agency.ask("POST", f"/contacts/{ada}/tags", {"tags": ["vip"]})
    agency.buys(ada)

    told = [read(each) for each in agency.letters()]

    assert told
    assert all(isinstance(each, Understood) for each in told)
    assert {each.type for each in told} <= set(EVENTS)
