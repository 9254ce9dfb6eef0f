"""What the workers rely on and an emulator could get wrong."""

import time
from collections.abc import Iterator

import pytest

from sandbox.aws.local import LocalAws


@pytest.fixture
def queue(aws: LocalAws) -> Iterator[str]:
    url = aws.clients.sqs.create_queue(QueueName="manners")["QueueUrl"]
    yield url
    aws.clients.sqs.delete_queue(QueueUrl=url)


def seconds_until_seen(aws: LocalAws, queue: str) -> float:
    began = time.monotonic()
    aws.clients.sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
    return time.monotonic() - began


def test_a_delayed_message_waits(aws: LocalAws, queue: str) -> None:
    aws.clients.sqs.send_message(QueueUrl=queue, MessageBody="later", DelaySeconds=1)

    assert 0.5 < seconds_until_seen(aws, queue) < 3


def test_a_message_that_was_put_back_waits_as_long_as_it_was_told(
    aws: LocalAws, queue: str
) -> None:
    aws.clients.sqs.send_message(QueueUrl=queue, MessageBody="again")
    (taken,) = aws.clients.sqs.receive_message(QueueUrl=queue)["Messages"]

    aws.clients.sqs.change_message_visibility(
        QueueUrl=queue, ReceiptHandle=taken["ReceiptHandle"], VisibilityTimeout=1
    )

    assert 0.5 < seconds_until_seen(aws, queue) < 3


def test_a_message_of_256_kib_fits(aws: LocalAws, queue: str) -> None:
    body = "x" * 256 * 1024

    aws.clients.sqs.send_message(QueueUrl=queue, MessageBody=body)

    (taken,) = aws.clients.sqs.receive_message(QueueUrl=queue)["Messages"]
    assert taken["Body"] == body
