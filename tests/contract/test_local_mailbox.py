"""The local mailbox over HTTP: boto3 sends, a person looks, a receiver is told (DUN-2)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError
from mypy_boto3_sesv2 import SESV2Client

from sandbox.mailbox.mailbox import Mailbox
from sandbox.mailbox.server import serving
from tests.unit.sandbox.mailbox.sender import DAY, START, letter, session


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(Mailbox(1, START)) as url:
        yield url


@pytest.fixture(scope="module")
def client(address: str) -> SESV2Client:
    """A client that tries once, and waits for a fifth of a second."""
    once = Config(retries={"total_max_attempts": 1}, read_timeout=0.2, connect_timeout=5)
    return session().client("sesv2", endpoint_url=address, config=once)


@pytest.fixture(autouse=True)
def fresh(address: str) -> None:
    order(address, "POST", "reset")
    order(address, "PUT", "settings")


def order(address: str, method: str, path: str, body: object = None) -> Any:
    said = {} if body is None and path == "settings" else body
    answer = requests.request(method, f"{address}/_sandbox/{path}", json=said, timeout=5)
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


def test_a_letter_sent_by_boto3_is_shown_to_a_person(address: str, client: SESV2Client) -> None:
    key = client.send_email(**letter())["MessageId"]

    listed = requests.get(f"{address}/mailbox", timeout=5)
    shown = requests.get(f"{address}/mailbox/{key}", timeout=5)

    assert listed.headers["content-type"].startswith("text/html")
    assert "Your card" in listed.text
    assert "ada@example.org" in listed.text
    assert '<iframe sandbox srcdoc="&lt;p&gt;Hello&lt;/p&gt;"' in shown.text
    assert requests.get(f"{address}/mailbox/unknown", timeout=5).status_code == 404


def test_a_letter_cannot_run_anything_in_the_page_that_shows_it(
    address: str, client: SESV2Client
) -> None:
    evil = "<script>alert(1)</script>"
    key = client.send_email(**letter(Subject={"Data": evil}))["MessageId"]

    for page in ("/mailbox", f"/mailbox/{key}", f"/mailbox?to={evil}"):
        assert evil not in requests.get(f"{address}{page}", timeout=5).text


def test_the_link_in_a_letter_asks_before_it_unsubscribes(
    address: str, client: SESV2Client
) -> None:
    order(address, "PUT", "settings", {"contact_lists": {"customers": ["billing"]}})
    belongs = {"ContactListName": "customers", "TopicName": "billing"}
    body = {"Text": {"Data": "{{amazonSESUnsubscribeUrl}}"}}
    request = {**letter(Body=body), "ListManagementOptions": belongs}
    client.send_email(**request)
    (sent,) = order(address, "GET", "letters")

    asked = requests.get(sent["text"], timeout=5)
    client.send_email(**request)
    done = requests.post(sent["text"], data={"List-Unsubscribe": "One-Click"}, timeout=5)
    client.send_email(**request)

    assert "No more letters like" in asked.text
    assert "ada@example.org will get no more" in done.text
    fates = [each["fate"] for each in order(address, "GET", "letters")]
    assert fates == ["delivered", "delivered", "suppressed"]


def test_letters_are_listed_by_reader(address: str, client: SESV2Client) -> None:
    client.send_email(**letter("Ada <Ada@Example.org>"))
    client.send_email(**letter("eve@example.org"))

    assert len(order(address, "GET", "letters")) == 2
    (mine,) = order(address, "GET", "letters?to=ada@example.org")
    assert mine["to"] == ["Ada <Ada@Example.org>"]
    assert "eve@" not in requests.get(f"{address}/mailbox?to=ada@example.org", timeout=5).text


def test_after_a_timeout_the_letter_may_have_been_accepted(
    address: str, client: SESV2Client
) -> None:
    order(address, "PUT", "faults", [{"kind": "timeout", "after_effect": True, "seconds": 0.5}])

    with pytest.raises(ReadTimeoutError):
        client.send_email(**letter())

    assert len(order(address, "GET", "letters")) == 1
    assert order(address, "GET", "stats")["api_faults"] == 1


def test_a_refusal_is_raised_as_boto3_names_it(address: str, client: SESV2Client) -> None:
    with pytest.raises(client.exceptions.MessageRejected):
        client.send_email(**{**letter(), "FromEmailAddress": "who@elsewhere.example"})
    order(address, "PUT", "settings", {"paused": True})
    with pytest.raises(client.exceptions.SendingPausedException):
        client.send_email(**letter())
    order(address, "PUT", "settings", {"a_second": 1})
    client.send_email(**letter())
    with pytest.raises(client.exceptions.TooManyRequestsException):
        client.send_email(**letter())


def test_bounces_and_complaints_reach_a_receiver(address: str, client: SESV2Client) -> None:
    first, second = (client.send_email(**letter(f"{n}@b.example"))["MessageId"] for n in "ab")
    order(address, "POST", "notifications/take")

    order(address, "POST", f"letters/{first}/bounce", {"permanent": False})
    order(address, "POST", f"letters/{second}/complaint")
    (record, other) = order(address, "POST", "notifications/take?shape=sqs")["Records"]

    bounce = json.loads(json.loads(record["body"])["Message"])
    assert (bounce["eventType"], bounce["mail"]["messageId"]) == ("Bounce", first)
    assert json.loads(json.loads(other["body"])["Message"])["eventType"] == "Complaint"
    assert order(address, "POST", "notifications/take") == []


def test_an_outage_ends_with_the_clock_or_by_order(address: str, client: SESV2Client) -> None:
    order(address, "PUT", "outage", {"hours": 24})
    with pytest.raises(client.exceptions.ClientError, match="ServiceUnavailable"):
        client.send_email(**letter())
    order(address, "POST", "clock", {"by": DAY})
    client.send_email(**letter())
    order(address, "PUT", "outage", {"hours": 24})
    order(address, "DELETE", "outage")

    client.send_email(**letter())


def test_a_wrong_order_is_refused_with_a_sentence(address: str) -> None:
    def answer(method: str, path: str, body: object = None) -> int:
        said = requests.request(method, f"{address}/_sandbox/{path}", json=body, timeout=5)
        assert said.json()["message"]
        return said.status_code

    assert answer("POST", "clock", {"by": -1}) == 400
    assert answer("PUT", "settings", {"colour": "red"}) == 400
    assert answer("POST", "letters/unknown/bounce", {}) == 404
    assert answer("POST", "notifications/take?shape=pigeon") == 400
