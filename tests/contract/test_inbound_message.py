"""What the ingress writes by hand, the inbound worker reads with the kernel's own classes."""

from base64 import b64decode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from carryover.intake.delivery import carrying, pointing, shelf_key
from carryover.intake.model import Arrival
from carryover.kernel.alias import ALIAS_PATTERN, is_alias
from carryover.kernel.messages import Delivery, Envelope, Source

NOW = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


def arrival(body: bytes) -> Arrival:
    return Arrival(id="JKJaX/mPLvHcESHA=", account="us", headers={}, body=body)


def read(text: str) -> Envelope[Delivery]:
    return Envelope[Delivery].model_validate_json(text)


def bytes_of(delivery: Delivery) -> bytes:
    assert delivery.payload is not None
    if delivery.encoding == "base64":
        return b64decode(delivery.payload)
    return delivery.payload.encode()


@given(st.binary() | st.text().map(str.encode))
def test_every_byte_that_arrived_is_read(body: bytes) -> None:
    assert bytes_of(read(carrying(arrival(body), NOW)).body) == body


def test_the_envelope_names_the_delivery_once_for_all() -> None:
    envelope = read(carrying(arrival(b"{}"), NOW))

    assert envelope.id == envelope.cause == "JKJaX/mPLvHcESHA="
    assert envelope.occurred_at == NOW
    assert envelope.body == Delivery(account="us", source=Source.WEBHOOK, payload="{}")


def test_a_pointer_says_where_the_body_is() -> None:
    key = shelf_key(arrival(b""), NOW)
    delivery = read(pointing(arrival(b"too large"), NOW, key)).body

    assert delivery == Delivery(account="us", source=Source.WEBHOOK, stored_as=key)
    assert key == "deliveries/2026/11/20/JKJaX%2FmPLvHcESHA%3D"


@given(st.text(max_size=40) | st.from_regex(ALIAS_PATTERN))
def test_the_door_and_the_messages_mean_the_same_by_an_alias(text: str) -> None:
    assert is_alias(text) is _fits_a_message(text)


@pytest.mark.parametrize("text", ["us", "us\n", "", "-us", "US", "u" * 32, "u" * 33, "intl-test"])
def test_the_borderline_aliases_are_judged_alike(text: str) -> None:
    assert is_alias(text) is _fits_a_message(text)


def _fits_a_message(text: str) -> bool:
    try:
        Delivery(account=text, source=Source.WEBHOOK)
    except ValidationError:
        return False
    return True
