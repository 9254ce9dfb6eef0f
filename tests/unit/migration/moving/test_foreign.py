"""MIG-14: a source that is no Stripe account. Its rows are armed and proven like any other, and let
live only when somebody has confirmed that they were stopped there."""

from typing import Any

from carryover.migration.elsewhere.confirming import MappedConfirmations
from carryover.migration.messages import MoveOne, OpenWave, RollBackOne
from carryover.migration.model import Move, Old, State, Thing
from carryover.migration.planning.spec import Item, Spec
from carryover.migration.store import Chosen
from tests.unit.migration.moving.stage import DAY, HOUR, PLAN, RUN, TARGET, Object, Stage

OLDCART = "oldcart"
ROW = "R-1"


def a_row(stage: Stage, **more: Any) -> Spec:
    """Somebody who pays another processor until the tenth day from now."""
    customer, price = stage.stripes.customer(TARGET), stage.stripes.price(TARGET)
    for kind, name in ((Thing.CUSTOMER, customer), (Thing.PRICE, price)):
        stage.ids.remember(RUN, {Old(account=OLDCART, kind=kind, id=name): name})
    said = {
        "account": OLDCART,
        "subscription": ROW,
        "customer": customer,
        "currency": "usd",
        "boundary": stage.stripes.world.clock + 10 * DAY,
        "items": (Item(price=price),),
        "billing_mode": "flexible",
    }
    return Spec.model_validate(said | more)


def opened(stage: Stage, spec: Spec) -> Move:
    chosen = Chosen(
        account=OLDCART,
        subscription=ROW,
        customer=spec.customer,
        planned=spec.model_dump_json(),
    )
    stage.selections.put("rows", [chosen])
    stage.tells(OpenWave(run=RUN, plan=PLAN, wave=1, selection="rows"))
    stage.works()
    return found(stage)


def found(stage: Stage) -> Move:
    move = stage.moves.find(RUN, OLDCART, ROW)
    assert move is not None
    return move


def confirmed(stage: Stage) -> None:
    MappedConfirmations(stage.ids).put(RUN, OLDCART, {ROW: stage.stripes.world.clock})
    stage.tells(MoveOne(run=RUN, account=OLDCART, subscription=ROW))
    stage.works()


def targets(stage: Stage) -> list[Object]:
    return [
        each for each in stage.stripes.of(TARGET, "subscription") if each["status"] != "canceled"
    ]


def test_it_is_armed_and_waits_for_somebody_to_stop_it_there() -> None:
    stage = Stage()

    move = opened(stage, a_row(stage))

    assert move.state is State.WAITING
    assert "Stop it at oldcart" in move.sentence
    (target,) = targets(stage)
    assert target["cancel_at_period_end"]
    assert stage.asked == []


def test_confirmed_as_stopped_it_lives_and_bills_on_the_day_it_was_due_there() -> None:
    stage = Stage()
    spec = a_row(stage)
    opened(stage, spec)

    confirmed(stage)
    moved = found(stage)
    stage.stripes.it_is(spec.boundary + 3 * HOUR)
    stage.sweeps()

    assert moved.state is State.MOVED
    assert found(stage).state is State.RENEWED
    assert [amount for _, amount, _ in stage.stripes.paid(TARGET)] == [2900]


def test_confirmed_while_its_wave_is_paused_it_lives_all_the_same() -> None:
    stage = Stage()
    spec = a_row(stage)
    opened(stage, spec)
    (wave,) = stage.waves.all(RUN)
    stage.waves.save(wave.model_copy(update={"state": "paused"}))

    confirmed(stage)
    stage.stripes.it_is(spec.boundary + 3 * HOUR)
    stage.sweeps()

    assert [amount for _, amount, _ in stage.stripes.paid(TARGET)] == [2900]


def test_in_a_paused_wave_it_is_not_even_armed() -> None:
    stage = Stage()
    (wave,) = stage.waves.all(RUN)
    stage.waves.save(wave.model_copy(update={"state": "paused"}))

    move = opened(stage, a_row(stage))

    assert (move.state, move.sentence) == (State.WAITING, "Its wave is paused.")
    assert targets(stage) == []


def test_never_confirmed_it_ends_itself_and_nobody_is_charged_twice() -> None:
    stage = Stage()
    spec = a_row(stage)
    opened(stage, spec)

    while stage.stripes.world.clock < spec.boundary + 3 * DAY:
        stage.stripes.it_is(stage.stripes.world.clock + 5 * HOUR)
        stage.sweeps()

    assert targets(stage) == []
    assert stage.stripes.paid(TARGET) == []
    assert found(stage).state is State.HELD
    assert "was not confirmed as stopped" in str(stage.asked[-1])


def test_before_it_is_confirmed_it_can_be_taken_back() -> None:
    stage = Stage()
    move = opened(stage, a_row(stage))

    stage.tells(RollBackOne(run=RUN, account=OLDCART, subscription=ROW, attempt=move.attempt))
    stage.works()

    assert found(stage).state is State.ROLLED_BACK
    assert targets(stage) == []


def test_once_it_bills_here_it_is_not_taken_back_unasked() -> None:
    stage = Stage()
    opened(stage, a_row(stage))
    confirmed(stage)

    stage.tells(
        RollBackOne(run=RUN, account=OLDCART, subscription=ROW, attempt=found(stage).attempt)
    )
    stage.works()

    assert len(targets(stage)) == 1
    assert not targets(stage)[0]["cancel_at_period_end"]
    assert "Start it there again" in str(stage.asked[-1])
