"""MIG-6: an outage of any length, beginning at any call or write: never two chargers, and whoever
nobody charged meanwhile is charged once, late."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from carryover.migration.model import Mode, State
from carryover.migration.moving.policy import decide
from carryover.migration.moving.sight import Sight
from carryover.migration.moving.steps import Step
from tests.fakes.memory import Mortal
from tests.simulation.migration.billing import billed
from tests.simulation.migration.test_killed import EFFECTS
from tests.unit.migration.moving.stage import DAY, Object, Stage

LENGTHS = (timedelta(hours=1), timedelta(days=27), timedelta(days=29, hours=2), timedelta(days=40))
"""Before the guard, into it, over the boundary, into the middle of the next period."""

type Policy = Callable[[Sight, Mode], Step]


def cut_off(
    moment: int, outage: timedelta, policy: Policy = decide, *, back: bool = False
) -> tuple[Stage, Object, bool]:
    """A move whose worker dies, and everything with it; afterwards the sweeper comes every day."""
    mortal = Mortal(dies_at=moment)

    def dressed(name: str, port: Any) -> Any:
        return mortal.wrap(port, EFFECTS[name])

    stage = Stage(dressed=dressed, outage=outage, policy=policy)
    subscription = stage.stripes.subscribe()
    stage.stripes.days_pass(1)
    stage.cards_arrive("us")
    stage.moves_one(subscription)
    if back:
        stage.rolls_back(subscription)
    died = mortal.moment > moment
    end = subscription["items"]["data"][0]["current_period_end"] + 45 * DAY
    while stage.stripes.world.clock < end:
        stage.stripes.it_is(stage.stripes.world.clock + DAY)
        stage.sweeps()
    return stage, subscription, died


def every_moment(
    outage: timedelta, policy: Policy = decide, *, back: bool = False
) -> Iterator[tuple[int, Stage, Object]]:
    moment = 0
    while True:
        stage, subscription, died = cut_off(moment, outage, policy, back=back)
        if not died:
            return
        yield moment, stage, subscription
        moment += 1


@pytest.mark.parametrize("outage", LENGTHS, ids=str)
def test_every_period_is_paid_once_whenever_the_outage_begins(outage: timedelta) -> None:
    seen = 0
    for moment, stage, subscription in every_moment(outage):
        bill = billed(stage)
        assert len(bill.periods) == 3, f"died at moment {moment}: {bill}"
        assert not bill.doubled, f"died at moment {moment}: {bill}"
        assert stage.move_of(subscription).state in (State.RENEWED, State.MOVED), moment
        assert len(stage.targets(subscription)) == 1, moment
        seen += 1
    assert seen > 40


@pytest.mark.parametrize("outage", LENGTHS[::3], ids=str)
def test_a_rollback_cut_off_anywhere_never_leaves_two_to_bill(outage: timedelta) -> None:
    for moment, stage, _ in every_moment(outage, back=True):
        bill = billed(stage)
        assert not bill.doubled, f"died at moment {moment}: {bill}"
