"""MIG-6, MIG-7: sweeps, waves and pauses in long queues ask Stripe no more often than needed, and
nothing that was asked for is dropped."""

from datetime import timedelta
from typing import Any

import pytest

from carryover.migration.messages import MoveOne, OpenWave, RollBackOne, Sweep
from carryover.migration.model import State
from carryover.migration.moving.opening import AT_ONCE
from carryover.migration.store import Chosen
from carryover.ports.outbox import Queue
from tests.unit.migration.moving.stage import DAY, PLAN, RUN, Object, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


def bought(stage: Stage) -> Object:
    subscription = stage.stripes.subscribe()
    stage.stripes.days_pass(1)
    stage.cards_arrive("us")
    return subscription


def swept_into_the_queue(stage: Stage, times: int) -> list[Any]:
    """Let the clock ring so often while the worker is busy with something else."""
    found = []
    for _ in range(times):
        stage.stripes.it_is(stage.stripes.world.clock + 300)
        stage.tells(Sweep(run=RUN))
        (letter,) = stage.outbox.take(Queue.SUBSCRIPTION_RECREATION)
        stage.deliver(letter)
        found += stage.outbox.take(Queue.SUBSCRIPTION_RECREATION)
    return found


def asked(stage: Stage) -> int:
    """Count requests to all accounts."""
    return sum(sum(each.requests.values()) for each in stage.stripes.world.accounts.values())


def boundary_of(subscription: Object) -> int:
    return int(subscription["items"]["data"][0]["current_period_end"])


def test_of_many_sweeps_that_meet_a_long_queue_only_the_first_asks_stripe(stage: Stage) -> None:
    subscription = bought(stage)
    stage.moves_one(subscription)
    stage.stripes.it_is(boundary_of(subscription) - DAY // 8)
    first, *others = swept_into_the_queue(stage, 12)

    stage.deliver(first)
    before = asked(stage)
    for letter in others:
        stage.deliver(letter)

    assert len(others) == 11
    assert asked(stage) == before
    assert stage.move_of(subscription).state is State.MOVED


def test_a_message_somebody_sent_is_worked_whatever_was_written_since(stage: Stage) -> None:
    subscription = bought(stage)
    stage.moves_one(subscription)
    before = asked(stage)

    stage.says_move(subscription)
    stage.works()

    assert asked(stage) > before


def test_a_rollback_is_never_dropped_for_its_move_was_written_since(stage: Stage) -> None:
    subscription = bought(stage)
    move = stage.moves_one(subscription)
    place = {"run": RUN, "account": move.account, "subscription": move.subscription}
    back = RollBackOne.model_validate({**place, "attempt": move.attempt})
    stage.moves.save(move)

    stage.tells(back)
    stage.works()

    assert stage.move_of(subscription).state is State.ROLLED_BACK
    assert not stage.targets(subscription)


def test_what_waits_in_a_paused_wave_is_not_asked_about(stage: Stage) -> None:
    subscription = bought(stage)
    (wave,) = stage.waves.all(RUN)
    stage.waves.save(wave.model_copy(update={"state": "paused"}))
    before = asked(stage)

    move = stage.moves_one(subscription)

    assert (move.state, move.sentence) == (State.WAITING, "Its wave is paused.")
    assert move.next_look == stage.stripes.world.clock + 900
    assert asked(stage) - before <= 2, "what time it is, at both accounts"


def test_it_goes_on_when_its_wave_does(stage: Stage) -> None:
    subscription = bought(stage)
    (wave,) = stage.waves.all(RUN)
    stage.waves.save(wave.model_copy(update={"state": "paused"}))
    stage.moves_one(subscription)
    (wave,) = stage.waves.all(RUN)
    stage.waves.save(wave.model_copy(update={"state": "open"}))
    stage.stripes.it_is(stage.stripes.world.clock + 1000)

    stage.sweeps()

    assert stage.move_of(subscription).state is State.MOVED


def test_a_wave_is_begun_no_faster_than_stripe_lets_it_through(stage: Stage) -> None:
    many = [
        Chosen(account="us", subscription=f"sub_{n}", customer="cus_1", planned="")
        for n in range(AT_ONCE + 1)
    ]
    stage.selections.put("wave-1", many)
    stage.tells(OpenWave(run=RUN, plan=PLAN, wave=1, selection="wave-1"))
    (letter,) = stage.outbox.take(Queue.SUBSCRIPTION_RECREATION)

    stage.deliver(letter)

    sent = [(type(each.body), delay) for _, each, delay in stage.outbox.sent]
    assert sent.count((MoveOne, timedelta())) == AT_ONCE
    assert sent[-1][0] is OpenWave
    assert timedelta(seconds=5) < sent[-1][1] < timedelta(seconds=10)
