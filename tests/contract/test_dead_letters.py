"""What the piles of dead letters promise, held by memory and by SQS alike (OPS-1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import botocore.session
import pytest

from carryover.adapters.sqs_dead_letters import Pile, SqsDeadLetters
from carryover.kernel.errors import NeedsReview
from carryover.ports.outbox import Queue
from carryover.replay.model import DeadLetter
from carryover.replay.store import DeadLetters
from tests.fakes.dead_letters import MemoryDeadLetters

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

AT_ONCE = timedelta()
"""moto has one server: nothing is gained by waiting for others."""


@dataclass
class Place:
    """The piles, and what a test needs to put on them and to see of the queues."""

    letters: DeadLetters
    fail: Callable[[str], object]
    back_at_work: Callable[[], list[str]]


def in_memory() -> Place:
    letters = MemoryDeadLetters()

    def fail(body: str) -> None:
        now = datetime.now(UTC)
        letters.fail(DeadLetter(f"m-{body}", Queue.INBOUND, body, now, now, 8, "handle"))

    return Place(letters, fail, lambda: [letter.body for letter in letters.sent_back])


def on_sqs(session: botocore.session.Session) -> Place:
    client = cast("SQSClient", session.create_client("sqs"))
    queues = {name: client.create_queue(QueueName=name)["QueueUrl"] for name in ("work", "dead")}
    letters = SqsDeadLetters(client, {Queue.INBOUND: Pile(queues["work"], queues["dead"])}, AT_ONCE)

    def work() -> list[str]:
        answer = client.receive_message(QueueUrl=queues["work"], MaxNumberOfMessages=10)
        return [message["Body"] for message in answer.get("Messages", [])]

    return Place(
        letters,
        lambda body: client.send_message(QueueUrl=queues["dead"], MessageBody=body),
        work,
    )


@pytest.fixture(params=["memory", "sqs"])
def place(request: pytest.FixtureRequest) -> Place:
    return in_memory() if request.param == "memory" else on_sqs(request.getfixturevalue("aws"))


def bodies(place: Place) -> list[str]:
    with place.letters.held(Queue.INBOUND) as held:
        return sorted(letter.body for letter in held)


def test_every_letter_is_seen_once_in_a_look(place: Place) -> None:
    for number in range(25):
        place.fail(f"letter {number:02}")

    assert bodies(place) == [f"letter {number:02}" for number in range(25)]


def test_looking_leaves_everything_where_it_was(place: Place) -> None:
    place.fail("one")

    assert bodies(place) == bodies(place) == ["one"]
    assert place.letters.hidden(Queue.INBOUND) == 0


def test_a_look_that_stops_early_puts_back_what_it_held(place: Place) -> None:
    for number in range(3):
        place.fail(f"letter {number}")

    with place.letters.held(Queue.INBOUND) as held:
        next(held)

    assert len(bodies(place)) == 3


def test_while_somebody_looks_others_are_told_that_letters_are_held(place: Place) -> None:
    place.fail("one")

    with place.letters.held(Queue.INBOUND) as held:
        next(held)

        assert place.letters.hidden(Queue.INBOUND) == 1


def test_looking_counts_as_a_receive_and_says_so(place: Place) -> None:
    place.fail("one")

    def receives() -> int:
        with place.letters.held(Queue.INBOUND) as held:
            return next(held).receives

    assert receives() + 1 == receives()


def test_a_letter_goes_back_to_work_word_for_word(place: Place) -> None:
    place.fail('{"half": "a message')

    with place.letters.held(Queue.INBOUND) as held:
        letter = next(held)
        place.letters.send_back(letter)
        place.letters.remove(letter)

    assert place.back_at_work() == ['{"half": "a message']
    assert bodies(place) == []


def test_a_letter_sent_back_but_not_removed_is_still_on_the_pile(place: Place) -> None:
    place.fail("one")

    with place.letters.held(Queue.INBOUND) as held:
        place.letters.send_back(next(held))

    assert bodies(place) == ["one"]


def test_the_pile_says_when_a_letter_entered(place: Place) -> None:
    place.fail("one")

    with place.letters.held(Queue.INBOUND) as held:
        letter = next(held)

    assert abs((datetime.now(UTC) - letter.sent_at).total_seconds()) < 60


def test_a_pile_that_passes_letters_on_is_not_looked_through(
    aws: botocore.session.Session,
) -> None:
    client = cast("SQSClient", aws.create_client("sqs"))
    grave = client.create_queue(QueueName="grave")["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=grave, AttributeNames=["QueueArn"])["Attributes"]
    policy = f'{{"deadLetterTargetArn": "{arn["QueueArn"]}", "maxReceiveCount": 3}}'
    dead = client.create_queue(QueueName="dead", Attributes={"RedrivePolicy": policy})["QueueUrl"]
    client.send_message(QueueUrl=dead, MessageBody="one")
    letters = SqsDeadLetters(client, {Queue.INBOUND: Pile(grave, dead)}, AT_ONCE)

    with pytest.raises(NeedsReview, match="nothing was read"), letters.held(Queue.INBOUND):
        pass
