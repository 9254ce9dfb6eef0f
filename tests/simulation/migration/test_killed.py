"""MIG-6: whichever API call or write the worker dies at, before or after it, the end is the same:
no duplicate, no double charge, nobody missed, nobody cancelled by accident."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from carryover.migration.model import State
from tests.fakes.memory import Mortal
from tests.unit.migration.moving.stage import DAY, TARGET, Object, Stage, Stripes

EFFECTS = {
    "stripe": ("get", "post", "ask", "delete"),
    "moves": ("save",),
    "trail": ("note",),
    "ids": ("remember",),
    "outbox": ("send",),
    "reviews": ("open",),
}


def plain(stripes: Stripes) -> Object:
    return stripes.subscribe()


def with_a_coupon_for_months(stripes: Stripes) -> Object:
    coupon = stripes.post(
        "us", "coupons", percent_off=50, duration="repeating", duration_in_months=4
    )["id"]
    return stripes.subscribe(discounts=[{"coupon": coupon}])


def paused(stripes: Stripes) -> Object:
    made = stripes.subscribe()
    pause = {"behavior": "void"}
    return stripes.post("us", f"subscriptions/{made['id']}", pause_collection=pause)


def on_trial_with_a_tax_id(stripes: Stripes) -> Object:
    tax_id = [{"type": "eu_vat", "value": "DE123456789"}]
    customer = stripes.customer("us", tax_id_data=tax_id)
    return stripes.subscribe(customer=customer, trial_period_days=14)


SHAPES = (plain, with_a_coupon_for_months, paused, on_trial_with_a_tax_id)


def lives(shape: Callable[[Stripes], Object], mortal: Mortal, *, back: bool = False) -> Stage:
    """The whole life of one move, the worker dying once; then time passes over the boundary."""

    def dressed(name: str, port: Any) -> Any:
        return mortal.wrap(port, EFFECTS[name])

    stage = Stage(dressed=dressed)
    subscription = shape(stage.stripes)
    stage.stripes.days_pass(2)
    stage.cards_arrive("us")
    stage.moves_one(subscription)
    if back:
        stage.rolls_back(subscription)
    stage.sweeps()
    boundary = stage.source(subscription)["items"]["data"][0]["current_period_end"]
    stage.stripes.it_is(boundary + DAY)
    stage.sweeps()
    stage.works()
    return stage


def outcome(stage: Stage) -> tuple[object, ...]:
    """What matters in the end."""
    (move,) = stage.moves.kept.values()
    targets = stage.stripes.of(TARGET, "subscription")
    sources = stage.stripes.of("us", "subscription")
    return (
        move.state,
        [amount for _, amount, _ in stage.stripes.paid("us")],
        [amount for _, amount, _ in stage.stripes.paid(TARGET)],
        Counter(each["status"] for each in sources),
        Counter(each["status"] for each in targets if each["status"] != "canceled"),
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_whatever_the_worker_dies_at_the_move_ends_as_if_nothing_had_happened(
    shape: Callable[[Stripes], Object],
) -> None:
    calm = outcome(lives(shape, Mortal(dies_at=-1)))
    assert calm[0] is State.RENEWED
    moment = 0
    while True:
        mortal = Mortal(dies_at=moment)
        stage = lives(shape, mortal)
        if mortal.moment <= moment:
            break
        assert outcome(stage) == calm, f"died at moment {moment}"
        moment += 1
    assert moment > 40, "every call and every write was a place to die"


@pytest.mark.parametrize("shape", SHAPES)
def test_whatever_the_worker_dies_at_a_rollback_ends_where_it_began(
    shape: Callable[[Stripes], Object],
) -> None:
    calm = outcome(lives(shape, Mortal(dies_at=-1), back=True))
    assert calm[0] is State.ROLLED_BACK
    assert not calm[2], "the target charged nothing"
    moment = 0
    while True:
        mortal = Mortal(dies_at=moment)
        stage = lives(shape, mortal, back=True)
        if mortal.moment <= moment:
            break
        assert outcome(stage) == calm, f"died at moment {moment}"
        moment += 1
    assert moment > 60
