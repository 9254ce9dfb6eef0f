"""MIG-2, MIG-5, MIG-8: every shape that moves is billed for thirteen months as if nobody had moved.

Two worlds of the same making: in one nothing happens, in the other the subscription moves. Every
invoice with its lines, instants, sums and payments must be the same.
"""

import pytest

from carryover.migration.planning.judging import Movable, judge
from carryover.migration.planning.params import STOPPED
from carryover.migration.planning.rules import Rules
from tests.unit.migration.shapes import MOVABLE, Shape
from tests.unit.migration.shapes.moved import RUN, billed, move
from tests.unit.migration.shapes.world import TARGET

THIRTEEN_MONTHS = 400
"""Days, and a few more."""


@pytest.mark.parametrize("shape", MOVABLE.values(), ids=MOVABLE)
def test_it_is_billed_as_if_nobody_had_moved(shape: Shape) -> None:
    world, untouched = shape.world(), shape.world()
    source, twin = shape.made(world), shape.made(untouched)
    verdict = judge(world.see("us", source), Rules(), now=world.now)
    assert isinstance(verdict, Movable), verdict

    began, moved_at = world.now, verdict.spec.boundary
    target = move(world, verdict.spec)
    assert billed(world, TARGET, target, began - 1) == [], "something was charged at the move"
    world.days_pass(THIRTEEN_MONTHS)
    untouched.days_pass(THIRTEEN_MONTHS)

    expected = billed(untouched, "us", twin, began)
    assert billed(world, "us", source, began) + billed(world, TARGET, target, began) == expected
    ended = world.get("us", f"subscriptions/{source}")
    assert (ended["status"], ended["ended_at"]) == ("canceled", moved_at)
    assert ended["cancellation_details"]["comment"] == f"{STOPPED}{RUN}"
    lives_on = world.get(TARGET, f"subscriptions/{target}")
    would_be = untouched.get("us", f"subscriptions/{twin}")
    same = ("status", "currency", "cancel_at", "ended_at", "pause_collection", "description")
    assert {name: lives_on[name] for name in same} == {name: would_be[name] for name in same}
