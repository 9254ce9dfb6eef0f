"""MIG-5, MIG-6, MIG-10: every parameter of a move, there and back."""

import pytest

from carryover.migration.model import Old, Thing
from carryover.migration.planning import params
from carryover.migration.planning.judging import Movable, judge
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.spec import Discount, Item, Spec
from carryover.ports.stripe_api import Params
from tests.unit.migration.shapes import MOVABLE, Shape
from tests.unit.migration.shapes.moved import billed, catalogue, move
from tests.unit.migration.shapes.world import DAY, TARGET, World2

BOUNDARY = 1_800_000_000

PLAIN = Spec(
    account="us",
    subscription="sub_1",
    customer="cus_1",
    currency="usd",
    boundary=BOUNDARY,
    items=(Item(price="price_1", quantity=1),),
    billing_mode="flexible",
)


class Everything(dict[Old, str]):
    """A new id for whatever is asked for, of the same type."""

    def __missing__(self, old: Old) -> str:
        return f"{old.id}_new"


def created(**given: object) -> Params:
    return params.creation(PLAIN.model_copy(update=given), Everything())


def judged(world: World2, subscription: str) -> Spec:
    verdict = judge(world.see("us", subscription), Rules(), now=world.now)
    assert isinstance(verdict, Movable), verdict
    return verdict.spec


def test_a_target_is_born_with_its_end() -> None:
    """And says everything that Stripe would otherwise choose itself."""
    assert created() == {
        "customer": "cus_1_new",
        "currency": "usd",
        "items": [{"price": "price_1_new", "quantity": 1}],
        "billing_mode": {"type": "flexible"},
        "billing_cycle_anchor": BOUNDARY,
        "proration_behavior": "none",
        "cancel_at_period_end": True,
        "discounts": "",
        "off_session": True,
        "metadata": {"carryover_source": "us/sub_1"},
    }


@pytest.mark.parametrize(
    ("method", "parameter"),
    [
        ("pm_1", "default_payment_method"),
        ("card_1", "default_source"),
        ("src_1", "default_source"),
        ("ba_1", "default_source"),
    ],
)
def test_cards_of_old_have_a_parameter_of_their_own(method: str, parameter: str) -> None:
    assert created(payment_method=method)[parameter] == f"{method}_new"


def test_the_mark_of_an_earlier_move_gives_way() -> None:
    assert created(metadata={params.MARK: "old/sub_9"})["metadata"] == {params.MARK: "us/sub_1"}


def test_items_of_different_intervals_end_at_a_date() -> None:
    spec = PLAIN.model_copy(update={"ends_by_date": True})

    assert created(ends_by_date=True)["cancel_at"] == "min_period_end"
    assert "cancel_at_period_end" not in created(ends_by_date=True)
    assert params.stopping(spec, "acme")["cancel_at"] == "min_period_end"
    assert params.disarming(spec, {})["cancel_at"] == ""


def test_an_agreed_end_comes_back_where_ours_is_taken_away() -> None:
    spec = PLAIN.model_copy(update={"cancel_at": BOUNDARY + DAY})

    for said in (params.disarming(spec, {}), params.resuming(spec)):
        assert said["cancel_at"] == BOUNDARY + DAY
        assert "cancel_at_period_end" not in said


def test_coupons_with_months_go_along_with_every_update() -> None:
    months = Discount(coupon="SUMMER", months=3, repeats=True)
    spec = PLAIN.model_copy(update={"discounts": (months,), "pause": {"behavior": "void"}})

    for said in (params.finishing(spec, Everything()), params.disarming(spec, Everything())):
        assert said["discounts"] == [{"coupon": "SUMMER~3m_new"}]


def test_everything_it_names_is_needed_first() -> None:
    spec = PLAIN.model_copy(
        update={
            "default_tax_rates": ("txr_1",),
            "discounts": (Discount(coupon="SUMMER", months=3), Discount(coupon="VIP")),
            "customer_payment_method": "pm_1",
        }
    )

    assert {(old.kind, old.id) for old in params.needs(spec)} == {
        (Thing.CUSTOMER, "cus_1"),
        (Thing.PAYMENT_METHOD, "pm_1"),
        (Thing.PRICE, "price_1"),
        (Thing.TAX_RATE, "txr_1"),
        (Thing.COUPON, "SUMMER~3m"),
        (Thing.COUPON, "VIP"),
    }
    assert "The payment method us/pm_1 has no counterpart in the target" in " ".join(
        params.missing(spec, {})
    )
    assert params.missing(spec, dict.fromkeys(params.needs(spec), "new")) == ()


@pytest.mark.parametrize("shape", MOVABLE.values(), ids=MOVABLE)
def test_nothing_but_time_makes_another_specification_of_it(shape: Shape) -> None:
    """The mover judges again between its steps, and begins anew when anything differs."""
    world = shape.world()
    source = shape.made(world)
    spec = judged(world, source)

    world.days_pass((spec.boundary - world.now) / DAY / 20)

    assert judged(world, source) == spec


@pytest.mark.parametrize("shape", MOVABLE.values(), ids=MOVABLE)
def test_a_source_that_was_stopped_and_taken_back_is_as_before(shape: Shape) -> None:
    """MIG-10: and so is its target, which may be armed again before."""
    world, untouched = shape.world(), shape.world()
    source, twin = shape.made(world), shape.made(untouched)
    began, spec = world.now, judged(world, source)

    target = move(world, spec)
    world.post(TARGET, f"subscriptions/{target}", **params.arming_again(spec))
    world.post("us", f"subscriptions/{source}", **params.resuming(spec))

    assert judged(world, source) == spec
    for each in (world, untouched):
        each.world.advance(spec.boundary + 2 * DAY)
    assert billed(world, "us", source, began) == billed(untouched, "us", twin, began)
    assert billed(world, TARGET, target, began) == []
    assert world.get(TARGET, f"subscriptions/{target}")["status"] == "canceled"


@pytest.mark.parametrize("shape", MOVABLE.values(), ids=MOVABLE)
def test_left_armed_it_ends_itself_and_bills_nothing(shape: Shape) -> None:
    """MIG-6: whatever dies after the creation, nobody is charged twice."""
    world = shape.world()
    source = shape.made(world)
    spec = judged(world, source)
    ids = {**world.copies("us"), **catalogue(world, spec)}
    began = world.now
    target = str(world.post(TARGET, "subscriptions", **params.creation(spec, ids))["id"])

    world.world.advance(spec.boundary + 2 * DAY)

    ended = world.get(TARGET, f"subscriptions/{target}")
    assert (ended["status"], ended["ended_at"]) == ("canceled", spec.boundary)
    assert billed(world, TARGET, target, began) == []
