"""One webhook all the way, through the real handlers and moto's AWS: from the door by way of the
channel to the record."""

import json
import logging
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING, Any, cast

import botocore.session
import pytest
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from carryover.adapters import aws as clients
from carryover.adapters.dynamodb.journal import DynamoJournal
from carryover.adapters.dynamodb.records import DynamoRecords
from carryover.adapters.dynamodb.reviews import DynamoReviews
from carryover.adapters.dynamodb.table import Table
from carryover.edge.telemetry import logger
from carryover.kernel.clock import day
from carryover.kernel.identity import Kind, ObjectRef
from carryover.ports.journal import Entry, Outcome
from carryover.wiring import inbound, stripe_webhook, subscription_mirror
from functions.inbound.handler import handler as inbound_handler
from functions.stripe_webhook.handler import handler as webhook_handler
from functions.subscription_mirror.handler import handler as mirror_handler
from sandbox.aws.paths import ROOT
from tests.fakes.invocation import invocation, sqs_record
from tests.local.golden import SECRETS, delivered_now, delivery, signature

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

STORY = sorted((ROOT / "events/stripe").glob("*.endive.json"))
PEOPLE = ("@", "Mira Example", "Musterstra", "+49")
"""What stands in the golden events about people."""


type Worker = Callable[[dict[str, Any], LambdaContext], PartialItemFailureResponse]


@dataclass
class River:
    """What template.yaml makes of a stage, as far as one webhook sees it."""

    sqs: "SQSClient"
    table: Table
    log: StringIO = field(default_factory=StringIO)

    def delivers(self, body: str, request: str) -> int:
        """Knock at the door as Stripe does, and let the workers work until nothing is left."""
        event = {**delivered_now("accepted"), "body": body}
        event["requestContext"]["requestId"] = request
        secret = SECRETS["us"][0]
        at = int(event["headers"]["stripe-signature"].split(",")[0][2:])
        event["headers"]["stripe-signature"] = signature(body.encode(), secret, at)
        status = int(webhook_handler(event, invocation())["statusCode"])
        self._drain("inbound", inbound_handler)
        self._drain("subscription_mirror", mirror_handler)
        return status

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    def entry(self, created: int) -> Entry:
        """The one event of its day, whole."""
        (listed,) = DynamoJournal(self.table).day("us", day(created))
        found = DynamoJournal(self.table).fetch(listed.event, listed.variant)
        assert found is not None
        return found

    def body_of(self, entry: Entry) -> bytes:
        """The bytes as they were received, wherever they are."""
        if not entry.stored_as:
            return entry.payload
        return clients.s3().get_object(Bucket="artefacts", Key=entry.stored_as)["Body"].read()

    def _drain(self, queue: str, handler: Worker) -> None:
        url = self.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        while got := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            answer = handler({"Records": [sqs_record(message) for message in got]}, invocation())
            assert answer == {"batchItemFailures": []}
            for message in got:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


@pytest.fixture
def river(
    aws: botocore.session.Session, table: Table, monkeypatch: pytest.MonkeyPatch
) -> Iterator[River]:
    sqs = cast("SQSClient", aws.create_client("sqs"))
    for queue in ("inbound", "subscription_mirror", "access", "crm", "dunning"):
        url = sqs.create_queue(QueueName=queue)["QueueUrl"]
        monkeypatch.setenv(f"CARRYOVER_{queue.upper()}_QUEUE_URL", url)
    place: Any = {"LocationConstraint": "eu-central-1"}
    s3 = cast("S3Client", aws.create_client("s3"))
    s3.create_bucket(Bucket="artefacts", CreateBucketConfiguration=place)
    secrets = cast("SecretsManagerClient", aws.create_client("secretsmanager"))
    secrets.create_secret(Name="webhook-secrets", SecretString=json.dumps(SECRETS))
    for name, value in {
        "TABLE": table.name,
        "BUCKET": "artefacts",
        "STRIPE_WEBHOOK_SECRETS": "webhook-secrets",
        "STRIPE_KEYS": "keys",
        "RETRY_BASE_SECONDS": "0",
        "SETTLE_DELAY_SECONDS": "0",
    }.items():
        monkeypatch.setenv(f"CARRYOVER_{name}", value)
    _start_cold()
    handler = logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    made = River(sqs, table)
    before = handler.setStream(made.log)
    yield made
    handler.setStream(before or handler.stream)
    _start_cold()


def _start_cold() -> None:
    """Forget what warm functions keep."""
    for kept in (clients.sqs, clients.dynamodb, clients.s3, clients.secretsmanager):
        kept.cache_clear()
    for built in (stripe_webhook.door, inbound.worker, subscription_mirror.worker):
        built.cache_clear()


@pytest.mark.parametrize("path", STORY, ids=lambda path: str(path.stem))
def test_one_search_for_the_request_finds_every_line_and_no_line_names_a_person(
    river: River, path: Any
) -> None:
    river.delivers(path.read_text(), request="req-golden-77")

    first, *others = [line["message"] for line in river.lines]
    assert (first, set(others)) == ("accepted", {"done"})
    assert {line["cause"] for line in river.lines} == {"req-golden-77"}
    assert not any(word in river.log.getvalue() for word in PEOPLE)


def test_a_delivery_ends_as_a_record_and_an_entry_of_the_journal(river: River) -> None:
    body = delivery("accepted")["body"]

    assert river.delivers(body, request="req-1") == 200

    record = DynamoRecords(river.table).recall(ObjectRef("us", Kind.CUSTOMER, "cus_golden_1"))
    assert record is not None
    assert record.state.id == "cus_golden_1"
    entry = river.entry(json.loads(body)["created"])
    assert (entry.cause, entry.payload.decode()) == ("req-1", body)


@pytest.mark.parametrize("kilobytes", [200, 230, 300, 4_900])
def test_an_event_of_any_size_stripe_may_send_is_filed_and_believed(
    river: River, kilobytes: int
) -> None:
    """Text nobody can compress, so that a table's item of 400 KB is put to the test too."""
    dice = random.Random(kilobytes)
    event = json.loads(delivery("accepted")["body"])
    noise = "".join(dice.choices(string.ascii_letters + string.digits, k=kilobytes * 1_000))
    event["data"]["object"]["invoice_prefix"] = noise
    body = json.dumps(event)

    assert river.delivers(body, request="req-1") == 200

    entry = river.entry(event["created"])
    assert entry.outcome is Outcome.ROUTED
    assert river.body_of(entry) == body.encode()
    assert DynamoRecords(river.table).recall(ObjectRef("us", Kind.CUSTOMER, "cus_golden_1"))


def test_a_body_that_is_no_event_is_filed_and_asked_about_once(river: River) -> None:
    for _ in range(2):
        assert river.delivers('{"name": "Jane Doe"}', request="req-1") == 200

    (case,) = DynamoReviews(river.table).all()
    assert case.doubt.cause == "req-1"
    assert "Jane" not in case.doubt.sentence + river.log.getvalue()
