"""The journal at the keyboard: find an event, see it, send it again (OPS-1)."""

import json
from datetime import timedelta

import pytest

from carryover.kernel.messages import Delivery
from carryover.ports.journal import EventId, Outcome
from carryover.ports.outbox import Queue
from carryover.replay.model import Deed
from tests.fakes.stage import NOON
from tests.unit.cli.desk import Person, entry, stripe_event

NOW = int(NOON.timestamp())


@pytest.fixture
def person() -> Person:
    """Somebody before a journal of four events, one of them of last week."""
    person = Person()
    journal = person.stage.journal
    journal.write(entry("evt_1"))
    journal.write(entry("evt_2", type="invoice.paid", event=EventId("us", "evt_2", NOW - 60)))
    odd = EventId("intl", "evt_3", NOW - 120)
    journal.write(entry("evt_3", event=odd, outcome=Outcome.REVIEW, note="not readable"))
    journal.write(entry("evt_4", event=EventId("us", "evt_4", NOW - 7 * 86_400)))
    return person


def ids(person: Person, *words: str) -> list[str]:
    return [each["id"] for each in person.types("events", "list", "--json", *words).json["events"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), ["evt_1", "evt_2", "evt_3"]),
        (("--since", "8d"), ["evt_1", "evt_2", "evt_3", "evt_4"]),
        (("--since", "90m", "--until", "1m"), ["evt_2", "evt_3"]),
        (("--day", "2026-11-13"), ["evt_4"]),
        (("--since", "2026-11-01", "--until", "2026-11-13"), ["evt_4"]),
        (("--since", "2026-11-20T11:59"), ["evt_1", "evt_2"]),
        (("-t", "invoice.*"), ["evt_2"]),
        (("-t", "invoice.*", "-t", "customer.*", "-a", "us"), ["evt_1", "evt_2"]),
        (("--outcome", "review"), ["evt_3"]),
        (("--source", "import"), []),
        (("--subject", "cus_1", "-a", "intl"), ["evt_3"]),
        (("-n", "1"), ["evt_1"]),
    ],
)
def test_events_are_found_by_what_people_know(
    person: Person, words: tuple[str, ...], found: list[str]
) -> None:
    assert ids(person, *words) == found


def test_a_list_that_is_cut_says_so(person: Person) -> None:
    said = person.types("events", "list", "-n", "1", "--json")

    assert said.json["more"] is True
    assert "there are more" in said.err


@pytest.mark.parametrize(
    "words", [("--since", "soon"), ("--outcome", "lost"), ("-a", "No Alias"), ("-n", "0")]
)
def test_a_filter_nobody_understands_is_a_usage_error(
    person: Person, words: tuple[str, ...]
) -> None:
    assert person.types("events", "list", *words).code == 2


def test_a_window_that_ends_before_it_begins_is_refused(person: Person) -> None:
    said = person.types("events", "list", "--since", "1h", "--until", "2h")

    assert (said.code, "later than --until" in said.err) == (1, True)


def test_an_event_is_found_by_its_id_alone(person: Person) -> None:
    shown = person.types("events", "show", "evt_4", "--json").json

    assert (shown["account"], shown["created"]) == ("us", "2026-11-13T12:00:00+00:00")


def test_people_are_hidden_unless_revealed_and_revealing_is_remembered(person: Person) -> None:
    assert "Zuzu" not in person.types("events", "show", "evt_1").out
    assert "Zuzu" in person.types("events", "show", "evt_1", "--reveal", "--by", "ada").out

    (act,) = person.stage.audit.acts
    assert (act.deed, act.what) == (Deed.PERSONAL_DATA_REVEALED, "event evt_1 of us")


def test_revealed_and_raw_is_what_was_received(person: Person) -> None:
    said = person.types("events", "show", "evt_1", "--raw", "--reveal")

    assert said.out == stripe_event() + "\n"


def test_a_raw_event_still_hides_people(person: Person) -> None:
    data = person.types("events", "show", "evt_1", "--raw").json["data"]["object"]

    assert (data["id"], "Zuzu" in data["name"]) == ("cus_1", False)


def test_a_large_event_is_fetched_from_the_shelf(person: Person) -> None:
    person.stage.shelf.put("deliveries/x", stripe_event("evt_5").encode())
    person.stage.journal.write(entry("evt_5", payload=b"", stored_as="deliveries/x"))

    assert person.types("events", "show", "evt_5", "--json").json["payload"]["id"] == "evt_5"


def test_events_that_share_an_id_are_told_apart(person: Person) -> None:
    person.stage.journal.write(entry("evt_1", variant="5d41402a", type="plan.created"))

    ambiguous = person.types("events", "show", "evt_1")
    assert (ambiguous.code, "evt_1#5d41402a" in ambiguous.err) == (1, True)

    assert person.types("events", "show", "evt_1#", "--json").json["type"] == "customer.updated"
    assert person.types("events", "show", "evt_1#5d", "--json").json["type"] == "plan.created"


def test_an_unknown_event_is_said_to_be_unknown(person: Person) -> None:
    said = person.types("events", "show", "evt_404")

    assert said.code == 1
    assert said.err.count("\n") == 1


def test_one_event_is_delivered_again_with_who_and_why(person: Person) -> None:
    words = ("events", "replay", "evt_1", "--why", "no access", "--by", "ada", "--yes")

    assert person.types(*words).code == 0
    (act,) = person.stage.audit.acts
    assert (act.deed, act.order.by, act.order.why) == (Deed.EVENT_REPLAYED, "ada", "no access")


def test_a_replay_reaches_the_channel_as_a_replay(person: Person) -> None:
    person.stage.broken = True
    person.types("events", "replay", "evt_1", "--why", "no access", "--by", "ada", "--yes")

    (envelope,) = person.stage.outbox.take(Queue.INBOUND)

    assert isinstance(envelope.body, Delivery)
    assert envelope.body.replay is not None
    assert envelope.body.replay.why == "no access"


def test_events_are_replayed_by_filter_no_faster_than_asked(person: Person) -> None:
    words = ("events", "replay", "--since", "8d", "-a", "us", "--why", "w", "--yes", "--json")
    said = person.types(*words, "--rate", "2")

    assert len(said.json["sent"]) == 3
    assert person.stage.now - NOON == timedelta(seconds=1.5)


def test_a_dry_run_counts_and_sends_nothing(person: Person) -> None:
    said = person.types("events", "replay", "--since", "8d", "--why", "w", "--dry-run")

    assert "4 would be sent" in said.err
    assert person.stage.audit.acts == []


def test_nobody_replays_the_whole_journal_by_accident(person: Person) -> None:
    said = person.types("events", "replay", "--why", "w", "--yes")

    assert (said.code, person.stage.audit.acts) == (2, [])


def test_a_replay_is_listed_with_what_it_was_about(person: Person) -> None:
    person.types("events", "replay", "evt_1", "--why", "no access", "--yes")

    said = person.types("replays", "list", "--json")

    assert [act["what"] for act in said.json["acts"]] == ["event evt_1 of us"]
    assert json.dumps(said.json).count("no access") == 1
