"""Webhooks: signed over raw bytes, flat, and tried again only after a 429 (CRM-1)."""

from base64 import b64decode

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from sandbox.ground.letter_faults import WebhookFaults
from sandbox.ground.outage import Outage
from sandbox.highlevel.control import deeds
from sandbox.highlevel.control.messages import Closing
from sandbox.highlevel.people import granting
from sandbox.highlevel.webhooks.patience import APART, JITTER, RETRIES, again
from sandbox.highlevel.webhooks.post_office import headers
from sandbox.highlevel.webhooks.signing import public_key
from tests.unit.sandbox.highlevel.agency import DAY, HOOK, Agency, invoice


@pytest.fixture
def listening(agency: Agency) -> Agency:
    agency.install()
    agency.letters()
    return agency


def events(agency: Agency) -> list[str]:
    return [each.event for each in agency.take()]


def test_without_an_installation_nobody_hears_anything(agency: Agency) -> None:
    agency.person()

    assert agency.letters() == []


def test_an_installation_and_its_end_are_told(agency: Agency) -> None:
    agency.install()
    granting.uninstall(agency.world, agency.app, agency.location.company, agency.location.id)

    first, last = agency.letters()

    assert (first["type"], last["type"]) == ("INSTALL", "UNINSTALL")
    assert first["locationId"] == agency.location.id
    assert first["appId"] == last["appId"] == agency.app.id


def test_an_agencys_installation_hears_of_every_location(agency: Agency) -> None:
    agency.install(agency_wide=True)
    (told,) = agency.letters()
    agency.person()

    assert "locationId" not in told
    assert events(agency) == ["ContactCreate"]


def test_a_contacts_story_is_told_flat(listening: Agency) -> None:
    ada = listening.person(phone="+48600100200", tags=["vip"])
    listening.done("PUT", f"/contacts/{ada}", {"firstName": "Ada"})
    listening.done("POST", f"/contacts/{ada}/tags", {"tags": ["paid"]})
    deeds.close(listening.world, listening.known(ada), Closing(channel="SMS", status="active"))
    listening.done("DELETE", f"/contacts/{ada}")

    told = listening.letters()

    assert [each["type"] for each in told] == [
        *("ContactCreate", "ContactUpdate", "ContactTagUpdate", "ContactDndUpdate"),
        "ContactDelete",
    ]
    assert {each["id"] for each in told} == {ada}
    assert len({each["webhookId"] for each in told}) == len(told)
    assert told[2]["tags"] == ["vip", "paid"]
    assert told[3]["dndSettings"] == {"SMS": {"status": "active"}}
    assert told[0]["timestamp"] == "2025-01-31T10:00:00.000Z"


def test_writing_what_is_there_already_tells_nobody(listening: Agency) -> None:
    ada = listening.person(firstName="Ada")
    listening.letters()

    listening.done("PUT", f"/contacts/{ada}", {"firstName": "Ada"})
    listening.done("POST", f"/contacts/{ada}/tags", {"tags": ["x"]})
    listening.done("POST", f"/contacts/{ada}/tags", {"tags": ["X"]})

    assert events(listening) == ["ContactTagUpdate"]


def test_orders_are_told_and_subscriptions_never(listening: Agency) -> None:
    listening.buys(listening.person(), "19.90", subscription="sub_1")

    made, paid = listening.letters()[1:]

    assert (made["type"], made["status"]) == ("OrderCreate", "pending")
    assert (paid["type"], paid["status"]) == ("OrderStatusUpdate", "completed")
    assert (paid["amount"], paid["contactSnapshot"]["email"]) == (19.9, "ada@example.com")


def test_an_app_hears_of_the_events_it_chose(listening: Agency) -> None:
    listening.app.events = ["OrderCreate"]
    listening.buys(listening.person())

    assert events(listening) == ["OrderCreate"]


def verified(agency: Agency, body: bytes, signature: str) -> None:
    key = load_der_public_key(b64decode(public_key(agency.world.state.seed)))
    assert isinstance(key, Ed25519PublicKey)
    key.verify(b64decode(signature, validate=True), body)


def test_the_signature_is_over_the_bytes_that_are_sent(listening: Agency) -> None:
    listening.person()
    (letter,) = listening.take()
    signed = headers(listening.world, letter)["x-ghl-signature"]

    verified(listening, letter.body, signed)
    with pytest.raises(InvalidSignature):
        verified(listening, letter.body + b" ", signed)
    assert letter.url == HOOK


def test_another_worlds_key_signs_nothing_here(listening: Agency) -> None:
    listening.person()
    (letter,) = listening.take()
    foreign = headers(Agency(seed=2).world, letter)["x-ghl-signature"]

    with pytest.raises(InvalidSignature):
        verified(listening, letter.body, foreign)


def test_only_a_429_is_tried_again_six_times_ten_minutes_apart(listening: Agency) -> None:
    listening.person()
    (letter,) = listening.take()
    for final in (200, 400, 404, 500, 503, "ReadTimeout", "ConnectError"):
        assert again(listening.world, letter, final) is None

    waits = []
    while later := again(listening.world, letter, 429):
        letter, when = later
        waits.append(when - listening.world.now)

    assert len(waits) == RETRIES
    assert all(APART <= wait <= APART + JITTER for wait in waits)
    assert len(set(waits)) > 1


def test_a_postponed_letter_comes_back_with_the_same_body(listening: Agency) -> None:
    listening.person()
    (letter,) = listening.take()
    later = again(listening.world, letter, 429)
    assert later is not None
    listening.highlevel.sorter.rest(*later)

    assert listening.take() == []
    listening.world.advance(later[1])
    (second,) = listening.take()

    assert (second.body, second.attempt) == (letter.body, 1)


def test_webhooks_of_an_outage_are_lost_or_come_late(listening: Agency) -> None:
    listening.world.state.outage = Outage(listening.world.now + DAY)
    deeds.add(listening.world, listening.location, {"email": "ada@example.com"})
    listening.world.state.outage.letters = "late"
    deeds.add(listening.world, listening.location, {"email": "eve@example.com"})

    assert listening.take() == []
    listening.days_pass(1)
    assert [each["email"] for each in listening.letters()] == ["eve@example.com"]


def test_letters_are_doubled_delayed_and_shuffled_as_ordered(listening: Agency) -> None:
    listening.highlevel.sorter.faults = WebhookFaults(duplicated=1, window=100)
    for n in range(10):
        listening.person(f"{n}@example.com")

    told = listening.letters()
    ids = [each["webhookId"] for each in told]

    assert len(told) == 20
    assert len(set(ids)) == 10
    assert [each["email"] for each in told] != sorted(each["email"] for each in told)


def test_an_invoices_letter_names_no_type(listening: Agency) -> None:
    listening.done("POST", "/invoices/", invoice(listening))

    created = listening.letters()[-1]

    assert "type" not in created
    assert created["altId"] == listening.location.id
    assert created["status"] == "draft"
