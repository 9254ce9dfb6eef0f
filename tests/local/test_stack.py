from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from sandbox.aws.local import LocalAws
from sandbox.aws.stack import Stack
from tests.local.golden import SECRETS, delivered_now, delivery
from tests.local.identity import acting_as
from tests.local.patience import eventually


@pytest.fixture(autouse=True)
def secrets(aws: LocalAws, stack: Stack) -> None:
    aws.keep_secret(stack.outputs["StripeWebhookSecretsName"], SECRETS)


def post(stack: Stack, event: dict[str, Any], path: str = "/webhooks/stripe/us") -> int:
    """Send a golden delivery to the public address, as Stripe would."""
    signed = {"stripe-signature": event["headers"]["stripe-signature"]}
    url = stack.outputs["ApiUrl"] + path
    return requests.post(url, data=event["body"], headers=signed, timeout=60).status_code


def journalled(aws: LocalAws, stack: Stack, event_id: str) -> bool:
    """Whether the journal has an event: it is filed by account and day, then by its id."""
    items = aws.clients.dynamodb.scan(TableName=stack.outputs["BusinessTable"])["Items"]
    return any(item["sk"] == {"S": event_id} for item in items)


def dead_letters(aws: LocalAws, stack: Stack, queue: str) -> list[str]:
    """What the queue's readers gave up."""
    url = stack.outputs[f"{queue}DeadLettersUrl"]
    answer = aws.clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_a_signed_delivery_goes_from_the_public_address_into_the_journal(
    aws: LocalAws, stack: Stack
) -> None:
    assert post(stack, delivered_now("accepted")) == 200

    assert eventually(lambda: journalled(aws, stack, "evt_golden_1"))


def test_a_forged_delivery_is_refused_at_the_public_address(stack: Stack) -> None:
    assert post(stack, delivery("forged")) == 400


def test_there_is_no_other_way_in(stack: Stack) -> None:
    assert post(stack, delivered_now("accepted"), path="/webhooks/paypal/us") == 404


def test_the_ingress_cannot_read_the_record(aws: LocalAws, stack: Stack) -> None:
    table = acting_as(aws, stack, "StripeWebhookRole").client(
        "dynamodb", endpoint_url=aws.emulator.url
    )

    with pytest.raises(ClientError, match="AccessDenied"):
        table.scan(TableName=stack.outputs["BusinessTable"])


def test_the_ingress_can_write_deliveries_only_where_deliveries_are_kept(
    aws: LocalAws, stack: Stack
) -> None:
    bucket = acting_as(aws, stack, "StripeWebhookRole").client("s3", endpoint_url=aws.emulator.url)

    bucket.put_object(Bucket=stack.outputs["Bucket"], Key="deliveries/one", Body=b"{}")

    with pytest.raises(ClientError, match="AccessDenied"):
        bucket.put_object(Bucket=stack.outputs["Bucket"], Key="elsewhere/one", Body=b"{}")


def test_the_worker_of_a_migration_reads_its_lists_and_nothing_else_of_the_bucket(
    aws: LocalAws, stack: Stack
) -> None:
    own = acting_as(aws, stack, "SubscriptionRecreationRole")
    bucket = own.client("s3", endpoint_url=aws.emulator.url)
    name = stack.outputs["Bucket"]

    with pytest.raises(ClientError, match="NoSuchKey"):
        bucket.get_object(Bucket=name, Key="migrations/none")
    with pytest.raises(ClientError, match="AccessDenied"):
        bucket.get_object(Bucket=name, Key="deliveries/one")
    with pytest.raises(ClientError, match="AccessDenied"):
        bucket.put_object(Bucket=name, Key="migrations/none", Body=b"")


@pytest.mark.parametrize(
    "queue", ["Inbound", "SubscriptionMirror", "ScheduledSync", "SubscriptionRecreation"]
)
def test_every_worker_reads_its_queue_and_gives_up_what_nobody_can_read(
    queue: str, aws: LocalAws, stack: Stack
) -> None:
    aws.clients.sqs.send_message(
        QueueUrl=stack.outputs[f"{queue}QueueUrl"], MessageBody="no envelope"
    )

    # Beside it may lie what other tests left for a Stripe that is gone.
    assert eventually(lambda: "no envelope" in dead_letters(aws, stack, queue))


def test_what_a_function_logs_can_be_read_back(aws: LocalAws, stack: Stack) -> None:
    post(stack, delivery("forged"))

    assert any("refused" in line for line in aws.logs(stack.outputs["StripeWebhookFunction"]))
