"""A message is worked once, however often it is delivered (DESIGN §4, the second net)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import botocore.session
import pytest

from carryover.kernel.errors import NeedsReview, Retryable
from carryover.sync.messages import SyncEnvelope, SyncEvents
from carryover.wiring.once import Once
from tests.fakes.invocation import invocation
from tests.fakes.memory import Killed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass
class Mill:
    """Counts its work, and fails as told."""

    worked: list[str] = field(default_factory=list)
    fails: list[BaseException] = field(default_factory=list)

    def handle(self, letter: SyncEnvelope) -> Mapping[str, object]:
        self.worked.append(letter.id)
        if self.fails:
            raise self.fails.pop(0)
        return {"number": len(self.worked)}


@pytest.fixture
def once(aws: botocore.session.Session) -> Once:
    client = cast("DynamoDBClient", aws.create_client("dynamodb"))
    client.create_table(
        TableName="idempotency",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    made = Once(client, "idempotency", prefix="mill")
    made.invoked(invocation(30_000))
    return made


def letter(message_id: str) -> SyncEnvelope:
    return SyncEnvelope(
        id=message_id, cause="test", occurred_at=datetime.now(UTC), body=SyncEvents(account="us")
    )


def test_a_message_delivered_again_is_answered_as_before_and_not_worked(once: Once) -> None:
    mill = Mill()
    work = once(mill.handle)

    answers = [work(letter(each)) for each in ("a", "a", "b", "a")]

    assert mill.worked == ["a", "b"]
    assert [answer["number"] for answer in answers] == [1, 1, 2, 1]


@pytest.mark.parametrize("failure", [Retryable("later"), NeedsReview("x", "?"), KeyError("bug")])
def test_a_message_that_failed_is_worked_again(once: Once, failure: Exception) -> None:
    mill = Mill(fails=[failure])
    work = once(mill.handle)

    with pytest.raises(type(failure)):
        work(letter("a"))
    work(letter("a"))

    assert mill.worked == ["a", "a"]


def test_a_message_in_another_workers_hands_is_left_on_the_queue(once: Once) -> None:
    mill = Mill(fails=[Killed()])
    work = once(mill.handle)
    with pytest.raises(Killed):
        work(letter("a"))

    with pytest.raises(Retryable, match="another worker"):
        work(letter("a"))


def test_a_message_whose_worker_was_cut_off_is_worked_again_after_its_time(once: Once) -> None:
    once.invoked(invocation(-1))
    mill = Mill(fails=[Killed()])
    work = once(mill.handle)
    with pytest.raises(Killed):
        work(letter("a"))

    work(letter("a"))

    assert mill.worked == ["a", "a"]


def test_without_its_table_nothing_is_worked_and_nothing_is_lost(
    aws: botocore.session.Session,
) -> None:
    client = cast("DynamoDBClient", aws.create_client("dynamodb"))
    once, mill = Once(client, "missing", prefix="mill"), Mill()
    once.invoked(invocation())

    with pytest.raises(Retryable, match="idempotency table"):
        once(mill.handle)(letter("a"))

    assert mill.worked == []
