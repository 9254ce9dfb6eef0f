"""Many messages in few requests, and no request half forgotten."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.adapters.sqs import BATCH_LENGTH, MESSAGE_BYTES, SqsOutbox, batches
from carryover.kernel.errors import Retryable
from carryover.kernel.messages import Delivery, Envelope, Source, stamped
from carryover.ports.outbox import Queue
from tests.unit.adapters.clients import Answers

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
URLS = {Queue.INBOUND: "https://sqs.eu-west-1.amazonaws.com/123456789012/inbound"}


def letters(number: int) -> list[Envelope[Delivery]]:
    body = Delivery(account="us", source=Source.SYNC, payload="{}")
    return [stamped(body, message_id=str(n), cause="a test", at=NOON) for n in range(number)]


@given(st.lists(st.integers(1, MESSAGE_BYTES).map(lambda size: "x" * size), max_size=25))
def test_batches_keep_the_order_and_both_limits(texts: list[str]) -> None:
    cut = list(batches(texts))

    assert [text for batch in cut for text in batch] == texts
    assert all(len(batch) <= BATCH_LENGTH for batch in cut)
    assert all(sum(map(len, batch)) <= MESSAGE_BYTES for batch in cut)


def test_size_is_counted_in_bytes_not_letters() -> None:
    assert len(list(batches(["ż" * 70_000, "ż" * 70_000]))) == 2


def test_ten_messages_are_one_request() -> None:
    answers = Answers("sqs", (200, "{}"), (200, "{}"))

    SqsOutbox(answers.client, URLS).send(Queue.INBOUND, *letters(11), delay=timedelta(seconds=10))

    sent = [json.loads(request.body)["Entries"] for request in answers.requests]
    assert [len(entries) for entries in sent] == [10, 1]
    assert {entry["DelaySeconds"] for entries in sent for entry in entries} == {10}


def test_no_character_is_sent_that_sqs_would_refuse() -> None:
    name = "".join(map(chr, [*range(0x20), 0x7F, 0xFFFE, 0xFFFF]))
    body = Delivery(account="us", source=Source.SYNC, payload=name)
    envelope = stamped(body, message_id="1", cause="a test", at=NOON)
    answers = Answers("sqs", (200, "{}"))

    SqsOutbox(answers.client, URLS).send(Queue.INBOUND, envelope)

    sent = json.loads(answers.requests[0].body)["Entries"][0]["MessageBody"]
    refused = {chr(code) for code in (*range(0x9), 0xB, 0xC, *range(0xE, 0x20), 0xFFFE, 0xFFFF)}
    assert not refused & set(sent)
    assert Envelope[Delivery].model_validate_json(sent) == envelope


def test_a_batch_taken_in_part_is_tried_again_whole() -> None:
    partly = {
        "Successful": [{"Id": "0", "MessageId": "m", "MD5OfMessageBody": "d"}],
        "Failed": [{"Id": "1", "Code": "InternalError", "SenderFault": False}],
    }
    answers = Answers("sqs", (200, json.dumps(partly)))

    with pytest.raises(Retryable, match="took 1 of 2: InternalError"):
        SqsOutbox(answers.client, URLS).send(Queue.INBOUND, *letters(2))


def test_a_queue_this_lambda_was_not_given_is_a_bug() -> None:
    with pytest.raises(KeyError):
        SqsOutbox(Answers("sqs").client, URLS).send(Queue.SCHEDULED_SYNC, *letters(1))
