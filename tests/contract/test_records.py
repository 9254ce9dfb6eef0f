"""What a store of records promises, held by memory and by DynamoDB alike (PAY-3)."""

import pytest

from carryover.adapters.dynamodb.records import DynamoRecords
from carryover.adapters.dynamodb.table import Table
from carryover.kernel.errors import Retryable
from carryover.kernel.facts import CustomerState, StateSeen
from carryover.kernel.identity import Kind, ObjectRef
from carryover.mirror.policy import weigh
from carryover.mirror.store import RecordStore
from tests.fakes.memory import MemoryRecords
from tests.unit.mirror.world import NOON, SUB, Story


@pytest.fixture(params=["memory", "dynamo"])
def records(request: pytest.FixtureRequest) -> RecordStore:
    if request.param == "memory":
        return MemoryRecords()
    return DynamoRecords(request.getfixturevalue("table"))


def test_what_was_remembered_last_is_what_comes_back(records: RecordStore) -> None:
    story = Story.begins(metadata={"plan": "gold"}).changes(status="past_due")
    for event in story.events:
        records.remember(weigh(records.recall(SUB), event))

    record = records.recall(SUB)

    assert record is not None
    assert (record.version, record.settled) == (2, True)
    assert record.state == story.state


def test_an_undecided_record_keeps_all_it_needs_to_decide_later(records: RecordStore) -> None:
    story = Story.begins().seconds_pass(2).changes(latest_invoice="in_1")
    story.changes(latest_invoice="in_2").changes(status="past_due")
    _, first, second, third = story.events
    for event in (third, first, second):
        records.remember(weigh(records.recall(SUB), event))

    record = records.recall(SUB)

    assert record is not None
    assert record.settled
    assert record.state == story.state


def test_an_unknown_object_has_no_record(records: RecordStore) -> None:
    assert records.recall(SUB) is None


def test_the_second_writer_of_one_version_must_try_again(records: RecordStore) -> None:
    story = Story.begins().seconds_pass().changes(status="past_due")
    records.remember(weigh(None, story.events[0]))
    mine = records.recall(SUB)
    records.remember(weigh(records.recall(SUB), story.events[1]))

    with pytest.raises(Retryable):
        records.remember(weigh(mine, story.events[1]))


def test_two_writers_of_a_new_record_do_not_both_succeed(records: RecordStore) -> None:
    records.remember(weigh(None, Story.begins().events[0]))

    with pytest.raises(Retryable):
        records.remember(weigh(None, Story.begins().events[0]))


def customer(number: int, *, deleted: bool = False) -> StateSeen:
    state = CustomerState(
        id=f"cus_{number}", created=NOON + number, livemode=False, deleted=deleted
    )
    return StateSeen(
        account="us", evidence=f"evt_{number}", earliest=NOON, latest=NOON, state=state
    )


def test_records_are_listed_by_creation_without_the_deleted(table: Table) -> None:
    records = DynamoRecords(table)
    for number in range(5):
        records.remember(weigh(None, customer(number, deleted=number == 2)))

    ids = records.ids_created("us", Kind.CUSTOMER, since=NOON + 1, until=NOON + 3)

    assert ids == ["cus_1", "cus_3"]


def test_many_states_are_recalled_at_once_and_unknown_ones_are_absent(table: Table) -> None:
    records = DynamoRecords(table)
    for number in range(150):
        records.remember(weigh(None, customer(number)))
    refs = [ObjectRef("us", Kind.CUSTOMER, f"cus_{n}") for n in range(149, 249)]

    states = records.states(refs)

    assert [ref.id for ref in states] == ["cus_149"]


def test_everything_of_a_customer_is_found_by_the_customer(table: Table) -> None:
    records = DynamoRecords(table)
    records.remember(weigh(None, customer(1)))
    records.remember(weigh(None, Story.begins().events[0]))

    found = records.of_customer("us", "cus_1")

    assert {str(ref) for ref in found} == {"customer cus_1 of us", "subscription sub_1 of us"}
