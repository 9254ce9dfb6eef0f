"""What dunning remembers keeps one promise, in memory and in DynamoDB (DUN-1, DUN-2)."""

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from carryover.adapters.dynamodb import dunning_keys
from carryover.adapters.dynamodb.dunning import DynamoRules
from carryover.adapters.dynamodb.table import Table
from carryover.dunning.declines import Cause
from carryover.dunning.house import Brand, House
from carryover.dunning.model import Case, Closed, Outcome, Told, Try
from carryover.dunning.reading import read
from carryover.dunning.silence import Silence, digest
from carryover.dunning.store import Changed
from carryover.kernel.errors import NeedsReview
from carryover.wiring.dunning import Memory
from tests.fakes.dunning import MemoryCases, MemoryRules, MemorySilences
from tests.unit.dunning.office import EXAMPLE

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
AT = 1_800_000_000


@pytest.fixture(params=["memory", "dynamo"])
def memory(request: pytest.FixtureRequest) -> Memory:
    if request.param == "memory":
        return Memory(MemoryRules(), MemoryCases(), MemorySilences())
    return Memory.of(request.getfixturevalue("table"))


def case(invoice: str = "in_1", **more: Any) -> Case:
    said: dict[str, Any] = {
        "account": "us",
        "invoice": invoice,
        "customer": "cus_1",
        "currency": "jpy",
        "amount": 2900,
        "failed_at": AT,
        "opened_at": NOON,
        "cause": Cause.FUNDS,
    }
    return Case(**{**said, **more})


def test_a_case_is_found_as_it_was_written(memory: Memory) -> None:
    tried = Try(number=1, at=AT, payment_method="pm_1", print="f:1/2030", amount=2900)
    told = tuple(Told(step=f"step-{n}", channel="email", at=AT + n) for n in range(30))

    saved = memory.cases.save(case(tries=(tried,), told=told, asked=frozenset({"late"})))

    assert memory.cases.find("us", "in_1") == saved
    assert saved.version == 1
    assert memory.cases.find("us", "in_2") is None
    assert memory.cases.find("intl", "in_1") is None


def test_the_second_writer_of_one_version_must_look_again(memory: Memory) -> None:
    held = memory.cases.save(case())
    memory.cases.save(held)

    with pytest.raises(Changed):
        memory.cases.save(held)
    with pytest.raises(Changed):
        memory.cases.save(case())


def test_what_is_due_is_found_the_earliest_first_and_nothing_else(memory: Memory) -> None:
    for name, at in {"in_late": AT + 9, "in_b": AT + 1, "in_a": AT + 1, "in_0": AT}.items():
        memory.cases.save(case(name, look_at=at))
    memory.cases.save(case("in_never"))
    memory.cases.save(case("in_else", account="intl", look_at=AT))

    due = memory.cases.due("us", AT + 1)

    assert [one.invoice for one in due.cases] == ["in_0", "in_a", "in_b"]
    assert due.after is None


def test_more_than_a_page_goes_on_where_it_was_left(memory: Memory) -> None:
    for n in range(120):
        memory.cases.save(case(f"in_{n:03d}", look_at=AT + n // 7))

    first = memory.cases.due("us", AT + 100)
    second = memory.cases.due("us", AT + 100, after=first.after)

    names = [one.invoice for one in (*first.cases, *second.cases)]
    assert len(first.cases) == 100
    assert names == [f"in_{n:03d}" for n in range(120)]
    assert second.after is None


def test_an_alarm_clock_that_was_moved_or_stopped_no_longer_rings(memory: Memory) -> None:
    held = memory.cases.save(case(look_at=AT))
    held = memory.cases.save(held.model_copy(update={"look_at": AT + 50}))
    assert memory.cases.due("us", AT).cases == []

    memory.cases.save(held.model_copy(update={"look_at": None}))
    assert memory.cases.due("us", AT + 100).cases == []


def test_what_is_open_of_a_customer_is_found(memory: Memory) -> None:
    memory.cases.save(case("in_2"))
    memory.cases.save(case("in_1"))
    memory.cases.save(case("in_3", closed=Closed(outcome=Outcome.RECOVERED, at=AT)))
    memory.cases.save(case("in_4", customer="cus_2"))

    assert [one.invoice for one in memory.cases.of_customer("us", "cus_1")] == ["in_1", "in_2"]
    assert {one.invoice for one in memory.cases.all("us")} == {"in_1", "in_2", "in_3", "in_4"}


def test_rules_are_read_as_they_were_put_and_absent_before(memory: Memory) -> None:
    book: Any = memory.book
    assert book.read() is None
    assert book.house() == House()
    rules = read(yaml.safe_load(EXAMPLE.read_text()))
    house = House(accounts={"us": Brand(name="Acme", sender="a@b.example", support="c@b.example")})

    book.put(rules)
    book.put_house(house)

    assert book.read() == rules
    assert book.house() == house


def test_rules_that_are_no_longer_valid_are_a_persons_to_mend(table: Table) -> None:
    table.put(dunning_keys.RULES, {"body": '{"base":{}}'})

    with pytest.raises(NeedsReview) as doubt:
        DynamoRules(table).read()

    assert "not valid" in doubt.value.sentence


def test_an_address_is_closed_for_one_channel_of_one_account(memory: Memory) -> None:
    closed = digest("Ann@Example.com ")
    said = Silence(account="us", address=closed, channel="email", why="bounce", at=NOON)
    memory.silences.close(said)
    memory.silences.close(said)

    assert memory.silences.of("us", digest("ann@example.com")) == {"email"}
    assert memory.silences.of("intl", closed) == frozenset()
    assert memory.silences.of("us", digest("ben@example.com")) == frozenset()
