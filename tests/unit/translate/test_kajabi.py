"""KAJ-3: what a hook of either family says is at most a reason to look, and what nobody documents
is a person's to read."""

import json
from typing import Any

import pytest

from carryover.adapters.kajabi.translate import KajabiTranslator
from carryover.channel.translator import Translator, Understood, Unreadable
from carryover.kernel.facts import MemberHinted

CONTACT: dict[str, Any] = {
    "id": "41",
    "type": "contacts",
    "attributes": {"name": "Ada", "email": "ada@example.com"},
}
TAG: dict[str, Any] = {"id": "77", "type": "contact_tags", "attributes": {"name": "Cancelled"}}
PURCHASE: dict[str, Any] = {"id": "9", "type": "purchases", "attributes": {}}
CUSTOMER: dict[str, Any] = {
    "id": "5",
    "type": "customers",
    "attributes": {"email": "ada@example.com"},
}


def read(body: object, received: int = 1_800_000_000) -> Understood | Unreadable:
    translator: Translator = KajabiTranslator()
    return translator.read("academy", json.dumps(body).encode(), received)


def hook(event: str, *payload: dict[str, Any], name: str = "41") -> dict[str, Any]:
    return {"id": name, "event": event, "payload": list(payload)}


def hint(body: object) -> MemberHinted:
    told = read(body)
    assert isinstance(told, Understood)
    (fact,) = told.facts
    assert isinstance(fact, MemberHinted)
    return fact


@pytest.mark.parametrize("event", ["tag_added", "tag_removed"])
def test_a_tag_hook_names_the_member_and_the_tag(event: str) -> None:
    told = hint(hook(event, CONTACT, TAG))

    assert (told.event, told.contact, told.tag) == (event, "41", "77")
    assert told.email == "ada@example.com"


def test_a_purchase_hook_names_the_purchase() -> None:
    told = hint(hook("purchase", PURCHASE, CUSTOMER, name="9"))

    assert (told.purchase, told.email, told.tag) == ("9", "ada@example.com", None)


def test_a_second_cancellation_that_looks_like_the_first_is_no_duplicate() -> None:
    first, later = (
        read(hook("tag_added", CONTACT, TAG), at) for at in (1_800_000_000, 1_800_000_9)
    )

    assert isinstance(first, Understood)
    assert isinstance(later, Understood)
    assert first.event.id != later.event.id


@pytest.mark.parametrize(
    "event",
    ["payment_succeeded", "order_created", "form_submission", "purchase.created"],
)
def test_what_takes_no_access_away_is_filed_and_left_alone(event: str) -> None:
    told = read({"id": "f36e8f76-e02e-11f0", "event": event, "payload": {"offer_id": 0}})

    assert isinstance(told, Understood)
    assert told.facts == ()
    assert told.ignored


def test_kajabis_own_sample_is_nobody() -> None:
    nobody = {**CONTACT, "id": "0"}

    told = read(hook("tag_added", nobody, {**TAG, "id": "0"}))

    assert isinstance(told, Understood)
    assert told.facts == ()


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        {"event": "tag_added", "payload": []},
        hook("subscription_cancelled", CONTACT),
        hook("tag_added", CONTACT),
        hook("tag_added", TAG),
        hook("tag_added", CONTACT, TAG, {**TAG, "id": "78"}),
        hook("tag_added", {**CONTACT, "id": "../oauth/token"}, TAG),
        hook("tag_added", {**CONTACT, "id": "4#1"}, TAG),
        hook("tag_added", {**CONTACT, "id": ".."}, TAG),
        hook("tag_added", {**CONTACT, "id": "."}, TAG),
        {"id": "1", "event": "tag_added", "payload": "odd"},
    ],
)
def test_what_cannot_be_understood_goes_to_a_person_without_anybodys_data(body: object) -> None:
    told = read(body)

    assert isinstance(told, Unreadable)
    assert "ada" not in told.reason


@pytest.mark.parametrize("payload", [b"", b"\xff\xfe", b"[" * 100_000, b'{"id": NaN}'])
def test_any_bytes_are_answered(payload: bytes) -> None:
    assert isinstance(KajabiTranslator().read("academy", payload, 1), Unreadable)
