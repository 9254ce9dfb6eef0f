"""MIG-5, MIG-6: after its move a subscription belongs to the customer again. They change or cancel
it in the new account, and no later look of ours may undo that, bill the source again, or overlook
that the target bills."""

import pytest

from carryover.migration.model import Move, Old, State, Thing
from tests.unit.migration.moving.stage import DAY, HOUR, RUN, TARGET, Object, Stage


def moved(*, off: int = 0) -> tuple[Stage, Object, str]:
    """One that has moved, ``off`` percent cheaper."""
    stage = Stage()
    subscription = stage.stripes.subscribe(discounts=cheaper(stage, off) if off else "")
    stage.stripes.days_pass(2)
    stage.cards_arrive("us")
    move = stage.moves_one(subscription)
    assert move.state is State.MOVED
    assert move.target is not None
    return stage, subscription, move.target


def cheaper(stage: Stage, off: int) -> list[Object]:
    coupon = stage.stripes.post("us", "coupons", percent_off=off, duration="forever")
    return [{"coupon": coupon["id"]}]


def billed_from_the_boundary_on(stage: Stage, subscription: Object) -> list[tuple[str, int]]:
    """Let the last look and the boundary go by; answer who charged how much."""
    boundary = stage.move_of(subscription).boundary
    assert boundary is not None
    for at in (boundary - 5 * HOUR, boundary + 3 * HOUR, boundary + DAY):
        stage.stripes.it_is(at)
        stage.sweeps()
    paid = [(account, *each) for account in ("us", TARGET) for each in stage.stripes.paid(account)]
    return [(account, amount) for account, _, amount, day in paid if day >= boundary // DAY]


def only_item(stage: Stage, target: str) -> str:
    found: str = stage.stripes.get(TARGET, f"subscriptions/{target}")["items"]["data"][0]["id"]
    return found


def test_whoever_cancels_in_the_new_account_is_not_charged_any_more() -> None:
    stage, subscription, target = moved()
    stage.stripes.post(TARGET, f"subscriptions/{target}", cancel_at_period_end=True)

    assert billed_from_the_boundary_on(stage, subscription) == []
    assert "ended in the target" in stage.move_of(subscription).sentence


def test_whoever_is_cancelled_at_once_in_the_new_account_is_not_charged_by_the_old_one() -> None:
    stage, subscription, target = moved()
    stage.stripes.end(TARGET, target)

    assert billed_from_the_boundary_on(stage, subscription) == []


def test_a_target_whose_mark_was_wiped_off_is_not_overlooked() -> None:
    stage, subscription, target = moved()
    stage.stripes.post(TARGET, f"subscriptions/{target}", metadata={"carryover_source": ""})

    assert billed_from_the_boundary_on(stage, subscription) == [(TARGET, 2900)]


def test_a_target_whose_customer_a_later_mapping_replaced_is_not_overlooked() -> None:
    stage, subscription, _ = moved()
    old = Old(account="us", kind=Thing.CUSTOMER, id=subscription["customer"])
    stage.ids.remember(RUN, {old: stage.stripes.customer(TARGET)})

    assert billed_from_the_boundary_on(stage, subscription) == [(TARGET, 2900)]


def test_rolled_back_a_target_without_its_mark_is_taken_away_all_the_same() -> None:
    stage, subscription, target = moved()
    stage.stripes.post(TARGET, f"subscriptions/{target}", metadata={"carryover_source": ""})

    assert stage.rolls_back(subscription).state is State.ROLLED_BACK
    assert stage.stripes.get(TARGET, f"subscriptions/{target}")["status"] == "canceled"


def test_something_added_in_the_new_account_stays_and_is_billed_there() -> None:
    stage, subscription, target = moved()
    more = [{"price": stage.stripes.price(TARGET, 5000)}]
    stage.stripes.post(
        TARGET, f"subscriptions/{target}", items=more, proration_behavior="always_invoice"
    )

    assert billed_from_the_boundary_on(stage, subscription) == [(TARGET, 7900)]


def test_whoever_pays_a_year_in_the_new_account_keeps_it_and_pays_nothing_at_the_old_one() -> None:
    stage, subscription, target = moved()
    yearly(stage, target)

    assert billed_from_the_boundary_on(stage, subscription) == []
    assert stage.stripes.get(TARGET, f"subscriptions/{target}")["status"] == "active"


def test_a_discount_taken_away_in_the_new_account_is_not_given_again() -> None:
    stage, subscription, target = moved(off=50)
    stage.stripes.post(TARGET, f"subscriptions/{target}", discounts="")

    assert billed_from_the_boundary_on(stage, subscription) == [(TARGET, 2900)]


def test_a_target_that_was_paid_for_is_not_taken_away_when_the_source_was_un_cancelled() -> None:
    stage, subscription, target = moved()
    yearly(stage, target)
    stage.stripes.post("us", f"subscriptions/{subscription['id']}", cancel_at_period_end=False)
    boundary = known_boundary(stage.move_of(subscription))

    stage.stripes.it_is(boundary - 5 * HOUR)
    stage.sweeps()

    assert stage.stripes.get(TARGET, f"subscriptions/{target}")["status"] == "active"
    assert any("has billed already" in str(doubt) for doubt in stage.asked)


def test_whoever_cancelled_in_the_new_account_is_not_rolled_back_into_the_old_one() -> None:
    stage, subscription, target = moved()
    stage.stripes.post(TARGET, f"subscriptions/{target}", cancel_at_period_end=True)

    stage.rolls_back(subscription)

    assert any("ended it in the target" in str(doubt) for doubt in stage.asked)
    assert billed_from_the_boundary_on(stage, subscription) == []


@pytest.mark.parametrize(
    ("cancelled", "told"),
    [(True, "no target of it will bill"), (False, "Cancel or refund in the target")],
)
def test_rolled_back_after_its_source_ended_it_is_said_whether_anybody_bills(
    told: str, *, cancelled: bool
) -> None:
    stage, subscription, target = moved()
    if cancelled:
        stage.stripes.post(TARGET, f"subscriptions/{target}", cancel_at_period_end=True)
    stage.stripes.it_is(known_boundary(stage.move_of(subscription)) + DAY)

    stage.rolls_back(subscription)

    assert any(told in str(doubt) for doubt in stage.asked)


def test_an_upgrade_in_the_old_account_after_the_move_is_shown_to_a_person() -> None:
    stage, subscription, _ = moved()
    item = subscription["items"]["data"][0]["id"]
    dearer = [{"id": item, "price": stage.stripes.price("us", 9900)}]
    stage.stripes.post("us", f"subscriptions/{subscription['id']}", items=dearer)

    billed_from_the_boundary_on(stage, subscription)

    assert any("changed it at the source" in str(doubt) for doubt in stage.asked)
    assert stage.move_of(subscription).state is State.RENEWED


def yearly(stage: Stage, target: str) -> None:
    price = stage.stripes.price(TARGET, 29000, recurring={"interval": "year"})
    stage.stripes.post(
        TARGET,
        f"subscriptions/{target}",
        items=[{"id": only_item(stage, target), "price": price}],
        proration_behavior="always_invoice",
    )


def known_boundary(move: Move) -> int:
    assert move.boundary is not None
    return move.boundary
