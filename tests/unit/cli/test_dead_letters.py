"""On call: what is stuck, why, and back to work with it (OPS-1)."""

import pytest

from carryover.ports.outbox import Queue
from carryover.replay.model import Deed
from tests.unit.cli.desk import Person, letter


@pytest.fixture
def person() -> Person:
    """Somebody before two piles: two letters of the inbound queue, one of the mirror."""
    person = Person()
    person.stage.letters.fail(letter("aaaa1111", "evt_1"))
    person.stage.letters.fail(letter("aaaa2222", "evt_2", cause="req-2"))
    person.stage.letters.fail(letter("bbbb3333", "evt_3", queue=Queue.SUBSCRIPTION_MIRROR))
    person.stage.notes.lines["aaaa1111"] = [
        ("2026-11-20T10:00:00+00:00", "the table cannot be reached"),
        ("2026-11-20T11:00:00+00:00", "the table refused: ThrottlingException"),
    ]
    return person


def test_the_list_says_what_is_stuck_and_why(person: Person) -> None:
    said = person.types("dead-letters", "list")

    for word in ("aaaa1111", "customer.updated evt_1", "subscription_mirror", "Throttling"):
        assert word in said.out


def test_the_list_for_programs_is_one_document(person: Person) -> None:
    first, *others = person.types("dead-letters", "list", "--json").json["dead_letters"]

    assert len(others) == 2
    assert first == {
        "id": "aaaa1111",
        "queue": "inbound",
        "message_id": "delivery-evt_1",
        "account": "us",
        "about": "customer.updated evt_1",
        "cause": "req-1",
        "sent_at": "2026-11-20T12:00:00+00:00",
        "age_seconds": 0,
        "tries": 2,
        "receives": 9,
        "first_failed_at": "2026-11-20T10:00:00+00:00",
        "last_failed_at": "2026-11-20T11:00:00+00:00",
        "reason": "the table refused: ThrottlingException",
    }


def test_the_list_can_be_of_one_queue(person: Person) -> None:
    said = person.types("dead-letters", "list", "-q", "subscription_mirror", "--json")

    assert [each["id"] for each in said.json["dead_letters"]] == ["bbbb3333"]


def test_a_list_that_is_cut_says_so(person: Person) -> None:
    said = person.types("dead-letters", "list", "-n", "1", "--json")

    assert len(said.json["dead_letters"]) == 1
    assert "there may be more" in said.err


def test_nothing_stuck_is_said_plainly() -> None:
    assert "No dead letters." in Person().types("dead-letters", "list").out


@pytest.mark.parametrize("name", ["aaaa1111", "aaaa1", "evt_1", "delivery-evt_1"])
def test_a_letter_is_found_by_what_people_have_at_hand(person: Person, name: str) -> None:
    assert person.types("dead-letters", "show", name, "--json").json["id"] == "aaaa1111"


def test_a_letter_shows_its_story_and_where_its_log_is(person: Person) -> None:
    said = person.types("dead-letters", "show", "aaaa1111")

    assert "the table cannot be reached" in said.out
    assert "/aws/lambda/carryover-test-inbound" in said.out
    assert 'cause = "req-1"' in said.out


def test_people_are_hidden_unless_revealed_and_revealing_is_remembered(person: Person) -> None:
    masked = person.types("dead-letters", "show", "evt_1")
    assert "Zuzu" not in masked.out
    assert person.stage.audit.acts == []

    revealed = person.types("dead-letters", "show", "evt_1", "--reveal", "--by", "ada")

    assert "Zuzu" in revealed.out
    (act,) = person.stage.audit.acts
    assert (act.deed, act.order.by) == (Deed.PERSONAL_DATA_REVEALED, "ada")


def test_an_ambiguous_name_sends_nothing(person: Person) -> None:
    said = person.types("dead-letters", "replay", "aaaa", "--why", "w", "--yes")

    assert (said.code, person.stage.letters.sent_back) == (1, [])
    assert "aaaa1111, aaaa2222" in said.err


def test_chosen_letters_go_back_and_who_and_why_is_kept(person: Person) -> None:
    said = person.types(
        *("dead-letters", "replay", "aaaa1111", "evt_3", "--yes", "--json"),
        *("--why", "Stripe was down", "--by", "ada"),
    )

    assert said.json["replayed"] == ["aaaa1111", "bbbb3333"]
    assert [each.id for each in person.stage.letters.sent_back] == ["aaaa1111", "bbbb3333"]
    acts = person.types("replays", "list", "--json").json["acts"]
    assert {(act["by"], act["why"]) for act in acts} == {("ada", "Stripe was down")}


def test_all_of_one_queue_go_back_together(person: Person) -> None:
    person.types("dead-letters", "replay", "--all", "-q", "inbound", "--why", "w", "--yes")

    assert (
        person.types("dead-letters", "list", "--json").json["dead_letters"][0]["id"] == "bbbb3333"
    )


def test_a_dry_run_shows_the_choice_and_sends_nothing(person: Person) -> None:
    said = person.types("dead-letters", "replay", "--all", "--why", "w", "--dry-run", "--json")

    assert (len(said.json["chosen"]), said.json["replayed"]) == (3, [])
    assert person.stage.letters.sent_back == []


def test_a_script_that_cannot_be_asked_has_to_say_yes(person: Person) -> None:
    said = person.types("dead-letters", "replay", "--all", "--why", "w")

    assert (said.code, person.stage.letters.sent_back) == (1, [])
    assert "--yes" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("aaaa1111", "--yes"),
        ("aaaa1111", "--yes", "--why", "  "),
        ("--yes", "--why", "w"),
        ("aaaa1111", "--all", "--yes", "--why", "w"),
    ],
)
def test_a_replay_without_reason_or_choice_is_a_usage_error(
    person: Person, words: tuple[str, ...]
) -> None:
    assert person.types("dead-letters", "replay", *words).code == 2
    assert person.stage.letters.sent_back == []
