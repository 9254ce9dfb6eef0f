"""One promise, kept by the tests' outbox and by SQS alike."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from carryover.adapters.sqs import SqsOutbox
from carryover.kernel.messages import Delivery, Envelope, Source, stamped
from carryover.ports.outbox import Outbox, Queue
from tests.fakes.memory import MemoryOutbox

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class Post:
    """An outbox, and a look at what has arrived."""

    outbox: Outbox
    arrived: Callable[[Queue], list[Envelope[Delivery]]]


def memory() -> Iterator[Post]:
    outbox = MemoryOutbox()
    yield Post(outbox, outbox.take)


def sqs() -> Iterator[Post]:
    with mock_aws():
        client: Any = botocore.session.get_session().create_client("sqs", region_name="eu-west-1")
        urls = {queue: client.create_queue(QueueName=queue)["QueueUrl"] for queue in Queue}

        def arrived(queue: Queue) -> list[Envelope[Delivery]]:
            found: list[Envelope[Delivery]] = []
            while some := client.receive_message(QueueUrl=urls[queue], MaxNumberOfMessages=10).get(
                "Messages"
            ):
                found += [Envelope[Delivery].model_validate_json(m["Body"]) for m in some]
            return found

        yield Post(SqsOutbox(client, urls), arrived)


@pytest.fixture(params=[memory, sqs])
def post(request: pytest.FixtureRequest) -> Iterator[Post]:
    yield from request.param()


def letter(name: str, payload: str = "{}") -> Envelope[Delivery]:
    body = Delivery(account="us", source=Source.IMPORT, payload=payload)
    return stamped(body, message_id=name, cause="a test", at=NOON)


def test_what_is_sent_arrives_unchanged(post: Post) -> None:
    sent = letter("one", json.dumps({"name": "Zofia Żółć \uffff\ufffe\x00😀"}, ensure_ascii=False))

    post.outbox.send(Queue.INBOUND, sent)

    assert post.arrived(Queue.INBOUND) == [sent]


def test_every_queue_has_its_own_post(post: Post) -> None:
    for queue in Queue:
        post.outbox.send(queue, letter(queue.value))

    for queue in Queue:
        assert [envelope.id for envelope in post.arrived(queue)] == [queue.value]


def test_more_messages_than_a_request_may_hold_all_arrive(post: Post) -> None:
    sent = [letter(str(number)) for number in range(23)]

    post.outbox.send(Queue.INBOUND, *sent)

    assert {envelope.id for envelope in post.arrived(Queue.INBOUND)} == {e.id for e in sent}


def test_more_bytes_than_a_request_may_hold_all_arrive(post: Post) -> None:
    sent = [letter(str(number), "ż" * 60_000) for number in range(7)]

    post.outbox.send(Queue.INBOUND, *sent)

    assert sorted(post.arrived(Queue.INBOUND), key=lambda e: e.id) == sent


def test_nothing_to_send_sends_nothing(post: Post) -> None:
    post.outbox.send(Queue.INBOUND)

    assert post.arrived(Queue.INBOUND) == []


def test_a_delay_of_fifteen_minutes_is_allowed(post: Post) -> None:
    post.outbox.send(Queue.INBOUND, letter("later"), delay=timedelta(minutes=15))
