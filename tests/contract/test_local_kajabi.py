"""The local Kajabi over HTTP, as ``requests`` sees it (KAJ-1, KAJ-2, KAJ-3)."""

from collections.abc import Iterator

import pytest
import requests

from sandbox.kajabi.sandbox import Sandbox
from sandbox.kajabi.server import serving
from tests.contract.kajabi_client import DAY, KEY, START, Client
from tests.contract.stripe_sdk.receiver import Receiver, receiving


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    sandbox = Sandbox(1, START)
    sandbox.furnish("School", *KEY.values())
    with serving(sandbox) as url:
        yield url


@pytest.fixture
def client(address: str) -> Client:
    """A client of a Kajabi as on its first day, without accidents."""
    fresh = Client(address)
    fresh.order("POST", "reset")
    fresh.order("PUT", "faults")
    return fresh.log_in()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def test_json_api_comes_with_its_media_type_and_links_lead_back_here(client: Client) -> None:
    client.person("a@example.com")
    client.person("b@example.com")

    answer = client.ask("GET", "/v1/contacts?page[size]=1")

    assert answer.headers["content-type"] == "application/vnd.api+json"
    following = answer.json()["links"]["next"]
    assert client.session.get(following, timeout=5).json()["data"][0]["attributes"]["email"]
    assert following.startswith(client.url)


def test_a_purchase_and_a_cancelling_member_reach_the_receiver(
    client: Client, receiver: Receiver
) -> None:
    offer, tag = client.offer(), client.order("POST", "tags", name="Cancelled")
    rule = {"when": "form_submitted", "subject": "cancel", "then": "add_tag", "target": tag["id"]}
    client.order("POST", "automations", **rule)
    client.order("POST", "dashboard_webhooks", event="purchase.created", url=receiver.url)
    client.hook("purchase", receiver.url)
    client.hook("tag_added", receiver.url)

    client.order("POST", "people/ada@example.com/buy", offer=offer["id"])
    client.order("POST", "webhooks/drain")
    person = client.order("POST", "people/Ada@Example.com/cancel", channel="automation")
    stats = client.order("POST", "webhooks/drain")

    assert person["tags"] == ["Cancelled"]
    told = [each["event"] for each in receiver.events()]
    assert sorted(told[:2]) == ["purchase", "purchase.created"]
    assert told[2:] == ["tag_added"]
    assert stats["webhooks"]["delivered"] == 3


def test_a_letter_that_is_refused_is_not_sent_again(client: Client, receiver: Receiver) -> None:
    receiver.mood = lambda _: 500
    client.hook("purchase", receiver.url)

    client.order("POST", "people/ada@example.com/buy", offer=client.offer()["id"])
    stats = client.order("POST", "webhooks/drain")

    assert stats["webhooks"]["failed"] == 1
    assert client.order("GET", "deliveries")[0]["answer"] == 500
    assert len(receiver.bodies) == 1


def test_after_a_timeout_the_grant_may_be_there(client: Client) -> None:
    ada, offer = client.person(), client.offer()["id"]
    fault = {"kind": "timeout", "method": "POST", "after_effect": True, "seconds": 0.5}
    client.order("PUT", "faults", api=[fault])

    with pytest.raises(requests.ReadTimeout):
        client.grant(ada, offer, timeout=0.2)

    held = client.ask("GET", f"/v1/contacts/{ada}/relationships/offers").json()["data"]
    assert held == [{"id": offer, "type": "offers"}]
    assert [each["to"] for each in client.order("GET", "mailbox")] == ["ada@example.com"]


def test_a_broken_connection_leaves_nothing_behind_and_a_slow_answer_everything(
    client: Client,
) -> None:
    ada, offer = client.person(), client.offer()["id"]
    slow = {"kind": "slow", "method": "POST", "seconds": 0.05}
    client.order("PUT", "faults", api=[{"kind": "reset", "method": "POST"}, slow])

    with pytest.raises(requests.ConnectionError):
        client.grant(ada, offer)
    assert client.order("GET", "access") == []

    assert client.grant(ada, offer).ok
    assert client.order("GET", "stats")["api_faults"] == 2


def test_a_rate_limit_counts_each_client(client: Client) -> None:
    client.order("PUT", "rate_limit", per_second=0.001, burst=2, retry_after=7)

    statuses = [client.ask("GET", "/v1/me").status_code for _ in range(3)]
    limited = client.ask("GET", "/v1/me")

    assert statuses == [200, 200, 429]
    assert limited.headers["retry-after"] == "7"
    assert client.order("GET", "stats")["rate_limited"] == {"school": 2}


