"""The whole function, from the schedule's message to the report: SDK, local Stripe, moto's AWS."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import botocore.session
import httpx
import pytest
import stripe

from carryover.adapters import aws as clients
from carryover.adapters.dynamodb.reviews import DynamoReviews
from carryover.adapters.dynamodb.sync import DynamoSyncStore
from carryover.adapters.dynamodb.table import Table
from carryover.kernel.facts import StateSeen
from carryover.kernel.identity import Kind
from carryover.kernel.messages import Delivery, Envelope, Source
from carryover.wiring import scheduled_sync as wiring
from functions.scheduled_sync.handler import handler
from sandbox.stripe.core.world import World
from sandbox.stripe.server import serving
from tests.fakes.invocation import invocation, sqs_record

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

QUEUES = ("inbound", "subscription_mirror", "scheduled_sync")


@dataclass
class Stack:
    """The function's surroundings as template.yaml makes them."""

    sqs: "SQSClient"
    table: Table
    sdk: stripe.StripeClient
    url: str

    def scheduled(self, task: str, at: str) -> None:
        """EventBridge puts the envelope of template.yaml on the queue."""
        envelope = {
            "v": 1,
            "id": f"{task}:{at}",
            "cause": f"schedule:{task}",
            "occurred_at": at,
            "body": {"task": task, "account": None},
        }
        self.sqs.send_message(
            QueueUrl=self._queue("scheduled_sync"), MessageBody=json.dumps(envelope)
        )

    def works(self) -> int:
        """Let the function drain its queue; answers how many messages had to come back."""
        returned = 0
        while batch := self.take("scheduled_sync"):
            records = [sqs_record(message) for message in batch]
            answer = handler({"Records": records}, invocation())
            returned += len(answer["batchItemFailures"])
        return returned

    def take(self, queue: str) -> list[Any]:
        url = self._queue(queue)
        got = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        messages = got.get("Messages", [])
        for message in messages:
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return messages

    def all_of(self, queue: str) -> list[str]:
        bodies: list[str] = []
        while batch := self.take(queue):
            bodies += [message["Body"] for message in batch]
        return bodies

    def _queue(self, name: str) -> str:
        return self.sqs.get_queue_url(QueueName=name)["QueueUrl"]


@pytest.fixture
def stack(
    aws: botocore.session.Session, table: Table, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stack]:
    world = World()
    world.open("us", "sk_test_us")
    with serving(world) as url:
        sqs = cast("SQSClient", aws.create_client("sqs"))
        for queue in QUEUES:
            made = sqs.create_queue(QueueName=queue)
            monkeypatch.setenv(f"CARRYOVER_{queue.upper()}_QUEUE_URL", made["QueueUrl"])
        _tables_and_secrets(aws, url)
        monkeypatch.setenv("CARRYOVER_TABLE", table.name)
        monkeypatch.setenv("CARRYOVER_IDEMPOTENCY_TABLE", "idempotency")
        monkeypatch.setenv("CARRYOVER_STRIPE_KEYS", "stripe-keys")
        monkeypatch.setenv("CARRYOVER_RETRY_BASE_SECONDS", "0")
        _start_cold()
        sdk = stripe.StripeClient("sk_test_us", base_addresses={"api": url})
        yield Stack(sqs, table, sdk, url)
        _start_cold()


def _tables_and_secrets(aws: botocore.session.Session, url: str) -> None:
    dynamodb = cast("DynamoDBClient", aws.create_client("dynamodb"))
    dynamodb.create_table(
        TableName="idempotency",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    keys = {"us": {"key": "sk_test_us", "api_base": url}}
    secrets = cast("SecretsManagerClient", aws.create_client("secretsmanager"))
    secrets.create_secret(Name="stripe-keys", SecretString=json.dumps(keys))


def _start_cold() -> None:
    """Forget what a warm function keeps."""
    for kept in (clients.sqs, clients.dynamodb, clients.secretsmanager):
        kept.cache_clear()
    for built in (wiring._needs, wiring._once, wiring._worker):
        built.cache_clear()


def test_events_lost_on_the_way_enter_by_the_usual_road(stack: Stack) -> None:
    made = [stack.sdk.v1.customers.create({"name": f"C{n}"}).id for n in range(105)]
    httpx.post(f"{stack.url}/_sandbox/clock", json={"by": 3600}).raise_for_status()
    stack.scheduled("sync.events", "2026-11-20T03:00:00Z")

    assert stack.works() == 0

    letters = [Envelope[Delivery].model_validate_json(b) for b in stack.all_of("inbound")]
    assert {letter.body.source for letter in letters} == {Source.SYNC}
    told = [json.loads(letter.body.payload or "")["data"]["object"]["id"] for letter in letters]
    assert sorted(told) == sorted(made)
    (report,) = DynamoSyncStore(stack.table).reports("us", limit=9)
    assert (report.findings.of("event").checked, report.findings.of("event").missing) == (105, 105)


def test_a_schedule_that_fires_twice_walks_once(stack: Stack) -> None:
    stack.sdk.v1.customers.create({"name": "Ada"})
    httpx.post(f"{stack.url}/_sandbox/clock", json={"by": 3600}).raise_for_status()

    for _ in range(3):
        stack.scheduled("sync.events", "2026-11-20T03:00:00Z")
        stack.works()

    assert len(stack.all_of("inbound")) == 1


def test_objects_nobody_told_us_of_are_told_to_the_mirror(stack: Stack) -> None:
    made = stack.sdk.v1.customers.create({"name": "Ada"})
    httpx.post(f"{stack.url}/_sandbox/clock", json={"by": 3600}).raise_for_status()
    stack.scheduled("sync.objects", "2026-11-20T03:00:00Z")

    assert stack.works() == 0

    (letter,) = map(Envelope[StateSeen].model_validate_json, stack.all_of("subscription_mirror"))
    assert (letter.body.ref.kind, letter.body.ref.id) == (Kind.CUSTOMER, made.id)
    assert letter.cause == "schedule:sync.objects"


def test_a_stripe_that_cannot_answer_leaves_the_message_on_the_queue(stack: Stack) -> None:
    order = {"kind": "rate_limit", "times": 1}
    httpx.put(f"{stack.url}/_sandbox/faults", json={"api": [order]}).raise_for_status()
    stack.scheduled("sync.events", "2026-11-20T03:00:00Z")

    assert stack.works() == 1


def test_a_key_that_was_withdrawn_leaves_a_question_for_a_person(stack: Stack) -> None:
    keys = {"us": {"key": "sk_test_withdrawn", "api_base": stack.url}}
    clients.secretsmanager().put_secret_value(SecretId="stripe-keys", SecretString=json.dumps(keys))
    stack.scheduled("sync.events", "2026-11-20T03:00:00Z")

    assert stack.works() == 0

    (case,) = DynamoReviews(stack.table).all()
    assert "Stripe refuses the key of us" in case.doubt.sentence
