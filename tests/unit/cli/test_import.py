"""Bringing in recorded events at the keyboard: every piece in one column (OPS-1)."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from carryover.ports.outbox import Queue
from tests.unit.cli.desk import Person

PLAN = {
    "id": "evt_1",
    "object": "event",
    "type": "plan.created",
    "created": 1_760_000_000,
    "data": {"object": {"object": "plan", "id": "plan_1"}},
}
CUSTOMER = {
    "id": "evt_2",
    "object": "event",
    "type": "customer.updated",
    "created": 1_760_000_000,
    "data": {"object": {"object": "customer", "id": "cus_1", "created": 1, "livemode": False}},
}
LINES = f"{json.dumps(PLAN)}\n{json.dumps(CUSTOMER)}\n{json.dumps(PLAN)}\n{{oops\n"


def imports(person: Person, *words: str, stdin: str | bytes = LINES) -> Any:
    return person.types("events", "import", "-", "-a", "us", *words, stdin=stdin)


def test_the_columns_add_up_to_what_was_read() -> None:
    said = imports(Person(), "--json")

    assert said.json["read"] == sum(said.json["totals"].values()) == 4
    assert said.json["totals"] == {"routed": 1, "ignored": 1, "duplicate": 1, "rejected": 1}
    assert said.json["rejected"][0]["place"] == "line 4"


def test_a_file_with_something_for_a_person_ends_with_1() -> None:
    said = imports(Person())

    assert said.code == 1
    assert "1 pieces are no events" in said.err


def test_a_clean_file_ends_with_0() -> None:
    assert imports(Person(), stdin=json.dumps([PLAN, CUSTOMER])).code == 0


def test_a_gzipped_file_is_read_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(gzip.compress(json.dumps(PLAN).encode()))

    said = Person().types("events", "import", str(file), "-a", "us", "--json")

    assert said.json["totals"] == {"ignored": 1, "rejected": 0}


def test_a_dry_run_foretells_without_a_stage() -> None:
    person = Person()

    said = imports(person, "--dry-run", "--json")

    assert said.json["totals"] == {"routed": 1, "ignored": 1, "duplicate": 1, "rejected": 1}
    assert person.stage.outbox.sent == []


def test_somebody_in_a_hurry_only_sends() -> None:
    person = Person()

    said = imports(person, "--no-wait", "--json")

    assert said.json["totals"] == {"sent": 3, "rejected": 1}
    assert len(person.stage.outbox.take(Queue.INBOUND)) == 3


def test_events_that_never_arrive_are_missed() -> None:
    person = Person()
    person.stage.broken = True

    said = imports(person, "--patience", "2", stdin=json.dumps(PLAN))

    assert said.code == 1
    assert "not in the journal yet" in said.err


def test_the_table_names_each_type_and_what_it_came_to() -> None:
    said = imports(Person())

    for word in ("plan.created", "routed", "duplicate", "4 pieces read", "line 4"):
        assert word in said.out


@pytest.mark.parametrize("file", ["nowhere.jsonl", "/"])
def test_a_file_that_cannot_be_read_is_a_sentence(file: str) -> None:
    said = Person().types("events", "import", file, "-a", "us")

    assert (said.code, said.out) == (1, "")
    assert f"{file} cannot be read" in said.err
