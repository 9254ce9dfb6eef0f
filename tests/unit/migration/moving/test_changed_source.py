"""MIG-5, MIG-6: between plan and execution the source lived on. It is read again, and moved as it
is now, or held with a reason; nothing is moved from memory."""

from typing import Any

from carryover.migration.model import Old, State, Thing
from carryover.migration.moving.fit import astray
from carryover.migration.moving.sides import source_side, target_side
from carryover.migration.moving.sight import Sight
from carryover.migration.planning.rules import Catalogue, Rules
from carryover.migration.planning.spec import Spec
from tests.unit.migration.moving.stage import DAY, HOUR, RUN, TARGET, Object, Stage


def ready(**more: Any) -> tuple[Stage, Object]:
    stage = Stage()
    subscription = stage.stripes.subscribe(**more)
    stage.stripes.days_pass(2)
    stage.cards_arrive("us")
    return stage, subscription


def test_cancelled_at_period_end_meanwhile_it_is_left_to_end_where_it_is() -> None:
    stage, subscription = ready()
    stage.stripes.post("us", f"subscriptions/{subscription['id']}", cancel_at_period_end=True)

    move = stage.moves_one(subscription)

    assert move.state is State.HELD
    assert "cancelled at the source" in move.sentence
    assert stage.stripes.of(TARGET, "subscription") == []


def test_ended_meanwhile_it_is_not_brought_back() -> None:
    stage, subscription = ready()
    stage.stripes.end("us", subscription["id"])

    move = stage.moves_one(subscription)

    assert move.state is State.HELD
    assert stage.stripes.of(TARGET, "subscription") == []


def test_with_another_quantity_meanwhile_it_moves_as_it_is_now() -> None:
    stage, subscription = ready()
    stage.opens(subscription)
    item = subscription["items"]["data"][0]["id"]
    changed = [{"id": item, "quantity": 3}]
    stage.stripes.post(
        "us", f"subscriptions/{subscription['id']}", items=changed, proration_behavior="none"
    )
    stage.works()

    move = stage.move_of(subscription)

    assert move.state is State.MOVED
    (target,) = stage.targets(subscription)
    assert target["items"]["data"][0]["quantity"] == 3
    assert move.expected is not None
    assert move.expected.amount == 3 * 2900


def test_an_upgrade_that_left_a_proration_to_bill_waits_until_it_is_billed() -> None:
    stage, subscription = ready()
    item = subscription["items"]["data"][0]
    stage.stripes.post(
        "us", f"subscriptions/{subscription['id']}", items=[{"id": item["id"], "quantity": 3}]
    )

    waiting = stage.moves_one(subscription)
    untouched = stage.targets(subscription) == []
    stage.stripes.it_is(item["current_period_end"] + 3 * HOUR)
    stage.sweeps()

    assert (waiting.state, untouched) == (State.WAITING, True)
    assert stage.move_of(subscription).state is State.MOVED


def test_a_new_card_meanwhile_waits_for_a_late_mapping_file() -> None:
    stage, subscription = ready()
    new = stage.stripes.post(
        "us", "payment_methods/pm_card_mastercard/attach", customer=subscription["customer"]
    )["id"]
    settings = {"default_payment_method": new}
    stage.stripes.post("us", f"customers/{subscription['customer']}", invoice_settings=settings)

    held = stage.moves_one(subscription)
    stage.cards_arrive("us")
    stage.says_move(subscription)
    stage.works()

    assert held.state is State.HELD
    assert new in held.sentence
    assert stage.move_of(subscription).state is State.MOVED
    stage.stripes.days_pass(31)
    assert len(stage.stripes.paid(TARGET)) == 1


def test_rolled_back_it_begins_again_only_with_a_new_wave() -> None:
    stage, subscription = ready()
    stage.moves_one(subscription)
    stage.rolls_back(subscription)

    stage.opens(subscription)
    stage.works()
    again_in_its_wave = stage.move_of(subscription).state
    stage.wave_opens(2)
    stage.opens(subscription, wave=2)
    stage.works()

    assert again_in_its_wave is State.ROLLED_BACK
    assert stage.move_of(subscription).state is State.MOVED
    assert len(stage.targets(subscription)) == 1


def test_refunded_meanwhile_it_moves_and_bills_from_the_boundary_on() -> None:
    stage, subscription = ready()
    (charge,) = stage.stripes.of("us", "charge")
    stage.stripes.post("us", "refunds", charge=charge["id"])

    assert stage.moves_one(subscription).state is State.MOVED


def test_renewed_meanwhile_it_moves_at_the_next_boundary() -> None:
    stage, subscription = ready()
    stage.stripes.days_pass(40)

    move = stage.moves_one(subscription)

    assert move.state is State.MOVED
    assert move.boundary is not None
    assert move.boundary > stage.stripes.world.clock