def test_an_outage_ends_with_the_clock_and_renewals_went_on(client: Client) -> None:
    offer = client.offer(price=1_900, interval="month")
    client.order("POST", "people/ada@example.com/buy", offer=offer["id"])
    client.order("PUT", "outage", hours=24, unreachable=True)

    with pytest.raises(requests.ConnectionError):
        client.ask("GET", "/v1/version")
    client.order("PUT", "outage", hours=24)
    assert client.ask("GET", "/v1/version").status_code == 503
    client.order("POST", "clock", by=40 * DAY, drain=True)

    assert client.ask("GET", "/v1/me").status_code == 401
    rows = client.log_in().ask("GET", "/v1/transactions").json()["data"]
    assert [each["attributes"]["amount_in_cents"] for each in rows] == [1_900, 1_900]


def test_the_inbound_addresses_take_forms_and_tell_their_texts(client: Client) -> None:
    offer = client.offer()
    ada = {"name": "Ada", "email": "ada@example.com", "external_user_id": "cus_1"}

    first = requests.post(offer["activation_url"], data=ada, timeout=5)
    second = requests.post(offer["activation_url"], json=ada, timeout=5)
    client.order("PUT", "settings", inbound_refusal=200)
    gone = [requests.post(offer["deactivation_url"], json=ada, timeout=5) for _ in range(2)]

    assert (first.status_code, second.status_code) == (200, 422)
    assert second.text == "The offer has already been granted to this member"
    assert [each.text for each in gone][1] == "Offer grant not found for offer on member"
    assert [each.status_code for each in gone] == [200, 200]
    assert [each["active"] for each in client.order("GET", "access")] == [False]


def test_people_move_fill_forms_and_dispute(client: Client) -> None:
    offer = client.offer(price=1_900, interval="month")
    client.order("POST", "people/ada@example.com/buy", offer=offer["id"], name="Ada")
    client.order("POST", "people/ada@example.com/email", to="ada@new.example")
    client.order("POST", "people/ada@new.example/form", form="feedback")

    disputed = client.order("POST", "people/Ada@New.Example/dispute")

    assert disputed["email"] == "ada@new.example"
    assert client.order("GET", "people/ada@new.example")["revenue"] == 0
    rows = client.ask("GET", "/v1/transactions").json()["data"]
    assert [each["attributes"]["action"] for each in rows] == ["subscribe", "dispute"]


def test_the_dashboards_test_button_reaches_the_receiver(
    client: Client, receiver: Receiver
) -> None:
    made = client.order("POST", "dashboard_webhooks", event="payment.succeeded", url=receiver.url)

    client.order("POST", f"dashboard_webhooks/{made['id']}/test")
    client.order("POST", "webhooks/drain")

    assert receiver.events()[0]["payload"]["member_id"] == 0


def test_a_rotated_key_needs_a_new_token(client: Client) -> None:
    client.order("POST", "keys", client_id="school", client_secret="changed")
    assert client.ask("GET", "/v1/me").status_code == 401

    client.order("POST", "keys", **KEY)
    assert client.log_in().ask("GET", "/v1/me").ok


def test_a_snapshot_handed_back_is_the_same_world(client: Client) -> None:
    client.person()
    taken = requests.get(f"{client.url}/_sandbox/snapshot", timeout=5).content
    client.person("eve@example.com")

    requests.put(f"{client.url}/_sandbox/snapshot", data=taken, timeout=5)

    assert len(client.ask("GET", "/v1/contacts").json()["data"]) == 1
    assert requests.get(f"{client.url}/_sandbox/snapshot", timeout=5).content == taken


def test_a_wrong_order_is_refused_with_a_sentence(client: Client) -> None:
    def answer(path: str, **body: object) -> int:
        put = requests.post(f"{client.url}/_sandbox/{path}", json=body, timeout=5)
        assert put.json()["errors"][0]["detail"]
        return put.status_code

    assert answer("clock", by=-1) == 400
    assert answer("offers", title="Yen", currency="JPY") == 501
    assert answer("dashboard_webhooks", event="cart.purchase", url="https://x.example") == 501
    assert answer("people/nobody@example.com/buy", offer="1") == 404
    assert answer("people/nobody@example.com/cancel", channel="refund") == 404
