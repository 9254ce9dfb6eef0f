"""MIG-5, MIG-6, DESIGN §5: one subscription moves; nobody is charged twice, nobody is forgotten."""

from carryover.migration.model import State
from tests.unit.migration.moving.stage import DAY, TARGET, Stage


def test_a_monthly_subscription_moves_and_renews_once_in_the_target() -> None:
    stage = Stage()
    subscription = stage.stripes.subscribe()
    stage.stripes.days_pass(3)
    stage.cards_arrive("us")

    move = stage.moves_one(subscription)

    assert move.state is State.MOVED, move.sentence
    assert stage.source(subscription)["cancel_at_period_end"]
    (target,) = stage.targets(subscription)
    assert not target["cancel_at_period_end"]
    boundary = move.boundary
    assert boundary is not None
    before = stage.stripes.paid("us")
    assert stage.stripes.paid(TARGET) == []

    stage.stripes.it_is(boundary + DAY)
    assert stage.stripes.paid("us") == before
    assert [amount for _, amount, _ in stage.stripes.paid(TARGET)] == [2900]
    stage.sweeps()
    assert stage.move_of(subscription).state is State.RENEWED
    assert stage.source(subscription)["status"] == "canceled"
