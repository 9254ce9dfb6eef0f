"""The local HighLevel over HTTP, as ``requests`` sees it (CRM-1, CRM-2, CRM-3)."""

from base64 import b64decode
from collections.abc import Iterator

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from sandbox.highlevel.sandbox import Sandbox
from sandbox.highlevel.server import serving
from tests.contract.highlevel_client import APP, DAY, PIT, START, Client
from tests.contract.stripe_sdk.receiver import Receiver, receiving


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, str]]:
    sandbox = Sandbox(1, START)
    location = sandbox.open_location("Academy")
    sandbox.open_pit(PIT, location)
    with serving(sandbox, patience=1) as url:
        yield url, location.id


@pytest.fixture
def client(served: tuple[str, str]) -> Client:
    """A client of a HighLevel as on its first day, without accidents."""
    fresh = Client(*served)
    fresh.order("POST", "reset")
    fresh.order("PUT", "faults")
    return fresh


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving("x-ghl-signature") as made:
        yield made


def test_an_app_is_installed_refreshed_once_and_taken_away(
    client: Client, receiver: Receiver
) -> None:
    told = client.installed(receiver)
    client.shows(told["access_token"])
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}

    fresh, used = client.token(**form), client.token(**form)
    client.shows(fresh.json()["access_token"])
    ada = client.person()
    place = {"client_id": APP["client_id"], "location": client.location}
    client.order("POST", "uninstalls", **place)

    assert (fresh.status_code, used.status_code) == (200, 400)
    assert client.ask("GET", f"/contacts/{ada}").status_code == 401


def test_webhooks_arrive_signed_by_the_key_that_can_be_read(
    client: Client, receiver: Receiver
) -> None:
    client.installed(receiver)
    key = load_der_public_key(b64decode(client.order("GET", "public_key")["spki"]))
    assert isinstance(key, Ed25519PublicKey)

    client.person()
    client.order("POST", "webhooks/drain")

    key.verify(b64decode(receiver.signatures[0], validate=True), receiver.bodies[0])
    assert receiver.events()[0]["type"] == "ContactCreate"


def test_a_429_brings_the_letter_back_ten_minutes_later_and_a_500_never(
    client: Client, receiver: Receiver
) -> None:
    client.installed(receiver)
    receiver.mood = lambda n: [429, 200, 500][n]

    client.person()
    first = client.order("POST", "webhooks/drain")
    client.order("POST", "clock", by=599, drain=True)
    assert len(receiver.bodies) == 1
    client.order("POST", "clock", by=61, drain=True)
    client.person("eve@example.com")
    client.order("POST", "webhooks/drain")
    last = client.order("POST", "clock", by=DAY, drain=True)

    assert (first["webhooks"]["postponed"], first["pending"]) == (1, 1)
    assert receiver.bodies[0] == receiver.bodies[1]
    assert len(receiver.bodies) == 3
    assert last["pending"] == 0
    counts = client.order("GET", "stats")["webhooks"]
    assert (counts["delivered"], counts["failed"]) == (1 + 1, 1)


def test_after_six_retries_the_event_is_lost(client: Client, receiver: Receiver) -> None:
    client.installed(receiver)
    receiver.mood = lambda _: 429

    client.person()
    client.order("POST", "webhooks/drain")
    for _ in range(10):
        client.order("POST", "clock", by=660, drain=True)

    assert len(receiver.bodies) == 1 + 6
    assert client.order("GET", "stats")["webhooks"]["failed"] == 1


def test_after_a_timeout_the_letter_may_have_been_sent(client: Client) -> None:
    ada = client.person()
    fault = {"kind": "timeout", "method": "POST", "after_effect": True, "seconds": 0.5}
    client.order("PUT", "faults", api=[fault])

    with pytest.raises(requests.ReadTimeout):
        client.write(ada, timeout=0.2)

    (message,) = client.order("GET", "messages")
    assert (message["to"], message["status"]) == ("ada@example.com", "delivered")


def test_a_day_without_highlevel_loses_its_webhooks(client: Client, receiver: Receiver) -> None:
    client.installed(receiver)
    client.order("PUT", "outage", hours=24, unreachable=True)
    with pytest.raises(requests.ConnectionError):
        client.ask("GET", f"/locations/{client.location}")
    client.order("POST", "contacts", location=client.location, changes={"email": "a@b.example"})
    client.order("PUT", "outage", hours=24)
    assert client.ask("GET", f"/locations/{client.location}").status_code == 503

    client.order("POST", "clock", by=DAY, drain=True)

    assert client.ask("GET", f"/locations/{client.location}").ok
    assert receiver.bodies == []
    (there,) = client.order("GET", "contacts")
    assert there["email"] == "a@b.example"


