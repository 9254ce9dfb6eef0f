"""MIG-6: nothing is begun too near to a boundary, and time alone opens the way again."""

import pytest

from carryover.migration.planning.codes import Code
from carryover.migration.planning.judging import Blocked, Later, Movable, guard, judge
from carryover.migration.planning.rules import DAY, HOUR, Rules
from tests.unit.migration.shapes import STANDSTILL, Shape, World2
from tests.unit.migration.shapes.shop import price, subscribe
from tests.unit.migration.shapes.world import instant

MONTH_END = instant("2026-02-15T10:00:00")
WAITING = {
    name: shape
    for name, shape in STANDSTILL.items()
    if shape.outcome == "later" and shape.code not in {Code.INCOMPLETE, Code.COUPON_MONTHS}
}
"""Without what never begins, and weeks of a coupon that ends after months."""
NEVER_SETTLED = {"debit_on_its_way", "change_waiting_for_its_payment"}


@pytest.mark.parametrize(
    ("rhythm", "hours"),
    [("day", 6), ("week", 42), ("month", 48), ("year", 48)],
)
def test_the_guard_is_a_quarter_of_a_short_period(rhythm: str, hours: int) -> None:
    world = World2()
    made = subscribe(world, sold=price(world, rhythm=rhythm))

    assert guard(world.see("us", made["id"]), Rules()) == hours * HOUR


@pytest.mark.parametrize(("hours", "moves"), [(48, True), (47.99, False)])
def test_a_move_begins_before_the_guard_or_not_at_all(hours: float, moves: bool) -> None:
    world = World2()
    made = subscribe(world)
    world.world.advance(MONTH_END - round(hours * HOUR))

    verdict = judge(world.see("us", made["id"]), Rules(), now=world.now)

    assert isinstance(verdict, Movable if moves else Later)


def test_a_stub_before_the_first_anchor_is_no_short_period() -> None:
    world = World2()
    anchor = world.now + DAY
    made = subscribe(world, billing_cycle_anchor=anchor, proration_behavior="none")

    verdict = judge(world.see("us", made["id"]), Rules(), now=world.now)

    assert isinstance(verdict, Later)
    assert verdict.until > anchor


@pytest.mark.parametrize("shape", WAITING.values(), ids=WAITING)
def test_who_waits_moves_when_the_time_has_come(shape: Shape) -> None:
    world = shape.world()
    source = shape.made(world)
    verdict = judge(world.see("us", source), Rules(), now=world.now)
    assert isinstance(verdict, Later)
    assert verdict.until > world.now

    if shape.name not in NEVER_SETTLED:
        world.world.advance(verdict.until)

        later = judge(world.see("us", source), Rules(), now=world.now)
        assert isinstance(later, Movable), later


def test_a_renewal_at_this_moment_is_waited_for() -> None:
    world = World2()
    made = subscribe(world)
    seen = world.see("us", made["id"])

    verdict = judge(seen, Rules(), now=MONTH_END)

    assert isinstance(verdict, Later)
    assert (verdict.code, verdict.until) == (Code.RENEWING, MONTH_END + 900)


def test_people_may_ask_for_a_wider_guard_and_name_disconnected_applications() -> None:
    world = World2()
    made = subscribe(world)
    world.account("us").get("subscription", made["id"])["application"] = "ca_old"
    seen = world.see("us", made["id"])

    assert isinstance(judge(seen, Rules(), now=world.now), Blocked)
    assert isinstance(judge(seen, Rules(applications=("ca_old",)), now=world.now), Movable)
    wide = Rules(applications=("ca_old",), guard_hours=14 * 24)
    assert guard(seen, wide) == 30 * DAY // 4
