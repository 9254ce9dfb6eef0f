"""MIG-5, MIG-9: an end agreed at the source for within the next period: the last renewal is cut
short, and seen."""

from carryover.migration.model import State
from tests.unit.migration.moving.stage import DAY, HOUR, TARGET, Stage


def test_a_renewal_up_to_an_agreed_end_is_seen_as_a_renewal() -> None:
    stage = Stage()
    subscription = stage.stripes.subscribe()
    boundary = subscription["items"]["data"][0]["current_period_end"]
    path = f"subscriptions/{subscription['id']}"
    stage.stripes.post("us", path, cancel_at=boundary + 10 * DAY)
    stage.cards_arrive("us")

    moved = stage.moves_one(subscription).state
    stage.stripes.it_is(boundary + 3 * HOUR)
    stage.sweeps()

    assert moved is State.MOVED
    assert stage.move_of(subscription).state is State.RENEWED
    assert stage.asked == []
    assert len(stage.stripes.paid(TARGET)) == 1
