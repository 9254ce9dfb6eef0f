"""What only a table in trouble shows, and what it must not keep for ever."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.journal import DynamoJournal
from carryover.adapters.dynamodb.table import Range, Table
from carryover.kernel.errors import Retryable
from tests.contract.test_journal import entry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Overloaded:
    """DynamoDB when it is short of breath: a batch comes back in part."""

    def batch_get_item(self, **asked: Any) -> dict[str, Any]:
        return {"Responses": {}, "UnprocessedKeys": asked["RequestItems"]}


def test_half_an_answer_is_no_answer() -> None:
    """Taken for whole it would say "never seen" of events that are filed."""
    journal = DynamoJournal(Table(cast("DynamoDBClient", Overloaded()), "business"))

    with pytest.raises(Retryable, match="only part of a batch"):
        journal.known([entry().event])


def test_an_event_leaves_the_journal_after_ninety_days(table: Table) -> None:
    DynamoJournal(table).write(entry())

    row = table.get(keys.event(entry().event))

    assert row is not None
    assert row[keys.EXPIRES_AT] == int(datetime(2026, 5, 30, 12, 0, 5, tzinfo=UTC).timestamp())


def test_a_key_that_is_wanted_is_not_named_twice(table: Table) -> None:
    """DynamoDB refuses a projection that names an attribute twice; moto does not."""
    asked: list[dict[str, Any]] = []
    events = table.client.meta.events
    events.register(
        "provide-client-params.dynamodb.Query", lambda params, **_: asked.append(params)
    )

    list(table.query(Range("somewhere"), ("sk",)))

    named = asked[0]["ExpressionAttributeNames"].values()
    assert sorted(named) == ["pk", "sk"]
