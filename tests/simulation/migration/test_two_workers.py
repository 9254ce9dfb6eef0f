"""MIG-6, DESIGN §5: two workers with the same move in hand, in every order; duplicate messages;
clocks that do not agree."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from carryover.migration.model import State
from carryover.ports.outbox import Queue
from tests.fakes.memory import Mortal
from tests.simulation.migration.test_killed import EFFECTS
from tests.unit.migration.moving.stage import CLAIM, DAY, TARGET, Object, Stage


@dataclass
class Interrupted(Mortal):
    """At one moment the worker stands still, others work, then it goes on as if nothing was."""

    meanwhile: Callable[[], None] = field(default=lambda: None)

    def _step(self) -> None:
        moment, self.moment = self.moment, self.moment + 1
        if moment == self.dies_at:
            self.meanwhile()


def side_by_side(moment: int, pause: timedelta, *, back: bool) -> tuple[Stage, Object, bool]:
    """One worker pauses; a second one gets a duplicate of its message and does what it can."""
    mortal = Interrupted(dies_at=moment)

    def dressed(name: str, port: Any) -> Any:
        return mortal.wrap(port, EFFECTS[name])

    stage = Stage(dressed=dressed)
    subscription = stage.stripes.subscribe()
    stage.stripes.days_pass(1)
    stage.cards_arrive("us")

    def second_worker() -> None:
        world = stage.stripes.world
        world.advance(world.clock + round(pause.total_seconds()))
        stage.says_move(subscription)
        stage.works()

    stage.opens(subscription)
    mortal.meanwhile = second_worker
    stage.works()
    if back:
        stage.rolls_back(subscription)
    interrupted = mortal.moment > moment
    boundary = subscription["items"]["data"][0]["current_period_end"]
    stage.stripes.it_is(boundary - DAY // 8)
    stage.sweeps()
    stage.stripes.it_is(boundary + DAY)
    stage.sweeps()
    return stage, subscription, interrupted


@pytest.mark.parametrize("pause", [timedelta(), CLAIM * 2], ids=["in its claim", "claim run out"])
@pytest.mark.parametrize("back", [False, True], ids=["forward", "back"])
def test_two_workers_in_any_order_make_one_target_and_one_charge(
    pause: timedelta, back: bool
) -> None:
    moment = 0
    while True:
        stage, subscription, interrupted = side_by_side(moment, pause, back=back)
        if not interrupted:
            break
        here, there = stage.stripes.paid("us"), stage.stripes.paid(TARGET)
        assert len(here) + len(there) == 2, f"interrupted at {moment}: {here} {there}"
        assert len(stage.targets(subscription)) == (0 if back else 1), moment
        made = Counter(each["status"] for each in stage.stripes.of(TARGET, "subscription"))
        assert made.total() <= 2, f"interrupted at {moment}: {made}"
        moment += 1
    assert moment > 40


@pytest.mark.parametrize("copies", [2, 5])
def test_every_message_delivered_several_times_changes_nothing(copies: int) -> None:
    stage = Stage()
    subscription = stage.stripes.subscribe()
    stage.cards_arrive("us")
    stage.opens(subscription)
    while letters := stage.outbox.take(Queue.SUBSCRIPTION_RECREATION):
        for letter in letters * copies:
            stage.deliver(letter)

    assert stage.move_of(subscription).state is State.MOVED
    assert len(stage.stripes.of(TARGET, "subscription")) == 1
    verbs = Counter(deed.key for deed in stage.trail.kept.values())
    assert set(verbs.values()) == {1}


@pytest.mark.parametrize("skew", [timedelta(hours=-30), timedelta(hours=30), timedelta(days=400)])
def test_a_worker_whose_clock_is_wrong_moves_by_stripes_clock(skew: timedelta) -> None:
    stage = Stage(skew=skew)
    subscription = stage.stripes.subscribe()
    stage.cards_arrive("us")

    move = stage.moves_one(subscription)
    stage.stripes.days_pass(32)
    stage.sweeps()

    assert move.state is State.MOVED
    assert stage.move_of(subscription).state is State.RENEWED
    assert len(stage.stripes.paid(TARGET)) == 1
