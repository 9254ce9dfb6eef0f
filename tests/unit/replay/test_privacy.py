"""What is shown of people on a screen: nothing, unless somebody reveals it (OPS-6)."""

import json
from typing import Any

import pytest

from carryover.replay.privacy import MASK, Json, hidden, opened, shown


@pytest.mark.parametrize(
    "personal",
    [
        {"email": "zuzu@example.com"},
        {"name": "Zuzu"},
        {"phone": "+44 20"},
        {"description": "Zuzu's plan"},
        {"customer_email": "zuzu@example.com"},
        {"address": {"line1": "1 Zuzu Street", "city": "Zuzu", "state": "AD"}},
        {"shipping": {"address": {"postal_code": "ZUZU 1"}, "name": "Zuzu"}},
        {"billing_details": {"name": "Zuzu", "address": None}},
        {"customer_tax_ids": [{"type": "eu_vat", "value": "ZUZU123"}]},
        {"metadata": {"note": "write to zuzu@example.com", "name": "Zuzu"}},
        {"hosted_invoice_url": "https://invoice.stripe.com/i/Zuzu"},
        {"receipt_url": "see https://pay.stripe.com/Zuzu"},
        {"client_secret": "pi_1_secret_Zuzu"},
        {"owner": {"verified_name": "Zuzu"}},
    ],
)
def test_a_person_is_not_shown(personal: dict[str, Json]) -> None:
    text = json.dumps(hidden({"object": "customer", "id": "cus_1", "deep": [personal]}))

    assert "zuzu" not in text.lower()
    assert "cus_1" in text


def test_what_helps_to_find_the_case_stays_readable() -> None:
    case: dict[str, Any] = {
        "id": "in_1",
        "object": "invoice",
        "status": "open",
        "total": 1990,
        "currency": "eur",
        "created": 1_700_000_000,
        "metadata": {"order": "4711"},
        "customer_address": {"country": "DE"},
    }

    assert hidden(case) == case


def test_what_is_sold_keeps_its_name() -> None:
    product: dict[str, Json] = {"object": "product", "name": "Pro", "description": "Everything"}

    assert hidden(product) == product


def test_an_event_inside_a_message_is_unfolded_and_masked() -> None:
    event = json.dumps({"id": "evt_1", "data": {"object": {"name": "Zuzu"}}})
    message = json.dumps({"id": "m", "body": {"payload": event}})

    assert shown(message) == {
        "id": "m",
        "body": {"payload": {"id": "evt_1", "data": {"object": {"name": MASK}}}},
    }


@pytest.mark.parametrize(
    "message",
    [
        "Dear Zuzu, this is no JSON",
        json.dumps({"body": {"payload": "Dear Zuzu"}}),
        json.dumps({"body": {"payload": "QWRh Zuzu", "encoding": "base64"}}),
        json.dumps("Zuzu"),
    ],
)
def test_text_that_nobody_can_read_is_not_shown(message: str) -> None:
    assert "Zuzu" not in json.dumps(shown(message))


def test_revealed_it_is_shown_whole() -> None:
    message = json.dumps({"body": {"payload": json.dumps({"name": "Zuzu"})}})

    assert opened(message) == {"body": {"payload": {"name": "Zuzu"}}}
