"""MIG-11: whatever is under way in an account goes on elsewhere at the instant it was due."""

from collections.abc import Callable

import pytest

from tests.unit.sandbox.stripe.adoption.heir import both_live, heir_of
from tests.unit.sandbox.stripe.billing.shop import DAY, Shop

type Scene = Callable[[Shop], object]


def renews(shop: Shop) -> None:
    shop.subscribe(shop.customer(), shop.price())


def is_on_the_last_day_of_the_month(shop: Shop) -> None:
    shop.it_is("2025-02-28T10:00:00")
    shop.subscribe(
        shop.customer(),
        shop.price(),
        billing_cycle_anchor_config={"day_of_month": 31},
        proration_behavior="none",
    )


def is_in_its_draft_hour(shop: Shop) -> None:
    shop.subscribe(shop.customer(), shop.price())
    shop.it_is("2025-02-28T10:20:00")


def is_on_trial(shop: Shop) -> None:
    shop.subscribe(shop.customer(), shop.price(), trial_period_days=20)


def is_on_trial_without_a_card(shop: Shop) -> None:
    ends = {"missing_payment_method": "pause"}
    shop.subscribe(
        shop.customer(None),
        shop.price(),
        trial_period_days=20,
        trial_settings={"end_behavior": ends},
    )


def is_cancelled_at_period_end(shop: Shop) -> None:
    shop.subscribe(shop.customer(), shop.price(), cancel_at_period_end=True)


def ends_within_a_later_period(shop: Shop) -> None:
    ends = shop.world.clock + 75 * DAY
    shop.subscribe(shop.customer(), shop.price(), cancel_at=ends)


def waits_for_an_anchor_ahead(shop: Shop) -> None:
    anchor = shop.world.clock + 9 * DAY
    shop.subscribe(
        shop.customer(), shop.price(), billing_cycle_anchor=anchor, proration_behavior="none"
    )


def pauses_collection_until_a_day(shop: Shop) -> None:
    made = shop.subscribe(shop.customer(), shop.price())
    pause = {"behavior": "void", "resumes_at": shop.world.clock + 40 * DAY}
    shop.post(f"/v1/subscriptions/{made['id']}", pause_collection=pause)


def is_retried(shop: Shop) -> None:
    customer = shop.customer()
    shop.subscribe(customer, shop.price())
    shop.gets_card(customer, "chargeCustomerFail")
    shop.days_pass(30)


def waits_for_its_first_payment(shop: Shop) -> None:
    shop.subscribe(shop.customer(), shop.price(), payment_behavior="default_incomplete")


def is_paid_by_transfer(shop: Shop) -> None:
    shop.subscribe(
        shop.customer(), shop.price(), collection_method="send_invoice", days_until_due=10
    )
    shop.days_pass(29)


def has_months_left_on_a_coupon(shop: Shop) -> None:
    coupon = shop.post("/v1/coupons", duration="repeating", duration_in_months=3, percent_off=30)
    shop.subscribe(shop.customer(), shop.price(), discounts=[{"coupon": coupon["id"]}])
    shop.days_pass(40)


def has_a_code_not_used_up(shop: Shop) -> None:
    coupon = shop.post("/v1/coupons", duration="once", amount_off=500, currency="usd")
    promotion = {"type": "coupon", "coupon": coupon["id"]}
    code = shop.post("/v1/promotion_codes", promotion=promotion)
    shop.subscribe(
        shop.customer(),
        shop.price(),
        trial_period_days=9,
        discounts=[{"promotion_code": code["id"]}],
    )


def has_credit_and_a_pending_item(shop: Shop) -> None:
    customer = shop.customer()
    path = f"/v1/customers/{customer}/balance_transactions"
    shop.post(path, amount=-700, currency="usd")
    shop.subscribe(customer, shop.price())
    shop.post("/v1/invoiceitems", customer=customer, amount=333, currency="usd")


def pays_by_debit(shop: Shop) -> None:
    customer = shop.customer("us")
    method = shop.post("/v1/payment_methods/pm_usBankAccount_success/attach", customer=customer)
    shop.subscribe(customer, shop.price(), default_payment_method=method["id"])


def pays_by_an_old_card(shop: Shop) -> None:
    customer = shop.post("/v1/customers", email="old@example.com", source="tok_visa")["id"]
    shop.subscribe(customer, shop.price())


def follows_a_schedule(shop: Shop) -> None:
    made = shop.subscribe(shop.customer(), shop.price())
    schedule = shop.post("/v1/subscription_schedules", from_subscription=made["id"])
    [running] = schedule["phases"]
    phases = [
        {
            "items": [{"price": running["items"][0]["price"], "quantity": 1}],
            "start_date": running["start_date"],
            "end_date": running["end_date"],
        },
        {"items": [{"price": shop.price(5000), "quantity": 2}]},
    ]
    shop.post(f"/v1/subscription_schedules/{schedule['id']}", phases=phases)


def has_more_items_than_a_page_shows(shop: Shop) -> None:
    items = [{"price": shop.price(100 + number)} for number in range(12)]
    shop.post("/v1/subscriptions", customer=shop.customer(), items=items)


SCENES: tuple[Scene, ...] = (
    renews,
    is_on_the_last_day_of_the_month,
    is_in_its_draft_hour,
    is_on_trial,
    is_on_trial_without_a_card,
    is_cancelled_at_period_end,
    ends_within_a_later_period,
    waits_for_an_anchor_ahead,
    pauses_collection_until_a_day,
    is_retried,
    waits_for_its_first_payment,
    is_paid_by_transfer,
    has_months_left_on_a_coupon,
    has_a_code_not_used_up,
    has_credit_and_a_pending_item,
    pays_by_debit,
    pays_by_an_old_card,
    follows_a_schedule,
    has_more_items_than_a_page_shows,
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_subscription_that(scene: Scene) -> None:
    shop = Shop()
    scene(shop)
    heir = heir_of(shop)

    there, here = both_live(shop, heir, 100)

    assert heir.refusals == {}
    assert here == there


def test_an_object_keeps_its_id_and_everything_it_shows() -> None:
    shop = Shop()
    made = shop.subscribe(shop.customer(), shop.price(), metadata={"plan": "gold"})

    heir = heir_of(shop)

    assert heir.subscription(made) == shop.subscription(made)
    assert heir.get(f"/v1/customers/{made['customer']}") == shop.get(
        f"/v1/customers/{made['customer']}"
    )


def test_nobody_is_told_of_what_has_not_happened() -> None:
    shop = Shop()
    shop.subscribe(shop.customer(), shop.price())

    heir = heir_of(shop)

    assert heir.heard == []
