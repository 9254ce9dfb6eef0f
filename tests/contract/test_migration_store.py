"""What the migration's memory promises, held by memory, by a rehearsal's memory and by DynamoDB
alike (MIG-5, MIG-6, MIG-7, MIG-11)."""

import pytest

from carryover.migration.model import State
from carryover.migration.store import Changed
from tests.contract.migration_memory import LONG, Memory, a_move, a_run, a_wave, memory_of


@pytest.fixture(params=["memory", "dynamo"])
def memory(request: pytest.FixtureRequest) -> Memory:
    return memory_of(request)


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
