"""The audit announces what the plan will hold, and raises no alarm about what will move (MIG-1,
MIG-2): two ways of looking at one subscription must not tell people two things."""

import pytest

from carryover.migration.audit.model import Audit, Finding, Rank
from tests.unit.migration.audit.written import looked_at
from tests.unit.migration.shapes import MOVABLE, STANDSTILL, Shape
from tests.unit.migration.snapshot.shop import taken_from

HELD = {name: shape for name, shape in STANDSTILL.items() if shape.outcome == "held"}
NOT_MOVED = {name: shape for name, shape in STANDSTILL.items() if shape.outcome != "held"}


def audited(shape: Shape) -> tuple[Audit, set[str]]:
    """Make the shape, take the snapshot, audit it; also name what belongs to it."""
    world = shape.world()
    subscription = shape.made(world)
    owner = world.get("us", f"subscriptions/{subscription}")["customer"]
    return looked_at(taken_from(world.world, "us")), {subscription, owner}


def test_only_what_lives_on_a_test_clock_is_in_no_list() -> None:
    """docs.stripe.com/api/subscriptions/list, ``test_clock``."""
    unlisted = [
        name
        for name, shape in HELD.items()
        if not audited(shape)[0].sources[0].counts["subscription"]
    ]

    assert unlisted == ["on_a_test_clock"]


def about(result: Audit, names: set[str], *ranks: Rank) -> list[Finding]:
    return [
        each
        for each in result.findings
        if each.rank in ranks and (names & set(each.examples) or each.of in {"items", "invoices"})
    ]


@pytest.mark.parametrize("shape", HELD.values(), ids=HELD)
def test_what_is_held_was_announced(shape: Shape) -> None:
    result, names = audited(shape)

    unlisted = not result.sources[0].counts["subscription"]
    assert unlisted or about(result, names, Rank.BLOCKS, Rank.DECIDE), result.findings


@pytest.mark.parametrize("shape", NOT_MOVED.values(), ids=NOT_MOVED)
def test_what_waits_or_stays_was_mentioned(shape: Shape) -> None:
    result, names = audited(shape)

    ended = not result.sources[0].live
    assert ended or about(result, names, *Rank), result.findings


@pytest.mark.parametrize("shape", MOVABLE.values(), ids=MOVABLE)
def test_what_moves_blocks_no_money(shape: Shape) -> None:
    result, names = audited(shape)

    assert about(result, names, Rank.BLOCKS) == []
