"""A hook of Kajabi through the real handlers: the door, the channel, the worker (KAJ-3, KAJ-5)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import botocore.session
import pytest

from carryover.adapters import aws as clients
from carryover.adapters.dynamodb.reviews import DynamoReviews
from carryover.adapters.dynamodb.table import Table
from carryover.wiring import access, inbound, kajabi_webhook
from functions.access.handler import handler as access_handler
from functions.inbound.handler import handler as inbound_handler
from functions.kajabi_webhook.handler import handler as webhook_handler
from tests.fakes.invocation import invocation, sqs_record
from tests.unit.intake.doorstep import http

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

TOKEN = "a-token-of-more-than-22-letters"
HOOK = {
    "id": "41",
    "event": "tag_added",
    "payload": [
        {"id": "41", "type": "contacts", "attributes": {"email": "ada@example.com"}},
        {"id": "77", "type": "contact_tags", "attributes": {"name": "Cancelled"}},
    ],
}


@dataclass
class River:
    """The queues between the three."""

    sqs: "SQSClient"
    table: Table

    def knock(self, body: object, token: str = TOKEN) -> int:
        event = http({}, json.dumps(body), "academy")
        event["pathParameters"]["token"] = token
        return int(webhook_handler(event, invocation())["statusCode"])

    def works(self, queue: str, handler: Any) -> int:
        """Let a worker empty its queue; answers how many messages there were."""
        url = self.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        done = 0
        while got := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            records = [sqs_record(each, queue) for each in got]
            answer = handler({"Records": records}, invocation())
            assert answer == {"batchItemFailures": []}
            for each in got:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
            done += len(got)
        return done

    def put(self, body: object) -> None:
        url = self.sqs.get_queue_url(QueueName="access_poll")["QueueUrl"]
        self.sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))


@pytest.fixture
def river(
    aws: botocore.session.Session, table: Table, monkeypatch: pytest.MonkeyPatch
) -> Iterator[River]:
    sqs = cast("SQSClient", aws.create_client("sqs"))
    for queue in ("inbound", "access", "access_poll"):
        url = sqs.create_queue(QueueName=queue)["QueueUrl"]
        monkeypatch.setenv(f"CARRYOVER_{queue.upper()}_QUEUE_URL", url)
    secrets = cast("SecretsManagerClient", aws.create_client("secretsmanager"))
    secrets.create_secret(Name="tokens", SecretString=json.dumps({"academy": [TOKEN]}))
    for name, value in {
        "TABLE": table.name,
        "BUCKET": "artefacts",
        "SUBSCRIPTION_MIRROR_QUEUE_URL": "nobody",
        "CRM_QUEUE_URL": "nobody",
        "DUNNING_QUEUE_URL": "nobody",
        "KAJABI_HOOK_SECRETS": "tokens",
        "KAJABI_KEYS": "sites",
        "STRIPE_KEYS": "keys",
        "RETRY_BASE_SECONDS": "0",
    }.items():
        monkeypatch.setenv(f"CARRYOVER_{name}", value)
    _start_cold()
    yield River(sqs, table)
    _start_cold()


def _start_cold() -> None:
    for kept in (clients.sqs, clients.dynamodb, clients.s3, clients.secretsmanager):
        kept.cache_clear()
    for built in (kajabi_webhook.door, inbound.worker, access.worker):
        built.cache_clear()


def test_a_hook_reaches_the_worker_who_asks_a_person_while_nobody_made_rules(river: River) -> None:
    assert river.knock(HOOK) == 200
    assert river.works("inbound", inbound_handler) == 1
    assert river.works("access", access_handler) == 1

    (case,) = DynamoReviews(river.table).all()
    assert case.doubt.subject == "site academy"
    assert "ada" not in case.doubt.sentence


def test_a_hook_nobody_documents_is_filed_and_asked_about(river: River) -> None:
    assert river.knock({"id": "1", "event": "subscription_cancelled", "payload": []}) == 200
    river.works("inbound", inbound_handler)

    (case,) = DynamoReviews(river.table).all()
    assert "Kajabi documents no event of this name" in case.doubt.sentence
    assert river.works("access", access_handler) == 0


def test_a_wrong_token_leaves_no_trace(river: River) -> None:
    assert river.knock(HOOK, "a-wrong-token-of-22-letters") == 404
    assert river.works("inbound", inbound_handler) == 0


def test_the_clock_finds_no_site_to_poll_before_there_are_rules(river: River) -> None:
    letter = {"v": 1, "id": "access.poll:1", "cause": "schedule", "body": {"task": "access.poll"}}
    river.put({**letter, "occurred_at": "2026-11-20T12:00:00Z"})

    assert river.works("access", access_handler) == 0
    assert river.works("access_poll", access_handler) == 1
    assert DynamoReviews(river.table).all() == []
