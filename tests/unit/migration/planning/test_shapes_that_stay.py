"""MIG-2: whatever cannot be recreated exactly is held, with a code and a sentence to act on."""

import pytest

from carryover.migration.planning.entry import entry
from carryover.migration.planning.judging import judge
from carryover.migration.planning.rules import Rules
from tests.unit.migration.shapes import STANDSTILL, Shape


@pytest.mark.parametrize("shape", STANDSTILL.values(), ids=STANDSTILL)
def test_it_does_not_move_and_says_why(shape: Shape) -> None:
    world = shape.world()
    seen = world.see("us", shape.made(world))

    verdict = judge(seen, Rules(), now=world.now)

    written = entry(seen, verdict, cards=_Everybody())
    assert (written.outcome, {reason.code for reason in written.reasons}) == (
        shape.outcome,
        {shape.code},
    )
    assert shape.says in written.sentence


class _Everybody:
    def __contains__(self, _: object) -> bool:
        return True
