"""What the CRM's worker remembers keeps one promise, in memory and in DynamoDB (CRM-1 … 3)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from carryover.adapters.dynamodb.budget import BOOKED, DailyPace
from carryover.adapters.dynamodb.crm import (
    DynamoBills,
    DynamoContacts,
    DynamoCrmProgress,
    DynamoCrmRules,
    DynamoOverdue,
    DynamoSales,
)
from carryover.adapters.dynamodb.lease import LASTS, DynamoLease
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.pace import Unpaced
from carryover.crm.model import (
    Bill,
    Enrolment,
    Known,
    PayerRef,
    Pointer,
    Reached,
    Shown,
    Standing,
)
from carryover.crm.rules import LocationRules, Rules
from carryover.crm.store import Changed, Late, Memory
from carryover.kernel.clock import seconds
from carryover.kernel.errors import Retryable
from carryover.ports.highlevel_sales import Sale
from tests.fakes.crm import (
    MemoryBills,
    MemoryContacts,
    MemoryCrmProgress,
    MemoryOverdue,
    MemorySales,
)
from tests.unit.crm.test_selling import sale

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADA = PayerRef(account="us", customer="cus_1")
EVE = PayerRef(account="us", customer="cus_2")


@pytest.fixture(params=["memory", "dynamo"])
def memory(request: pytest.FixtureRequest) -> Memory:
    if request.param == "memory":
        parts = MemoryContacts(), MemoryOverdue(), MemorySales(), MemoryBills()
        return Memory(*parts, MemoryCrmProgress())
    table: Table = request.getfixturevalue("table")
    return Memory(
        DynamoContacts(table),
        DynamoOverdue(table),
        DynamoSales(table),
        DynamoBills(table),
        DynamoCrmProgress(table),
    )


def known() -> Known:
    return Known(
        location="academy",
        contact="c1",
        payers=(ADA, EVE),
        fields={"f1": "active", "f2": "x" * 900},
        tags=("stripe: active",),
        enrolments=(Enrolment(workflow="w", standing=Standing.CANCELLED, occasion="sub_1"),),
        seen=seconds(NOON),
        writing_since=NOON,
    )


def pointer(contact: str = "", at: datetime = NOON) -> Pointer:
    return Pointer(location="academy", payer=ADA, contact=contact, begun=at)


def test_a_contact_never_seen_is_an_empty_one(memory: Memory) -> None:
    assert memory.contacts.known("academy", "c9") == Known(location="academy", contact="c9")


def test_what_is_known_of_a_contact_is_read_as_it_was_written(memory: Memory) -> None:
    saved = memory.contacts.save(known())

    assert saved == known().model_copy(update={"version": 1})
    assert memory.contacts.known("academy", "c1") == saved
    assert memory.contacts.known("camp", "c1").version == 0


def test_of_two_workers_that_read_the_same_one_writes(memory: Memory) -> None:
    saved = memory.contacts.save(known())
    memory.contacts.save(saved)

    for stale in (known(), saved):
        with pytest.raises(Changed):
            memory.contacts.save(stale)


def test_a_pointer_is_written_over_what_was_read_and_nothing_else(memory: Memory) -> None:
    begun, made = pointer(), pointer("c1")
    memory.contacts.point(begun, None)
    memory.contacts.point(made, begun)

    assert memory.contacts.pointer("academy", ADA) == made
    assert memory.contacts.pointer("camp", ADA) is None
    assert memory.contacts.pointer("academy", EVE) is None
    for before in (None, begun, pointer("c1", NOON + timedelta(seconds=1))):
        with pytest.raises(Changed):
            memory.contacts.point(pointer("c2"), before)


def test_who_waits_longest_comes_first(memory: Memory) -> None:
    memory.overdue.put(Late(ADA, "m2"), 200)
    memory.overdue.put(Late(EVE, "m1"), 100)

    assert [each.payer for each in memory.overdue.some(1)] == [EVE]
    assert {each.note for each in memory.overdue.some(9)} == {"m1", "m2"}


def test_a_note_is_settled_unless_a_newer_one_has_come(memory: Memory) -> None:
    memory.overdue.put(Late(ADA, "m1"), 100)
    memory.overdue.put(Late(ADA, "m2"), 200)

    memory.overdue.settle(Late(ADA, "m1"))
    assert [each.note for each in memory.overdue.some(9)] == ["m2"]

    memory.overdue.settle(Late(ADA, "m2"))
    memory.overdue.settle(Late(EVE, "never"))
    assert list(memory.overdue.some(9)) == []


def test_only_what_is_new_or_different_is_written(memory: Memory) -> None:
    first, second = sale("t1"), sale("t2", Sale.ORDER)

    assert memory.sales.keep("academy", [first, second]) == 2
    assert memory.sales.keep("academy", [first, second]) == 0
    assert memory.sales.keep("academy", [replace(first, refunded=5), second]) == 1
    assert memory.sales.keep("camp", [first]) == 1


def test_a_recorded_sale_is_read_as_it_was_seen(table: Table) -> None:
    sales = DynamoSales(table)
    sales.keep("academy", [sale("t1")])

    assert sales.find("academy", "transactions", "t1") == sale("t1")
    assert sales.find("academy", "orders", "t1") is None


def test_a_mirror_and_how_far_a_list_was_read_are_versioned(memory: Memory) -> None:
    bill = Bill(location="academy", account="us", invoice="in_1", contact="c1", begun=NOON)
    reached = Reached(location="academy", what="orders", until=1, looked_at=NOON)

    assert memory.bills.save(bill) == memory.bills.find("academy", "us", "in_1")
    assert memory.progress.save(reached) == memory.progress.find("academy", "orders")
    with pytest.raises(Changed):
        memory.bills.save(bill)
    with pytest.raises(Changed):
        memory.progress.save(reached)


def test_the_rules_in_force_are_the_last_ones_put(table: Table) -> None:
    rules = DynamoCrmRules(table)
    assert rules.read() == Rules()

    shown = LocationRules(accounts=("us",), fields={Shown.STATUS: "Stripe status"})
    rules.put(Rules(locations={"academy": shown}))

    assert rules.read() == Rules(locations={"academy": shown})


def test_a_lease_is_one_workers_until_it_is_given_back_or_over(table: Table) -> None:
    lease = DynamoLease(table, "tokens")

    first = lease.take(1_000)
    assert first is not None
    assert lease.take(1_000 + LASTS - 1) is None
    lease.give_back(first)
    second = lease.take(1_001)
    assert second is not None
    lease.give_back(first)
    assert lease.take(1_002) is None
    assert lease.take(1_001 + LASTS) is not None


def test_all_workers_together_keep_to_the_days_budget(table: Table) -> None:
    clock = [float(seconds(NOON))]
    workers = [DailyPace(table, Unpaced(), lambda: clock[0], most=2 * BOOKED) for _ in range(3)]
    for worker in workers[:2]:
        for _ in range(BOOKED):
            worker.take("highlevel:academy", "GET contacts")

    for worker in workers:
        with pytest.raises(Retryable, match="today's requests"):
            worker.take("highlevel:academy", "GET contacts")

    workers[2].take("highlevel:camp", "GET contacts")
    clock[0] += 86_400
    workers[2].take("highlevel:academy", "GET contacts")
