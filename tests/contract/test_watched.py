"""What makes an alarm ring, and what must not: an alarm that cries wolf is switched off."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from carryover.adapters.dynamodb.table import Table
from carryover.edge.telemetry import metrics
from carryover.kernel.errors import Retryable
from carryover.ports.journal import Taken
from carryover.ports.reviews import Doubt
from carryover.wiring.watched import CountedReviews, WatchedJournal
from tests.contract.test_journal import entry


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> Iterator[None]:
    metrics.clear_metrics()
    yield
    metrics.clear_metrics()


def counted(name: str) -> int:
    """Add up a counter as it will be told to CloudWatch."""
    kept: Any = metrics.provider.metric_set.get(name, {"Value": []})
    return int(sum(kept["Value"]))


def test_a_journal_that_cannot_be_reached_rings_whether_it_is_read_or_written(
    table: Table,
) -> None:
    journal = WatchedJournal(replace(table, name="gone"))

    with pytest.raises(Retryable):
        journal.recall(entry().event, "d1")
    with pytest.raises(Retryable):
        journal.write(entry())

    assert counted("JournalFailures") == 2


def test_two_workers_with_the_same_event_are_everyday_life_and_ring_nothing(table: Table) -> None:
    journal = WatchedJournal(table)
    journal.write(entry())

    with pytest.raises(Taken):
        journal.write(entry())

    assert counted("JournalFailures") == 0


def test_a_question_rings_once_however_often_it_is_asked(table: Table) -> None:
    doubt = Doubt(
        id="d1", subject="event evt_1", sentence="?", cause="c", opened_at=entry().journalled_at
    )

    for _ in range(3):
        CountedReviews(table).open(doubt)

    assert counted("ReviewsOpened") == 1
