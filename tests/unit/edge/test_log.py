"""What a worker says while it works: whose delivery it is about on every line, nobody's data on
any."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from carryover.edge.telemetry import logger
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.identity import Kind, ObjectRef
from carryover.mirror.service import Mirrored
from tests.unit.edge.test_sqs import Mill, fails_with, message


class Log:
    """The lines written so far."""

    def __init__(self) -> None:
        self.text = io.StringIO()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    taken = Log()
    handler = logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(taken.text)
    yield taken
    handler.setStream(before or sys.stdout)


class Person(BaseModel):
    """Somebody who cannot be read."""

    age: int


def stumbles_over_a_person() -> object:
    try:
        return Person.model_validate({"age": "jane@example.com"})
    except ValueError as error:
        raise RuntimeError("jane again: jane@example.com") from error


def test_every_line_about_a_message_bears_its_id_and_its_cause_however_it_ended(log: Log) -> None:
    mill = Mill(
        {
            "bug": stumbles_over_a_person,
            "doubt": fails_with(NeedsReview("subscription sub_1", "Which plan is it?")),
            "later": fails_with(Retryable("Stripe is down")),
        }
    )

    mill.drain(*map(message, ("fine", "bug", "doubt", "later")))

    assert [(line["message"], line["message_id"], line["cause"]) for line in log.lines] == [
        ("done", "fine", "cause-fine"),
        ("failed on a bug", "bug", "cause-bug"),
        ("parked for review", "doubt", "cause-doubt"),
        ("put back", "later", "cause-later"),
    ]


def test_a_bug_is_told_by_the_way_to_it_and_never_in_its_own_words(log: Log) -> None:
    Mill({"bug": stumbles_over_a_person}).drain(message("bug"))

    (line,) = log.lines
    assert any(step.endswith("stumbles_over_a_person") for step in line["trace"])
    assert {"RuntimeError", "ValidationError"} <= set(line["trace"])
    assert "jane" not in log.text.getvalue()


def test_what_was_done_is_told_in_words_one_can_search_for(log: Log) -> None:
    done = Mirrored(ObjectRef("us", Kind.CUSTOMER, "cus_1"), "changed", settled=True)
    mill = Mill(answer=done)

    mill.drain(message("a"))

    told = {"ref": "customer cus_1 of us", "change": "changed", "settled": "True"}
    assert log.lines[0]["outcome"] == told


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        json.dumps({"id": "\ud800", "cause": "\ud800"}),
        json.dumps({"id": 7, "cause": ["a", "list"]}),
        json.dumps({"cause": "long " * 10_000}),
        "null",
        "",
    ],
    ids=["bottomless", "half a character", "other types", "endless", "nothing", "empty"],
)
def test_whatever_somebody_put_on_the_queue_fails_alone(log: Log, body: str) -> None:
    mill = Mill()

    assert mill.drain(message("stranger", body=body), message("ours")) == ["sqs-stranger"]
    assert mill.done == ["ours"]
    ((_, cause, _),) = mill.notebook.notes
    assert cause == log.lines[0]["cause"] == "unknown"
