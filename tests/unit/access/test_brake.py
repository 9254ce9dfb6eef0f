"""KAJ-2: more members leave at once than can be true: nobody beyond the limit is ended before a
person was asked, nobody is forgotten, and who meant it is ended when the person says so."""

from dataclasses import replace

import pytest

from carryover.access.messages import Poll, Provide, ReleaseBrake
from carryover.access.model import RequestState
from carryover.access.rules import BrakeRule
from tests.unit.access.world import LEFT, NOW, RULES, SITE, World, tagged

THREE = RULES.model_copy(update={"brake": BrakeRule(most=3, percent=0, within_minutes=60)})
RELEASE = ReleaseBrake(site=SITE, held="release", by="sue", why="they mean it")
DISCARD = ReleaseBrake(site=SITE, held="discard", by="sue", why="a mishap")


def members(count: int, brake: BrakeRule | None = None) -> World:
    """So many pay for gold and have it, and the poll has been by."""
    rules = THREE if brake is None else RULES.model_copy(update={"brake": brake})
    world = World(rules=rules)
    for number in range(count):
        world.billing.sells(f"sub_{number}", f"m{number}@example.com", created=NOW - 86_400)
        world.hears(Provide(account="us", subscription=f"sub_{number}"), name=f"join{number}")
    return world.hears(Poll(), name="first").later(minutes=1)


def all_tagged(world: World) -> World:
    """Somebody tags everybody in bulk."""
    for name in list(world.kajabi.contacts):
        world.kajabi.is_tagged(name, LEFT)
    return world.hears(Poll(), name="bulk")


def ended(world: World) -> list[str]:
    return sorted(name for name, _ in world.billing.ends)


def held(world: World) -> int:
    return len(world.memory.brakes.held(SITE, 1_000))


def test_a_tag_given_in_bulk_ends_no_more_than_the_rule_and_asks_once() -> None:
    world = all_tagged(members(8))

    assert len(ended(world)) == 3
    assert held(world) == 5
    assert len(set(world.doubts)) == 1
    assert "3 members of academy" in world.doubts[0]


def test_of_many_members_a_share_may_leave_though_it_is_more() -> None:
    world = all_tagged(members(8, BrakeRule(most=3, percent=50)))

    assert len(ended(world)) == 4
    assert "of 8 who have access" in world.doubts[0]


def test_as_many_an_hour_for_days_pull_no_brake() -> None:
    world = members(6)
    for number in range(1, 7):
        world.kajabi.is_tagged(f"c{number}", LEFT)
        world.later(minutes=25).hears(Poll(), name=f"poll{number}")

    assert len(ended(world)) == 6
    assert world.doubts == []


def test_the_brake_does_not_let_go_by_itself() -> None:
    world = all_tagged(members(8)).later(days=1).hears(Poll(), name="tomorrow")
    world.billing.sells("sub_new", "new@example.com", created=NOW - 86_400)
    world.hears(Provide(account="us", subscription="sub_new"), name="new")
    world.kajabi.is_tagged("c9", LEFT)

    world.hears(tagged("c9"), name="hook")

    assert len(ended(world)) == 3
    assert held(world) == 6


def test_what_is_released_is_confirmed_once_more_before_it_ends() -> None:
    world = all_tagged(members(8))
    waiting = [world.requests.rows[each] for each in world.memory.brakes.held(SITE, 9)]
    spared = waiting[0].asked
    assert spared is not None
    assert spared.contact is not None
    world.kajabi.is_tagged(spared.contact)

    world.hears(RELEASE, name="release")

    assert len(ended(world)) == 7
    assert waiting[0].subscription not in ended(world)
    assert held(world) == 0


def test_what_is_discarded_ends_nobody_however_often_it_is_told_again() -> None:
    world = all_tagged(members(8)).hears(DISCARD, name="discard")

    for number in range(1, 9):
        world.hears(tagged(f"c{number}"), name=f"again{number}")

    assert len(ended(world)) == 3
    assert held(world) == 0


def test_a_tag_taken_off_and_set_anew_after_a_discard_is_a_wish_again() -> None:
    world = all_tagged(members(8)).hears(DISCARD, name="discard")
    spared = next(e for e in world.requests.rows.values() if e.state is RequestState.DISCARDED)
    contact = spared.id.split(":")[1]
    world.kajabi.is_tagged(contact)
    world.hears(tagged(contact, gone=True), name="off")
    world.kajabi.is_tagged(contact, LEFT)

    world.hears(tagged(contact), name="on")

    assert spared.subscription in ended(world)


def test_after_a_decision_the_brake_counts_anew() -> None:
    world = all_tagged(members(8)).hears(DISCARD, name="discard")
    world.billing.sells("sub_new", "new@example.com", created=NOW - 86_400)
    world.hears(Provide(account="us", subscription="sub_new"), name="new")
    world.kajabi.is_tagged("c9", LEFT)

    world.hears(tagged("c9"), name="hook")

    assert "sub_new" in ended(world)


@pytest.mark.parametrize("order", [RELEASE, DISCARD], ids=["release", "discard"])
def test_whichever_effect_the_worker_dies_at_no_wish_is_lost_and_none_counted_twice(
    order: ReleaseBrake,
) -> None:
    wanted = 8 if order is RELEASE else 3
    moments = 0
    while True:
        world = members(8)
        world.mortal.dies_at, world.mortal.moment = moments, 0

        all_tagged(world)
        assert (len(ended(world)), held(world)) == (3, 5), f"died at moment {moments}"
        assert len(set(world.doubts)) == 1, f"died at moment {moments}"
        world.hears(order, name="order")

        assert len(ended(world)) == wanted, f"died at moment {moments}"
        assert held(world) == 0, f"died at moment {moments}"
        if not world.deaths:
            break
        moments += 3
    assert moments >= 60


def test_two_workers_that_leave_at_once_exceed_the_brake_by_nobody() -> None:
    """Both have read the same count when the second one writes."""
    world = members(2, BrakeRule(most=1, percent=0))
    for name in ("c1", "c2"):
        world.kajabi.is_tagged(name, LEFT)
    find, other = world.memory.brakes.find, replace(world, outcomes=[])
    raced: list[str] = []

    def interrupted(site: str) -> object:
        """Between this worker's reading and its writing the other one does all of its work."""
        read = find(site)
        if not raced:
            raced.append(site)
            other.hears(tagged("c2"), name="other", only=1)
        return read

    world.memory.brakes.find = interrupted  # type: ignore[method-assign, assignment]  # the race
    world.hears(tagged("c1"), name="one", only=1)

    assert ended(world) == ["sub_1"]
    assert held(world) == 1