def test_a_limit_is_told_and_kept(client: Client) -> None:
    client.order("PUT", "rate_limit", burst=2, clock="sandbox")
    place = f"/locations/{client.location}"

    answers = [client.ask("GET", place) for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[0].headers["x-ratelimit-remaining"] == "1"
    assert client.order("GET", "stats")["rate_limited"] == {client.location: 1}
    client.order("PUT", "rate_limit")


def test_staff_edit_contacts_and_people_close_channels(client: Client) -> None:
    made = client.order(
        "POST",
        "contacts",
        location=client.location,
        changes={"name": "Ada", "phone": "+48600100200"},
    )
    place = f"contacts/{made['id']}"
    client.order("PATCH", place, changes={"firstName": "Augusta", "tags": ["VIP"]})
    client.order("POST", f"{place}/dnd", channel="Email", status="active")
    client.order("POST", f"{place}/sms", text="STOP")

    there = client.order("GET", place)

    assert (there["name"], there["tags"]) == ("Augusta", ["vip"])
    closed = {channel: said["status"] for channel, said in there["dnds"].items()}
    assert closed == {"Email": "active", "SMS": "permanent"}
    double = client.person("double@example.com")
    client.order("POST", f"{place}/merge", other=double)
    client.order("DELETE", place)
    assert client.order("GET", "contacts") == []


def test_what_was_sold_there_can_be_read(client: Client) -> None:
    ada = client.person()
    bought = client.order("POST", "purchases", contact=ada, amount="19.90", subscription="sub_1")
    begun, paid = bought["subscription"]["id"], bought["transaction"]["id"]
    client.order("POST", f"subscriptions/{begun}/renew", status="failed")
    client.order("POST", f"subscriptions/{begun}/status", status="unpaid")
    client.order("POST", f"transactions/{paid}/refund")

    query = f"altId={client.location}&altType=location"
    listed = client.ask("GET", f"/payments/transactions?{query}").json()
    subscription = client.ask("GET", f"/payments/subscriptions/{begun}?{query}").json()

    assert [each["status"] for each in listed["data"]] == ["failed", "refunded"]
    assert (subscription["status"], subscription["amount"]) == ("unpaid", 19.9)
    assert client.order("GET", "sold")["transactions"][0]["amount"] == "19.90"


def test_workflows_and_fields_are_made_by_people(client: Client) -> None:
    place = {"location": client.location}
    workflow = client.order("POST", "workflows", **place, name="Billing")
    field = client.order("POST", "fields", **place, name="Card state")
    value = {"id": field["id"], "field_value": "expired"}
    ada = client.person(customFields=[value])

    assert client.ask("POST", f"/contacts/{ada}/workflow/{workflow['id']}", {}).ok

    there = client.order("GET", f"contacts/{ada}")
    assert there["fields"] == {"contact.card_state": "expired"}
    assert there["workflows"] == ["Billing"]
    assert len(client.order("GET", "enrolments")) == 1
    client.order("DELETE", f"contacts/{ada}")


def test_settings_of_a_location_and_of_the_sandbox_are_chosen(client: Client) -> None:
    client.order("PUT", "settings", missing=404)
    gone = client.ask("GET", "/contacts/nobody")
    client.order("PUT", "settings")
    client.order("PATCH", f"locations/{client.location}", allow_duplicates=True)
    twice = [
        client.ask("POST", "/contacts/", {"locationId": client.location, "email": "a@b.example"})
        for _ in range(2)
    ]
    client.order("PATCH", f"locations/{client.location}", allow_duplicates=False)

    assert gone.status_code == 404
    assert [each.status_code for each in twice] == [201, 201]
    assert [each["id"] for each in client.order("GET", "locations")] == [client.location]


def test_a_snapshot_handed_back_is_the_same_world(client: Client) -> None:
    client.person()
    taken = requests.get(f"{client.url}/_sandbox/snapshot", timeout=5).content
    client.person("eve@example.com")

    requests.put(f"{client.url}/_sandbox/snapshot", data=taken, timeout=5)

    assert len(client.order("GET", "contacts")) == 1
    assert requests.get(f"{client.url}/_sandbox/snapshot", timeout=5).content == taken


def test_a_wrong_order_is_refused_with_a_sentence(client: Client) -> None:
    def answer(path: str, **body: object) -> int:
        said = requests.post(f"{client.url}/_sandbox/{path}", json=body, timeout=5)
        assert said.json()["message"]
        return said.status_code

    assert answer("clock", by=-1) == 400
    assert answer("apps", **APP, scopes=[], events=["SubscriptionCreate"]) == 400
    assert answer("pits", token="pit-x", location="nowhere") == 400
    assert answer("purchases", contact="nobody", amount=1) == 400
    assert answer("contacts", location=client.location, changes={"favourite": "blue"}) == 400
