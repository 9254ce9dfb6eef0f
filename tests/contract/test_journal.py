"""What a journal promises, held by memory and by DynamoDB alike (OPS-1)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from carryover.adapters.dynamodb.journal import DynamoJournal
from carryover.kernel.messages import Source
from carryover.ports.journal import Entry, EventId, Journal, Outcome, Taken
from tests.fakes.journal import MemoryJournal

NOON = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp())


@pytest.fixture(params=["memory", "dynamo"])
def journal(request: pytest.FixtureRequest) -> Journal:
    if request.param == "memory":
        return MemoryJournal()
    return DynamoJournal(request.getfixturevalue("table"))


def entry(event_id: str = "evt_1", *, variant: str = "", created: int = NOON) -> Entry:
    return Entry(
        event=EventId("us", event_id, created),
        variant=variant,
        type="invoice.paid",
        api_version=None,
        subject="invoice in_1",
        digest="d1",
        outcome=Outcome.ROUTED,
        note="state_seen",
        source=Source.WEBHOOK,
        cause="req-1",
        journalled_at=datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC),
        payload='{"name": "Zoë"}'.encode(),
    )


def test_what_was_written_is_fetched_byte_for_byte(journal: Journal) -> None:
    journal.write(entry())

    assert journal.fetch(EventId("us", "evt_1", NOON), "") == entry()


def test_a_place_is_taken_once(journal: Journal) -> None:
    journal.write(entry())

    with pytest.raises(Taken):
        journal.write(replace(entry(), digest="other"))


def test_all_events_of_one_id_are_found_without_their_payloads(journal: Journal) -> None:
    journal.write(entry())
    journal.write(entry(variant="d2"))

    filed = journal.filed(EventId("us", "evt_1", NOON))

    assert [(e.variant, e.payload) for e in filed] == [("", b""), ("d2", b"")]


def test_a_duplicate_is_looked_for_in_the_two_places_it_can_be(journal: Journal) -> None:
    for variant in ("", "d2", "d3"):
        journal.write(entry(variant=variant))
    event = EventId("us", "evt_1", NOON)

    assert {e.variant for e in journal.recall(event, "d3")} == {"", "d3"}
    assert {e.variant for e in journal.recall(event, "d9")} == {""}
    assert [e.payload for e in journal.recall(event, "d9")] == [b""]


def test_an_id_that_begins_like_another_is_not_mistaken_for_it(journal: Journal) -> None:
    journal.write(entry("evt_10"))

    assert journal.filed(EventId("us", "evt_1", NOON)) == []


def test_accounts_do_not_see_each_others_events(journal: Journal) -> None:
    journal.write(entry())

    assert journal.fetch(EventId("intl", "evt_1", NOON), "") is None
    assert list(journal.day("intl", date(2026, 3, 1))) == []


def test_of_many_events_it_tells_which_are_filed(journal: Journal) -> None:
    journal.write(entry("evt_1"))
    journal.write(entry("evt_3"))
    asked = [EventId("us", f"evt_{n}", NOON) for n in range(100)]

    assert journal.known(asked) == {asked[1], asked[3]}


def test_a_day_lists_the_events_that_happened_on_it(journal: Journal) -> None:
    journal.write(entry("evt_1"))
    journal.write(entry("evt_2", created=NOON + 86_400))

    assert [e.event.id for e in journal.day("us", date(2026, 3, 1))] == ["evt_1"]


def test_a_body_that_lies_in_the_bucket_is_pointed_at(journal: Journal) -> None:
    journal.write(replace(entry(), payload=b"", stored_as="deliveries/x"))

    found = journal.fetch(EventId("us", "evt_1", NOON), "")

    assert found is not None
    assert (found.payload, found.stored_as) == (b"", "deliveries/x")


def test_in_whose_words_an_event_speaks_is_kept_for_its_replay(journal: Journal) -> None:
    hook = replace(entry(), kind="kajabi.hook")
    journal.write(hook)

    assert journal.fetch(EventId("us", "evt_1", NOON), "") == hook
    assert [each.kind for each in journal.filed(EventId("us", "evt_1", NOON))] == ["kajabi.hook"]
