"""One poison message fails alone, a doubt goes to a person, a retry rests longer each time."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from carryover.edge.sqs import LONGEST_WAIT, Worker, drain, wait_before
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Delivery, Envelope, Source, stamped
from tests.fakes.memory import MemoryReviews

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Invocation:
    """What Lambda hands a handler beside the event."""

    remaining: int = 30_000

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining


@dataclass
class Notebook:
    """Remembers what became of messages that failed."""

    put_back_for: dict[str, timedelta] = field(default_factory=dict)
    notes: list[tuple[str, str, str]] = field(default_factory=list)

    def put_back(self, receipt: str, *, after: timedelta) -> None:
        self.put_back_for[receipt] = after

    def note(self, message_id: str, *, cause: str, reason: str, at: datetime) -> None:
        assert at == NOW
        self.notes.append((message_id, cause, reason))


@dataclass
class Mill:
    """A worker whose deeds a test decides by message id."""

    deeds: dict[str, Callable[[], object]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    notebook: Notebook = field(default_factory=Notebook)
    reviews: MemoryReviews = field(default_factory=MemoryReviews)
    answer: object = None

    def handle(self, letter: Envelope[Delivery]) -> object:
        self.deeds.get(letter.id, dict)()
        self.done.append(letter.id)
        return self.answer

    def drain(self, *records: dict[str, Any], remaining: int = 30_000) -> list[str]:
        """Run a batch; answer the ids that have to come back."""
        worker = Worker(
            letter=Envelope[Delivery],
            handle=self.handle,
            reviews=self.reviews,
            returns=self.notebook,
            failures=self.notebook,
            retry_base=timedelta(seconds=5),
            now=lambda: NOW,
        )
        answer = drain({"Records": list(records)}, Invocation(remaining), worker)  # type: ignore[arg-type]
        return [str(item["itemIdentifier"]) for item in answer["batchItemFailures"]]


def message(name: str, *, receives: int = 1, body: str | None = None) -> dict[str, Any]:
    delivery = Delivery(account="us", source=Source.WEBHOOK, payload="{}")
    letter = stamped(delivery, message_id=name, cause=f"cause-{name}", at=NOW)
    return {
        "messageId": f"sqs-{name}",
        "receiptHandle": f"receipt-{name}",
        "body": letter.model_dump_json() if body is None else body,
        "attributes": {"ApproximateReceiveCount": str(receives)},
        "eventSource": "aws:sqs",
    }


def fails_with(error: Exception) -> Callable[[], object]:
    def deed() -> object:
        raise error

    return deed


def test_a_poison_message_fails_alone() -> None:
    mill = Mill({"b": fails_with(KeyError("jane@example.com"))})

    assert mill.drain(message("a"), message("b"), message("c")) == ["sqs-b"]
    assert mill.done == ["a", "c"]


def test_a_batch_of_nothing_but_failures_is_answered_not_thrown() -> None:
    mill = Mill({"a": fails_with(Retryable("down"))})

    assert mill.drain(message("a")) == ["sqs-a"]


def test_a_doubt_leaves_the_queue_and_lies_on_the_desk() -> None:
    mill = Mill({"a": fails_with(NeedsReview("subscription sub_1 of us", "Which plan is it?"))})

    assert mill.drain(message("a")) == []
    (doubt,) = mill.reviews.doubts.values()
    assert doubt.sentence == "Which plan is it?"
    assert doubt.cause == "cause-a"


def test_the_same_doubt_is_asked_once() -> None:
    doubt = fails_with(NeedsReview("subscription sub_1 of us", "Which plan is it?"))
    mill = Mill({"a": doubt, "b": doubt})

    mill.drain(message("a"), message("b"))

    assert len(mill.reviews.doubts) == 1


def test_what_is_not_one_of_our_messages_is_kept_and_its_values_are_not_told() -> None:
    mill = Mill()
    stranger = json.dumps({"id": 7, "cause": "c", "email": "jane@example.com"})

    assert mill.drain(message("a", body=stranger), message("b", body="not json")) == [
        "sqs-a",
        "sqs-b",
    ]
    reasons = " ".join(reason for _, _, reason in mill.notebook.notes)
    assert "email" in reasons
    assert "jane" not in reasons


def test_the_reason_of_a_failure_is_noted_for_whoever_finds_the_dead_letter() -> None:
    mill = Mill({"a": fails_with(Retryable("Stripe is down"))})

    mill.drain(message("a"))

    assert mill.notebook.notes == [("sqs-a", "cause-a", "Stripe is down")]


def test_a_bug_is_noted_by_its_place_because_its_words_may_be_personal() -> None:
    mill = Mill({"a": fails_with(KeyError("jane@example.com"))})

    mill.drain(message("a"))

    ((_, _, reason),) = mill.notebook.notes
    assert reason.startswith("KeyError in deed")
    assert "jane" not in reason


def test_a_message_rests_twice_as_long_after_each_failure() -> None:
    base = timedelta(seconds=5)

    rests = [wait_before(n, base).total_seconds() for n in range(1, 6)]

    assert rests == [5, 10, 20, 40, 80]
    assert wait_before(60, base) == LONGEST_WAIT


def test_when_the_other_side_says_how_long_we_wait_that_long() -> None:
    mill = Mill({"a": fails_with(Retryable("429", after=timedelta(seconds=33)))})

    mill.drain(message("a", receives=4))

    assert mill.notebook.put_back_for == {"receipt-a": timedelta(seconds=33)}


def test_no_message_is_begun_when_the_invocation_is_about_to_be_cut_off() -> None:
    mill = Mill()

    assert mill.drain(message("a"), remaining=3_000) == ["sqs-a"]
    assert mill.done == []


@pytest.mark.parametrize("kill", [KeyboardInterrupt, SystemExit])
def test_what_stops_the_process_is_not_mistaken_for_a_failure(kill: type[BaseException]) -> None:
    def dies() -> object:
        raise kill

    with pytest.raises(kill):
        Mill({"a": dies}).drain(message("a"))
