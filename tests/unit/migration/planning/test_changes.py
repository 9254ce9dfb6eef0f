"""MIG-2, MIG-5: between plan and move the source lives on; what changed is said, time is not."""

from typing import Any

import pytest

from carryover.migration.planning.changes import differs
from carryover.migration.planning.judging import Movable, judge
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.spec import Spec
from tests.unit.migration.shapes import SHAPES
from tests.unit.migration.shapes.shop import coupon, customer, method, price, subscribe, update
from tests.unit.migration.shapes.world import Object, World2, instant


def spec(world: World2, subscription: Object) -> Spec:
    verdict = judge(world.see("us", subscription["id"]), Rules(), now=world.now)
    assert isinstance(verdict, Movable), verdict
    return verdict.spec


def changed(world: World2, made: Object, **given: Any) -> tuple[str, ...]:
    planned = spec(world, made)
    update(world, made, **given)
    return differs(planned, spec(world, made))


@pytest.mark.parametrize(
    "name",
    [
        "monthly",
        "anchored_on_the_31st",
        "months_of_an_amount",
        "one_month_left",
        "by_promotion_code",
    ],
)
def test_a_renewal_is_no_change(name: str) -> None:
    world = SHAPES[name].world()
    made = {"id": SHAPES[name].made(world)}
    planned = spec(world, made)

    world.days_pass(35)

    assert differs(planned, spec(world, made)) == ()


def test_nor_is_the_agreed_end_of_a_trial_or_a_pause() -> None:
    world = World2()
    trial = subscribe(world, trial_period_days=20)
    paused = subscribe(world)
    until = instant("2026-03-01T00:00:00")
    update(world, paused, pause_collection={"behavior": "void", "resumes_at": until})
    planned = [spec(world, each) for each in (trial, paused)]

    world.it_is("2026-03-05T00:00:00")

    live = [spec(world, each) for each in (trial, paused)]
    assert [differs(*pair) for pair in zip(planned, live, strict=True)] == [(), ()]


def test_an_upgrade_is_told_item_by_item() -> None:
    world = World2()
    made = subscribe(world)
    item, old = made["items"]["data"][0]["id"], made["items"]["data"][0]["price"]["id"]
    new = price(world, 4900)

    told = changed(world, made, items=[{"id": item, "price": new}], proration_behavior="none")

    assert told == (f"The item {old} was removed.", f"The item {new} was added.")


def test_so_are_quantity_card_end_pause_and_metadata() -> None:
    world = World2()
    owner = customer(world)
    made = subscribe(world, owner)
    item = made["items"]["data"][0]

    told = changed(
        world,
        made,
        items=[{"id": item["id"], "quantity": 3}],
        proration_behavior="none",
        default_payment_method=method(world, "us", owner, "card_visa"),
        cancel_at=instant("2027-01-15T10:00:00"),
        pause_collection={"behavior": "void"},
        metadata={"seat": "12"},
    )

    assert [sentence.split(" changed")[0] for sentence in told] == [
        "Its payment method",
        "Its customer's default payment method",
        f"The quantity of the item {item['price']['id']}",
        "Its agreed end",
        "Its pause of payments",
        "Its metadata",
    ]
    assert "from 1 to 3" in told[2]


def test_a_coupon_that_runs_longer_than_planned_is_a_change() -> None:
    world = World2()
    months = coupon(world, duration="repeating", duration_in_months=3)
    made = subscribe(world, discounts=[{"coupon": months}])
    world.days_pass(40)

    [told] = changed(world, made, discounts=[{"coupon": months}])

    assert told == f"Its discount {months} was given again: it runs longer than planned."


def test_a_coupon_taken_away_or_given_is_a_change() -> None:
    world = World2()
    old, new = coupon(world), coupon(world)
    made = subscribe(world, discounts=[{"coupon": old}])

    told = changed(world, made, discounts=[{"coupon": new}])

    assert told == (
        f"Its discount {old} is used up or was removed.",
        f"Its discount {new} was added.",
    )
