"""An event of HighLevel through the real handlers: door, channel, worker (CRM-2, CRM-3)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import botocore.session
import pytest

from carryover.adapters import aws as clients
from carryover.adapters.dynamodb.reviews import DynamoReviews
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.highlevel.stored_pairs import StoredPairs
from carryover.adapters.highlevel.tokens import Pair
from carryover.adapters.secret_documents import SecretDocument
from carryover.kernel.errors import Retryable
from carryover.wiring import crm_sync, highlevel_webhook, inbound
from functions.crm_sync.handler import handler as crm_handler
from functions.highlevel_webhook.handler import handler as webhook_handler
from functions.inbound.handler import handler as inbound_handler
from sandbox.highlevel.webhooks.signing import public_key, signature
from tests.fakes.invocation import invocation, sqs_record
from tests.unit.intake.doorstep import http

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

SAID = {
    "type": "OrderCreate",
    "locationId": "ve9",
    "appId": "app_1",
    "_id": "order-1",
    "webhookId": "w-1",
    "timestamp": "2026-11-20T12:00:00Z",
}
DOOR = {"agency": {"keys": [public_key(1)], "app": "app_1", "locations": ["ve9"]}}


@dataclass
class River:
    """The queues between the three."""

    sqs: "SQSClient"
    secrets: "SecretsManagerClient"
    table: Table

    def knock(self, said: object = SAID, seed: int = 1) -> int:
        body = json.dumps(said)
        event = http({"x-ghl-signature": signature(seed, body.encode())}, body, "agency")
        return int(webhook_handler(event, invocation())["statusCode"])

    def works(self, queue: str, handler: Any) -> int:
        """Let a worker empty its queue; answers how many messages there were."""
        url = self.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        done = 0
        while got := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            answer = handler({"Records": [sqs_record(each) for each in got]}, invocation())
            assert answer == {"batchItemFailures": []}
            for each in got:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
            done += len(got)
        return done


@pytest.fixture
def river(
    aws: botocore.session.Session, table: Table, monkeypatch: pytest.MonkeyPatch
) -> Iterator[River]:
    sqs = cast("SQSClient", aws.create_client("sqs"))
    for queue in ("inbound", "crm"):
        url = sqs.create_queue(QueueName=queue)["QueueUrl"]
        monkeypatch.setenv(f"CARRYOVER_{queue.upper()}_QUEUE_URL", url)
    secrets = cast("SecretsManagerClient", aws.create_client("secretsmanager"))
    secrets.create_secret(Name="door", SecretString=json.dumps(DOOR))
    locations = {"locations": {"academy": {"location": "ve9", "token": "pit-1"}}}
    secrets.create_secret(Name="locations", SecretString=json.dumps(locations))
    for name, value in {
        "TABLE": table.name,
        "BUCKET": "artefacts",
        "SUBSCRIPTION_MIRROR_QUEUE_URL": "nobody",
        "ACCESS_QUEUE_URL": "nobody",
        "DUNNING_QUEUE_URL": "nobody",
        "HIGHLEVEL_DOOR_SECRETS": "door",
        "HIGHLEVEL_KEYS": "locations",
        "HIGHLEVEL_TOKENS": "tokens",
        "STRIPE_KEYS": "keys",
        "RETRY_BASE_SECONDS": "0",
    }.items():
        monkeypatch.setenv(f"CARRYOVER_{name}", value)
    _start_cold()
    yield River(sqs, secrets, table)
    _start_cold()


def _start_cold() -> None:
    for kept in (clients.sqs, clients.dynamodb, clients.s3, clients.secretsmanager):
        kept.cache_clear()
    for built in (highlevel_webhook.door, inbound.worker, crm_sync.worker):
        built.cache_clear()


def test_an_event_reaches_the_worker_who_asks_a_person_while_nobody_made_rules(
    river: River,
) -> None:
    assert river.knock() == 200
    assert river.works("inbound", inbound_handler) == 1
    assert river.works("crm", crm_handler) == 1

    (case,) = DynamoReviews(river.table).all()
    assert case.doubt.subject == "location ve9"


def test_an_event_that_comes_twice_is_handled_once(river: River) -> None:
    """HighLevel sends again after a 429, and the user's other Lambdas may forward a copy."""
    for _ in range(3):
        assert river.knock() == 200

    assert river.works("inbound", inbound_handler) == 3
    assert river.works("crm", crm_handler) == 1


def test_an_event_nobody_documents_is_filed_and_asked_about(river: River) -> None:
    assert river.knock({**SAID, "type": "SubscriptionCreate"}) == 200
    river.works("inbound", inbound_handler)

    (case,) = DynamoReviews(river.table).all()
    assert "HighLevel documents no event of this name" in case.doubt.sentence
    assert river.works("crm", crm_handler) == 0


def test_a_forgery_leaves_no_trace(river: River) -> None:
    assert river.knock(seed=2) == 401
    assert river.works("inbound", inbound_handler) == 0


def test_a_door_without_its_secret_says_429(river: River, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARRYOVER_HIGHLEVEL_DOOR_SECRETS", "nowhere")

    assert river.knock() == 429


def test_a_schedules_message_is_worked_though_nobody_made_rules(river: River) -> None:
    url = river.sqs.get_queue_url(QueueName="crm")["QueueUrl"]
    for task in ("crm.sweep", "crm.poll", "crm.reread", "crm.walk"):
        said = {"v": 1, "id": task, "cause": "clock", "occurred_at": "2026-11-20T12:00:00Z"}
        body = json.dumps({**said, "body": {"task": task}})
        river.sqs.send_message(QueueUrl=url, MessageBody=body)

    assert river.works("crm", crm_handler) == 4


def pair(number: int) -> Pair:
    said = {"access": f"a{number}", "refresh": f"r{number}", "until": 5, "number": number}
    return Pair.model_validate(said)


def test_a_pair_is_kept_beside_others_and_an_older_one_never_replaces_it(river: River) -> None:
    pairs = StoredPairs(SecretDocument(river.secrets, "tokens"))
    assert pairs.read("agency") is None

    pairs.keep("agency", pair(2))
    pairs.keep("app/academy", pair(7))
    pairs.keep("agency", pair(1))

    assert pairs.read("agency") == pair(2)
    assert pairs.read("app/academy") == pair(7)


def test_a_secret_somebody_broke_is_not_written_over(river: River) -> None:
    river.secrets.create_secret(Name="tokens", SecretString='{"agency": "oops"}')
    pairs = StoredPairs(SecretDocument(river.secrets, "tokens"))

    with pytest.raises(Retryable, match="does not hold pairs of tokens"):
        pairs.keep("agency", pair(1))
    assert river.secrets.get_secret_value(SecretId="tokens")["SecretString"] == '{"agency": "oops"}'