def test_within_the_guard_the_source_renews_first_and_then_it_moves() -> None:
    stage, subscription = ready()
    boundary = subscription["items"]["data"][0]["current_period_end"]
    stage.stripes.it_is(boundary - 40 * HOUR)

    waiting = stage.moves_one(subscription)
    stage.stripes.it_is(boundary + 3 * HOUR)
    stage.sweeps()

    assert waiting.state is State.WAITING
    assert "too soon to begin" in waiting.sentence
    moved = stage.move_of(subscription)
    assert moved.state is State.MOVED
    assert moved.boundary is not None
    assert moved.boundary > boundary + 20 * DAY


def test_a_source_un_cancelled_in_its_old_portal_after_the_move_never_bills_beside_the_target() -> (
    None
):
    stage, subscription = ready()
    moved = stage.moves_one(subscription)
    stage.stripes.post("us", f"subscriptions/{subscription['id']}", cancel_at_period_end=False)
    assert moved.boundary is not None

    stage.stripes.it_is(moved.boundary - 5 * HOUR)
    stage.sweeps()
    stage.stripes.it_is(moved.boundary + DAY)
    stage.sweeps()

    paid = [*stage.stripes.paid("us"), *stage.stripes.paid(TARGET)]
    assert len([each for each in paid if each[2] >= moved.boundary // DAY]) == 1


def test_moved_twice_it_is_moved_once() -> None:
    stage, subscription = ready()
    stage.moves_one(subscription)
    before = len(stage.trail.kept)

    stage.opens(subscription)
    stage.says_move(subscription)
    stage.works()

    assert len(stage.trail.kept) == before
    assert len(stage.targets(subscription)) == 1


def test_a_price_the_catalogue_did_not_have_is_made_on_the_way() -> None:
    stage, subscription = ready()
    stage.opens(subscription)
    dearer = stage.stripes.price("us", 4900)
    item = subscription["items"]["data"][0]["id"]
    stage.stripes.post(
        "us",
        f"subscriptions/{subscription['id']}",
        items=[{"id": item, "price": dearer}],
        proration_behavior="none",
    )
    stage.works()

    assert stage.move_of(subscription).state is State.MOVED
    assert stage.ids.find(RUN, [Old(account="us", kind=Thing.PRICE, id=dearer)])


def test_what_the_catalogue_cannot_make_is_held_and_asked_once() -> None:
    stage = Stage()
    subscription = stage.stripes.subscribe()
    price = subscription["items"]["data"][0]["price"]["id"]
    named = Rules(catalogue=Catalogue(prices={f"us/{price}": "price_none"}))
    stage.runs.approve(stage.runs.kept[RUN].model_copy(update={"rules": named.model_dump_json()}))
    stage.cards_arrive("us")

    move = stage.moves_one(subscription)
    stage.stripes.days_pass(1)
    stage.sweeps()

    assert (move.state, move.next_look) == (State.HELD, None)
    assert "price_none" in move.sentence
    assert len(stage.asked) == 1, "the sweeper leaves it to the person"
    assert stage.targets(subscription) == []


def test_a_mapped_customer_who_is_not_there_is_held_and_asked_once() -> None:
    stage, subscription = ready()
    owner = Old(account="us", kind=Thing.CUSTOMER, id=subscription["customer"])
    stage.ids.remember(RUN, {owner: "cus_nobody"})

    move = stage.moves_one(subscription)
    stage.stripes.days_pass(1)
    stage.sweeps()

    assert (move.state, move.next_look) == (State.HELD, None)
    assert "cus_nobody" in move.sentence
    assert len(stage.asked) == 1


def test_held_for_its_customer_it_moves_once_the_mapping_is_right() -> None:
    stage, subscription = ready()
    owner = Old(account="us", kind=Thing.CUSTOMER, id=subscription["customer"])
    right = stage.ids.find(RUN, [owner])
    stage.ids.remember(RUN, {owner: "cus_nobody"})
    stage.moves_one(subscription)

    stage.ids.remember(RUN, right)
    stage.says_move(subscription)
    stage.works()

    assert stage.move_of(subscription).state is State.MOVED


def test_a_target_whose_item_lost_its_discount_does_not_pass_for_moved() -> None:
    """Only the subscription's own discounts are said again; an item's cannot be."""
    stage = Stage()
    coupon = stage.stripes.post("us", "coupons", percent_off=30, duration="forever")["id"]
    items = [{"price": stage.stripes.price("us"), "discounts": [{"coupon": coupon}]}]
    subscription = stage.stripes.subscribe(items=items)
    stage.cards_arrive("us")
    move = stage.moves_one(subscription)
    (whole,) = stage.targets(subscription)
    item = {**whole["items"]["data"][0], "discounts": []}
    poorer = {**whole, "items": {**whole["items"], "data": [item]}}

    def strays(raw: Object) -> bool:
        spec = Spec.model_validate_json(move.spec)
        source = source_side(stage.source(subscription), RUN)
        sight = Sight(move.boundary or 0, source, (), None, spec, guard=0)
        return astray(sight, spec, target_side(raw))

    assert move.state is State.MOVED
    assert (strays(whole), strays(poorer)) == (False, True)
