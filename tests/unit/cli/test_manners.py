"""What every command owes whoever types it, a person or a program."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from carryover.kernel.errors import Retryable
from carryover.ports.reviews import Case
from tests.fakes.stage import MemoryDesk, Stage
from tests.unit.cli.desk import Person, entry, letter, stripe_event

QUESTIONS = (
    "dead-letters list",
    "dead-letters show aaaa1111",
    "events list --day 2026-11-20",
    "events show evt_1 --account us",
    "reviews list --all",
    "records list --account us --customer cus_1",
    "replays list --everything",
    "sync report --account us",
)
DEEDS = (
    "dead-letters replay aaaa1111 --why tested --yes",
    "events replay evt_1 --account us --why tested --yes",
    "sync events --account us",
    "sync objects",
)


@pytest.fixture
def person() -> Person:
    person = Person()
    person.stage.letters.fail(letter("aaaa1111"))
    person.stage.journal.write(entry())
    return person


@pytest.mark.parametrize("words", QUESTIONS + DEEDS)
def test_a_program_gets_one_document_and_nothing_beside_it(person: Person, words: str) -> None:
    said = person.types(*words.split(), "--json")

    assert said.code == 0
    assert said.json["stage"] == "test"


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_question_changes_nothing(person: Person, words: str) -> None:
    person.types(*words.split())

    assert not person.stage.outbox.sent
    assert not person.stage.audit.acts


@pytest.mark.parametrize("words", DEEDS)
def test_who_did_what_and_why_is_written_down_for_every_deed(person: Person, words: str) -> None:
    assert person.types(*words.split(), "--by", "ana").code == 0

    assert [act.order.by for act in person.stage.audit.acts] == ["ana"]


@pytest.mark.parametrize(
    "words",
    [
        "events show evt_none --account us",
        "events replay evt_none --account us --why tested --yes",
        "dead-letters show zzzz",
        "dead-letters replay zzzz --why tested --yes",
        "reviews show zzzz",
        "reviews close zzzz --why tested",
        "records show sub_none --account us",
    ],
)
def test_what_does_not_exist_is_a_sentence_on_standard_error_and_exit_code_1(
    person: Person, words: str
) -> None:
    said = person.types(*words.split(), "--json")

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("✗ ")
    assert "Traceback" not in said.err
    assert not person.stage.outbox.sent


@dataclass
class Cut(MemoryDesk):
    """A desk that cannot be asked: AWS is away, or somebody has pressed Ctrl-C meanwhile."""

    error: BaseException = field(default_factory=KeyboardInterrupt)

    def all(self) -> Sequence[Case]:
        raise self.error


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (Retryable("the table cannot be reached: ConnectionError"), 1, "✗ the table cannot be"),
        (KeyboardInterrupt(), 130, "✗ stopped; what was done so far stays done"),
    ],
    ids=["AWS is away", "Ctrl-C"],
)
def test_whatever_stops_a_command_is_one_sentence(
    error: BaseException, code: int, sentence: str
) -> None:
    person = Person(Stage(desk=Cut(error=error)))

    said = person.types("reviews", "list")

    assert said.code == code
    assert said.err.startswith(sentence)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\xff\xfe", b"[" * 100_000, b'{"id": "\\ud800"}', b"null", b"[1, 2]", b"{"],
    ids=["empty", "blank", "not text", "deep", "half a character", "null", "numbers", "cut off"],
)
def test_no_file_however_odd_breaks_an_import(content: bytes) -> None:
    person = Person()

    said = person.types("events", "import", "-", "-a", "us", "--json", stdin=content)

    assert said.code in {0, 1}
    assert said.json["read"] == sum(said.json["totals"].values())


def test_names_in_any_script_are_shown_as_they_are() -> None:
    person = Person()
    odd = stripe_event().replace("Zuzu", "Zażółć 日本 🎉")
    person.stage.journal.write(replace(entry(), payload=odd.encode()))

    said = person.types("events", "show", "evt_1", "-a", "us", "--reveal", "--json")

    assert "Zażółć 日本 🎉" in json.dumps(said.json, ensure_ascii=False)
