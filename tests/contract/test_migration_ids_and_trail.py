"""New ids and the audit trail, held by memory and by DynamoDB alike (MIG-3, MIG-4, MIG-6)."""

import pytest

from carryover.adapters.dynamodb.migration_ids import BulkIdMap, DynamoIdMap
from carryover.migration.model import Thing
from tests.contract.migration_memory import LONG, Memory, a_deed, memory_of, old


@pytest.fixture(params=["memory", "dynamo"])
def memory(request: pytest.FixtureRequest) -> Memory:
    return memory_of(request)


def test_ids_are_found_by_account_kind_and_old_id(memory: Memory) -> None:
    memory.ids.remember(
        "acme",
        {
            old("cus_1", Thing.CUSTOMER): "cus_new",
            old("cus_1", Thing.CUSTOMER, "intl"): "cus_other",
            old("c~3m", Thing.COUPON): "c_3m",
        },
    )

    found = memory.ids.find(
        "acme", [old("cus_1", Thing.CUSTOMER), old("c~3m", Thing.COUPON), old("price_9")]
    )

    assert found == {old("cus_1", Thing.CUSTOMER): "cus_new", old("c~3m", Thing.COUPON): "c_3m"}
    assert memory.ids.find("other", [old("c~3m", Thing.COUPON)]) == {}
    assert memory.ids.find("acme", []) == {}


def test_a_later_pair_replaces_an_earlier_one(memory: Memory) -> None:
    for new in ("price_a", "price_a", "price_b"):
        memory.ids.remember("acme", {old("price_1"): new})

    assert list(memory.ids.all("acme")) == [(old("price_1"), "price_b")]


def test_all_ids_are_told_by_source_kind_and_id(memory: Memory) -> None:
    pairs = {
        old("b"): "1",
        old("a"): "2",
        old("z", Thing.COUPON): "3",
        old("a", account="us-2"): "4",
        old("odd#one", Thing.COUPON, "intl"): "5",
    }
    memory.ids.remember("acme", pairs)

    told = list(memory.ids.all("acme"))

    assert dict(told) == pairs
    assert [pair[0] for pair in told] == sorted(pairs, key=lambda o: (o.account, o.kind, o.id))


def test_more_ids_than_one_request_can_ask_for_are_found(memory: Memory) -> None:
    pairs = {old(f"price_{n}"): f"new_{n}" for n in range(230)}
    memory.ids.remember("acme", pairs)

    assert memory.ids.find("acme", list(pairs)) == pairs


def test_a_deed_is_completed_in_place(memory: Memory) -> None:
    memory.trail.note(a_deed())
    done = a_deed(outcome="done", object_id="sub_new")
    memory.trail.note(done)

    assert list(memory.trail.of("acme")) == [done]


def test_deeds_are_found_by_what_they_are_about(memory: Memory) -> None:
    mine = [a_deed("arm"), a_deed("stop", params=LONG)]
    for deed in (*mine, a_deed("other", subject="us/sub_10"), a_deed("x", run="other")):
        memory.trail.note(deed)

    told = list(memory.trail.of("acme", "us/sub_1"))

    assert sorted(told, key=lambda deed: deed.key) == mine
    assert len(list(memory.trail.of("acme"))) == 3


def test_in_bulk_ids_are_remembered_the_same(request: pytest.FixtureRequest) -> None:
    table = request.getfixturevalue("table")
    pairs = {old(f"cus_{n}", Thing.CUSTOMER): f"new_{n}" for n in range(130)}

    BulkIdMap(table, pause=lambda _: None).remember("acme", pairs)

    assert dict(DynamoIdMap(table).all("acme")) == pairs
