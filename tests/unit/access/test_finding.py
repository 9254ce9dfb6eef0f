"""Whom a farewell means while its subscription is between two accounts (KAJ-2, MIG-6)."""

from datetime import timedelta

import pytest

from carryover.access.finding import Finding
from carryover.access.model import Mark
from carryover.access.policy import Confirmed, End
from carryover.edge.sqs import LONGEST_WAIT, wait_before
from carryover.kernel.errors import Retryable
from tests.template.blueprint import default
from tests.unit.access.world import RULES, World

ADA = Confirmed("academy", "c1", "ada@example.com", "tag:77")


def in_mid_move() -> World:
    world = World()
    world.billing.sells("sub_old", "ada@example.com", account="intl", mark=Mark.MOVED, ends=True)
    world.billing.sells("sub_new", "ada@example.com", mark=Mark.ARMED, ends=True)
    return world


def test_a_farewell_in_mid_move_outlasts_a_move_that_stands_still_for_two_hours() -> None:
    with pytest.raises(Retryable) as raised:
        Finding(in_mid_move().billing).meant(ADA, [], RULES)

    rests = range(1, int(default("MaxReceiveCount")))
    base = timedelta(seconds=int(default("RetryBaseSeconds")))
    waited = sum((wait_before(n, base, raised.value.after) for n in rests), timedelta())

    assert raised.value.after == LONGEST_WAIT
    assert waited >= timedelta(hours=2)


def test_once_the_move_has_arrived_the_target_is_meant() -> None:
    world = in_mid_move()
    world.billing.becomes("sub_new", mark=Mark.NONE, ends=False)

    verdict = Finding(world.billing).meant(ADA, [], RULES)

    assert isinstance(verdict, End)
    assert verdict.one.id == "sub_new"
