"""What the sync's memory promises, held by memory and by DynamoDB alike (PAY-3)."""

from datetime import UTC, datetime, timedelta

import pytest

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.sync import DynamoSyncStore
from carryover.adapters.dynamodb.table import Table
from carryover.kernel.clock import seconds
from carryover.sync.model import Example, Findings, RunId, SyncRun, Tally, Window
from carryover.sync.store import SyncStore
from tests.fakes.sync import MemorySyncStore

NIGHT = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
RUN = RunId("us", "sync.events", NIGHT)
FOUND = Findings(
    tallies={"event": Tally(checked=100, missing=2)},
    examples=(Example(kind="event", id="evt_1", finding="missing"),),
    oldest=10,
    newest=20,
)


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> SyncStore:
    if request.param == "memory":
        return MemorySyncStore()
    return DynamoSyncStore(request.getfixturevalue("table"))


def a_report(started: datetime, account: str = "us", found: Findings = FOUND) -> SyncRun:
    return SyncRun(
        account=account,
        task="sync.events",
        started=started,
        finished=started + timedelta(minutes=4),
        cause="schedule",
        window=Window(since=1, until=2, lost_from=0),
        findings=found,
    )


def test_an_account_that_was_never_walked_has_no_checkpoint(store: SyncStore) -> None:
    assert store.checkpoint("us") is None


def test_the_checkpoint_moves_forward_and_never_back(store: SyncStore) -> None:
    for reached in (100, 300, 200):
        store.advance("us", reached)

    assert store.checkpoint("us") == 300
    assert store.checkpoint("intl") is None


def test_a_window_stays_as_it_was_first_chosen(store: SyncStore) -> None:
    first = store.fix_window(RUN, Window(since=1, until=2))

    assert store.fix_window(RUN, Window(since=1, until=9)) == first
    other = RunId("us", "sync.objects", NIGHT)
    assert store.fix_window(other, Window(since=0, until=9)).until == 9


def test_the_first_look_at_a_page_counts(store: SyncStore) -> None:
    store.first_look(RUN, 7, FOUND)

    assert store.first_look(RUN, 7, Findings()) == FOUND
    assert store.first_look(RUN, 8, Findings()) == Findings()


def test_reports_come_back_whole_and_the_latest_first(store: SyncStore) -> None:
    nights = [NIGHT + timedelta(days=n) for n in (1, 0, 2)]
    for night in nights:
        store.save(a_report(night))
    store.save(a_report(NIGHT, account="intl"))

    assert store.reports("us", limit=2) == [a_report(nights[2]), a_report(nights[0])]


def test_the_report_of_a_run_that_is_told_again_replaces_the_first(store: SyncStore) -> None:
    store.save(a_report(NIGHT, found=Findings()))
    store.save(a_report(NIGHT))

    assert store.reports("us", limit=9) == [a_report(NIGHT)]


def test_notes_outlive_every_queue_and_reports_a_year(table: Table) -> None:
    store = DynamoSyncStore(table)
    store.first_look(RUN, 0, FOUND)
    store.save(a_report(NIGHT))

    notes, report = table.get(keys.sync_page(RUN, 0)), table.get(keys.sync_report(RUN))

    assert notes is not None
    assert notes[keys.EXPIRES_AT] == seconds(NIGHT + timedelta(days=35))
    assert report is not None
    assert int(report[keys.EXPIRES_AT]) > seconds(NIGHT + timedelta(days=366))
