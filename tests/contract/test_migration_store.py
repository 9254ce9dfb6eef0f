"""What the migration's memory promises, held by memory, by a rehearsal's memory and by DynamoDB
alike (MIG-5, MIG-6, MIG-7, MIG-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from carryover.adapters.dynamodb.migration import DynamoMoves, DynamoRuns, DynamoWaves
from carryover.adapters.dynamodb.migration_ids import BulkIdMap, DynamoIdMap
from carryover.adapters.dynamodb.migration_trail import DynamoTrail
from carryover.migration.model import Move, Old, Run, State, Thing, Wave
from carryover.migration.store import Changed, Deed, IdMap, Moves, Runs, Trail, Waves
from cli.rehearsal.memory import IdMemory, MoveMemory, RunMemory, TrailMemory, WaveMemory
from tests.fakes.migration import (
    MemoryIdMap,
    MemoryMoves,
    MemoryRuns,
    MemoryTrail,
    MemoryWaves,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG = '{"items":[' + ",".join(f'{{"price":"price_{n}","quantity":{n}}}' for n in range(90)) + "]}"


@dataclass
class Memory:
    """Everything of ``migration.store`` that is in the table."""

    runs: Runs
    waves: Waves
    moves: Moves
    ids: IdMap
    trail: Trail


@pytest.fixture(params=["memory", "rehearsal", "dynamo"])
def memory(request: pytest.FixtureRequest) -> Memory:
    if request.param == "memory":
        return Memory(MemoryRuns(), MemoryWaves(), MemoryMoves(), MemoryIdMap(), MemoryTrail())
    if request.param == "rehearsal":
        return Memory(RunMemory(), WaveMemory(), MoveMemory(), IdMemory(), TrailMemory())
    table = request.getfixturevalue("table")
    return Memory(
        DynamoRuns(table),
        DynamoWaves(table),
        DynamoMoves(table),
        DynamoIdMap(table),
        DynamoTrail(table),
    )


def a_run(name: str = "acme-2026", plan: str = "p1") -> Run:
    return Run(
        name=name,
        target="new-us",
        sources=("us", "intl"),
        plan=plan,
        rules="{}",
        approved_by="ann",
        why="finance agreed",
        approved_at=NOON,
    )


def a_wave(number: int = 1, **said: Any) -> Wave:
    papers: Mapping[str, Any] = {
        "run": "acme",
        "number": number,
        "title": "10 % of usd, seed 7",
        "size": 40,
        "opened_by": "ann",
        "why": "pilot",
        "opened_at": NOON,
    }
    return Wave.model_validate({**papers, **said})


def a_move(subscription: str = "sub_1", **said: Any) -> Move:
    papers = {"run": "acme", "account": "us", "subscription": subscription, "wave": 1}
    return Move.model_validate({**papers, **said})


def old(object_id: str, kind: Thing = Thing.PRICE, account: str = "us") -> Old:
    return Old(account=account, kind=kind, id=object_id)


def a_deed(key: str = "carryover:acme:us/sub_1:arm:1", **said: Any) -> Deed:
    papers: Mapping[str, Any] = {
        "key": key,
        "run": "acme",
        "subject": "us/sub_1",
        "account": "new-us",
        "method": "POST",
        "path": "subscriptions",
        "params": "{}",
        "at": NOON,
    }
    return Deed.model_validate({**papers, **said})


def test_a_run_is_found_by_its_name_and_the_later_approval_is_in_force(memory: Memory) -> None:
    memory.runs.approve(a_run())
    memory.runs.approve(a_run(plan="p2"))

    assert memory.runs.find("acme-2026") == a_run(plan="p2")
    assert memory.runs.find("another") is None


def test_all_runs_can_be_named(memory: Memory) -> None:
    for name in ("b", "a", "a-2"):
        memory.runs.approve(a_run(name))

    assert sorted(memory.runs.names()) == ["a", "a-2", "b"]


def test_waves_are_listed_by_number_and_each_run_has_its_own(memory: Memory) -> None:
    for number in (10, 2, 1):
        memory.waves.save(a_wave(number))
    memory.waves.save(a_wave(3, run="other"))

    assert [wave.number for wave in memory.waves.all("acme")] == [1, 2, 10]
    assert memory.waves.find("acme", 3) is None


def test_of_two_who_change_a_wave_the_second_must_look_again(memory: Memory) -> None:
    memory.waves.save(a_wave())
    read = memory.waves.find("acme", 1)
    assert read is not None
    memory.waves.save(read.model_copy(update={"state": "paused"}))

    with pytest.raises(Changed):
        memory.waves.save(read.model_copy(update={"per_second": 5}))
    with pytest.raises(Changed):
        memory.waves.save(a_wave())

    held = memory.waves.find("acme", 1)
    assert held is not None
    assert (held.state, held.per_second, held.version) == ("paused", None, 2)


def test_a_move_comes_back_whole(memory: Memory) -> None:
    move = a_move(planned=LONG, spec=LONG, state=State.MOVING, changed=("card", "quantity"))

    saved = memory.moves.save(move)

    assert saved == move.model_copy(update={"version": 1})
    assert memory.moves.find("acme", "us", "sub_1") == saved
    assert memory.moves.find("acme", "intl", "sub_1") is None
    assert memory.moves.find("other", "us", "sub_1") is None


def test_two_workers_never_write_the_same_version_of_a_move(memory: Memory) -> None:
    first = memory.moves.save(a_move())
    memory.moves.save(first.model_copy(update={"state": State.MOVING}))

    with pytest.raises(Changed):
        memory.moves.save(first.model_copy(update={"state": State.HELD}))
    with pytest.raises(Changed):
        memory.moves.save(a_move())

    held = memory.moves.find("acme", "us", "sub_1")
    assert held is not None
    assert (held.state, held.version) == (State.MOVING, 2)


def test_a_move_whose_time_has_come_is_due_and_the_earliest_comes_first(memory: Memory) -> None:
    for name, at in (("sub_late", 300), ("sub_now", 200), ("sub_early", 100), ("sub_never", None)):
        memory.moves.save(a_move(name, next_look=at))
    memory.moves.save(a_move("sub_other", run="other", next_look=1))

    found = memory.moves.due("acme", 200)

    assert [move.subscription for move in found.moves] == ["sub_early", "sub_now"]
    assert found.after is None


def test_a_move_that_need_not_be_looked_at_any_more_is_no_longer_due(memory: Memory) -> None:
    saved = memory.moves.save(a_move(next_look=100))
    later = memory.moves.save(saved.model_copy(update={"next_look": 500}))

    assert not memory.moves.due("acme", 200).moves
    assert memory.moves.due("acme", 500).moves == [later]

    memory.moves.save(later.model_copy(update={"next_look": None}))

    assert not memory.moves.due("acme", 500).moves


def test_every_due_move_is_told_once_however_many_pages_they_fill(memory: Memory) -> None:
    for number in range(250):
        memory.moves.save(a_move(f"sub_{number:03d}", next_look=1000 + number // 120))
    told, after = [], None
    sizes = []
    while True:
        page = memory.moves.due("acme", 2000, after=after)
        told += [move.subscription for move in page.moves]
        sizes.append(len(page.moves))
        after = page.after
        if after is None:
            break

    assert sizes == [100, 100, 50]
    assert told == [f"sub_{number:03d}" for number in range(250)]


def test_moves_that_leave_while_pages_are_read_hide_no_other(memory: Memory) -> None:
    saved = [memory.moves.save(a_move(f"sub_{n:03d}", next_look=1000)) for n in range(150)]

    first = memory.moves.due("acme", 1000)
    for move in saved[:100]:
        memory.moves.save(move.model_copy(update={"next_look": None}))
    second = memory.moves.due("acme", 1000, after=first.after)

    assert [m.subscription for m in second.moves] == [f"sub_{n:03d}" for n in range(100, 150)]


def test_all_moves_of_a_run_are_listed_by_source_and_subscription(memory: Memory) -> None:
    for account, subscription in (("us", "sub_2"), ("us", "sub_1"), ("intl", "sub_9")):
        memory.moves.save(a_move(subscription, account=account))
    memory.moves.save(a_move("sub_3", run="other"))

    told = [(move.account, move.subscription) for move in memory.moves.all("acme")]

    assert told == [("intl", "sub_9"), ("us", "sub_1"), ("us", "sub_2")]


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
