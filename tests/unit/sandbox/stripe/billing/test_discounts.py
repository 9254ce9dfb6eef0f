"""Discounts on subscriptions: https://docs.stripe.com/billing/subscriptions/coupons."""

import json

import pytest

from sandbox.stripe.lifecycle.discounting import give_customer
from tests.unit.sandbox.stripe.billing.bargains import (
    by,
    coupon,
    fixed,
    latest,
    totals,
    update,
)
from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop, instant, shown


def discounted(shop: Shop, *coupons: str, **more: object) -> Object:
    return shop.subscribe(shop.customer(), shop.price(), discounts=by(*coupons), **more)


def test_a_percentage_reduces_every_invoice(shop: Shop) -> None:
    subscription = discounted(shop, coupon(shop))
    shop.days_pass(62)

    assert totals(shop, subscription) == [1500, 1500, 1500]
    invoice = latest(shop, subscription)
    [taken] = invoice["total_discount_amounts"]
    assert (invoice["subtotal"], taken["amount"]) == (2000, 500)
    assert invoice["lines"]["data"][0]["discount_amounts"] == [taken]
    assert invoice["discounts"] == subscription["discounts"] == [taken["discount"]]
    assert shop.charged()[subscription["customer"]] == 4500


@pytest.mark.parametrize(
    ("interval", "count", "days", "reduced"),
    [("month", 1, 150, 4), ("week", 1, 150, 18), ("year", 1, 800, 1), ("month", 3, 300, 2)],
)
def test_a_repeating_coupon_counts_calendar_months_whatever_the_billing_period(
    shop: Shop, interval: str, count: int, days: int, reduced: int
) -> None:
    """Four months: four monthly invoices, all weekly ones of that time, one whole year."""
    four = coupon(shop, duration="repeating", duration_in_months=4)
    price = shop.price(2000, interval, count)
    subscription = shop.subscribe(shop.customer(), price, discounts=by(four))
    shop.days_pass(days)

    sums = totals(shop, subscription)
    assert sums[:reduced] == [1500] * reduced
    assert set(sums[reduced:]) == {2000}


def test_a_repeating_discount_says_when_it_ends_and_is_gone_by_then(shop: Shop) -> None:
    subscription = discounted(shop, coupon(shop, duration="repeating", duration_in_months=1))
    [key] = subscription["discounts"]

    path = f"/v1/subscriptions/{subscription['id']}"
    [discount] = shop.get(path, expand=["discounts"])["discounts"]
    shop.it_is("2025-02-28T10:00:00")

    assert shown(discount["end"]) == "2025-02-28T10:00:00"
    assert discount["source"] == {"coupon": discount["source"]["coupon"], "type": "coupon"}
    assert shop.subscription(subscription)["discounts"] == []
    gone = [event for event in shop.heard if event.type == "customer.discount.deleted"]
    assert [json.loads(event.data)["object"]["id"] for event in gone] == [key]


def test_a_coupon_for_once_reduces_one_invoice(shop: Shop) -> None:
    subscription = discounted(shop, coupon(shop, duration="once"))
    shop.days_pass(40)

    assert totals(shop, subscription) == [1500, 2000]
    assert shop.subscription(subscription)["discounts"] == []


def test_a_free_trial_does_not_use_up_a_coupon_for_once(shop: Shop) -> None:
    subscription = discounted(shop, coupon(shop, duration="once"), trial_period_days=10)
    shop.days_pass(50)

    assert totals(shop, subscription) == [0, 1500, 2000]


def test_a_trial_eats_the_months_of_a_repeating_coupon(shop: Shop) -> None:
    two = coupon(shop, duration="repeating", duration_in_months=2)
    subscription = discounted(shop, two, trial_period_days=45)
    shop.days_pass(80)

    assert totals(shop, subscription) == [0, 1500, 2000]


def test_discounts_of_items_come_first_and_of_the_subscription_after(shop: Shop) -> None:
    items = [
        {"price": shop.price(10_000), "discounts": by(fixed(shop, 5000))},
        {"price": shop.price(2_000)},
    ]
    subscription = shop.subscribe(
        shop.customer(), "", items=items, discounts=by(coupon(shop, percent_off=10))
    )

    invoice = latest(shop, subscription)
    taken = [line["discount_amounts"] for line in invoice["lines"]["data"]]
    assert [[each["amount"] for each in line] for line in taken] == [[5000, 500], [200]]
    assert (invoice["subtotal"], invoice["total"]) == (7000, 6300)


def test_a_coupon_for_some_products_leaves_the_others_alone(shop: Shop) -> None:
    silver = shop.post("/v1/products", name="Silver")["id"]
    cheap = shop.post(
        "/v1/prices",
        product=silver,
        currency="usd",
        unit_amount=1000,
        recurring={"interval": "month"},
    )
    only = coupon(shop, applies_to={"products": [silver]})
    items = [{"price": shop.price(2000)}, {"price": cheap["id"]}]
    subscription = shop.subscribe(shop.customer(), "", items=items, discounts=by(only))

    lines = latest(shop, subscription)["lines"]["data"]
    assert [sum(off["amount"] for off in line["discount_amounts"]) for line in lines] == [0, 250]


def test_a_customers_discount_is_inherited_by_subscriptions_that_have_none(shop: Shop) -> None:
    customer = shop.customer()
    give_customer(shop.account, shop.account.get("customer", customer), by(coupon(shop))[0])

    heir = shop.subscribe(customer, shop.price())
    own = shop.subscribe(customer, shop.price(), discounts=by(fixed(shop, 100)))
    refuses = shop.subscribe(customer, shop.price(), discounts="")

    assert [totals(shop, each)[0] for each in (heir, own, refuses)] == [1500, 1900, 2000]
    assert heir["discounts"] == []


def test_an_amount_off_of_another_currency_on_the_customer_is_passed_over(shop: Shop) -> None:
    customer = shop.customer()
    euros = coupon(shop, amount_off=500, currency="eur")
    give_customer(shop.account, shop.account.get("customer", customer), by(euros)[0])

    assert totals(shop, shop.subscribe(customer, shop.price())) == [2000]
    with pytest.raises(RefusedError, match="only available in eur"):
        shop.subscribe(customer, shop.price(), discounts=by(euros))


def test_an_amount_off_may_have_several_currencies(shop: Shop) -> None:
    both = coupon(
        shop, amount_off=400, currency="eur", currency_options={"usd": {"amount_off": 500}}
    )

    assert totals(shop, discounted(shop, both)) == [1500]


def test_an_update_replaces_keeps_or_clears_discounts(shop: Shop) -> None:
    subscription = discounted(shop, coupon(shop))
    [first] = subscription["discounts"]

    untouched = update(shop, subscription, description="Hello")
    added = update(shop, subscription, discounts=[{"discount": first}, *by(fixed(shop))])
    replaced = update(shop, subscription, discounts=by(fixed(shop)))
    cleared = update(shop, subscription, discounts="")

    assert untouched["discounts"] == [first]
    assert added["discounts"][0] == first
    assert len(added["discounts"]) == 2
    assert first not in replaced["discounts"]
    assert cleared["discounts"] == []


def test_coming_and_going_of_discounts_is_told(shop: Shop) -> None:
    subscription = discounted(shop, coupon(shop))
    before = len(shop.heard)

    update(shop, subscription, discounts="")

    told = shop.types_since(before)
    assert told == ["customer.subscription.updated", "customer.discount.deleted"]
    assert "customer.discount.created" in shop.types_since(0)


def test_deleting_a_subscriptions_discount_ends_it_now(shop: Shop) -> None:
    subscription = discounted(shop, coupon(shop))

    path = f"/v1/subscriptions/{subscription['id']}/discount"
    assert shop.delete(path)["deleted"] is True

    assert shop.subscription(subscription)["discounts"] == []
    with pytest.raises(RefusedError, match="No active discount"):
        shop.delete(path)


def test_deleting_a_coupon_changes_nothing_for_those_who_have_it(shop: Shop) -> None:
    quarter = coupon(shop)
    subscription = discounted(shop, quarter)
    shop.delete(f"/v1/coupons/{quarter}")
    shop.days_pass(30)

    assert totals(shop, subscription) == [1500, 1500]
    with pytest.raises(RefusedError, match="No such coupon"):
        discounted(shop, quarter)


def test_prorations_are_made_of_discounted_prices_and_not_discounted_again(shop: Shop) -> None:
    """Half of 15 dollars back, half of 30 to pay: "existing discounts are applied when proration
    is calculated"."""
    subscription = discounted(shop, coupon(shop))
    shop.days_pass(14)
    item = subscription["items"]["data"][0]["id"]
    update(shop, subscription, items=[{"id": item, "quantity": 2}])

    waiting = shop.get("/v1/invoiceitems", pending=True)["data"]
    assert sorted(each["amount"] for each in waiting) == [-750, 1500]
    shop.days_pass(15)
    assert latest(shop, subscription)["total"] == 3000 + 750


@pytest.mark.parametrize(("mode", "given_back"), [("flexible", -750), ("classic", -1000)])
def test_flexible_billing_gives_back_what_a_used_up_coupon_left_to_pay(
    shop: Shop, mode: str, given_back: int
) -> None:
    """docs.stripe.com/billing/subscriptions/billing-mode/compare: a credit is part of the original
    debit, or in classic mode of what the item costs by now."""
    once = coupon(shop, duration="once")
    subscription = discounted(shop, once, billing_mode={"type": mode})
    shop.days_pass(14)
    item = subscription["items"]["data"][0]["id"]
    update(shop, subscription, items=[{"id": item, "quantity": 2}])

    waiting = shop.get("/v1/invoiceitems", pending=True)["data"]
    assert sorted(each["amount"] for each in waiting) == [given_back, 2000]


def test_a_discounted_proration_is_given_back_as_it_was_charged(shop: Shop) -> None:
    subscription = discounted(shop, coupon(shop, percent_off=50))
    item = subscription["items"]["data"][0]["id"]
    shop.days_pass(14)
    update(shop, subscription, items=[{"id": item, "quantity": 2}])
    update(shop, subscription, discounts="")
    update(shop, subscription, items=[{"id": item, "quantity": 1}])

    waiting = shop.get("/v1/invoiceitems", pending=True)["data"]
    assert sorted(each["amount"] for each in waiting) == [-1000, -500, 1000, 1000]


def test_a_discount_of_everything_needs_no_card(shop: Shop) -> None:
    """ "You can still create a subscription when a customer doesn't have a stored payment method if
    no immediate payment is required after you apply a coupon"."""
    free = coupon(shop, percent_off=100)
    subscription = shop.subscribe(shop.customer(None), shop.price(), discounts=by(free))

    assert (subscription["status"], totals(shop, subscription)) == ("active", [0])


def test_an_update_before_the_first_bill_loses_a_repeating_coupon(shop: Shop) -> None:
    """STRIPE.md section 3: updating a subscription with a later anchor and no prorations."""
    months = coupon(shop, duration="repeating", duration_in_months=6)
    anchor = instant("2025-02-20T00:00:00")
    given = {"billing_cycle_anchor": anchor, "proration_behavior": "none"}
    subscription = discounted(shop, months, **given)

    assert update(shop, subscription, metadata={"a": "b"})["discounts"] != []
    assert update(shop, subscription, cancel_at_period_end=True)["discounts"] == []


def test_the_last_redemption_closes_a_coupon(shop: Shop) -> None:
    rare = coupon(shop, max_redemptions=1)
    discounted(shop, rare)

    found = shop.get(f"/v1/coupons/{rare}")
    assert (found["times_redeemed"], found["valid"]) == (1, False)
    with pytest.raises(RefusedError, match="used up"):
        discounted(shop, rare)


def test_backdating_eats_the_months_of_a_repeating_coupon(shop: Shop) -> None:
    """STRIPE.md section 3: the discount begins when the subscription does."""
    two = coupon(shop, duration="repeating", duration_in_months=2)
    start = instant("2024-12-31T10:00:00")
    given = {"backdate_start_date": start, "proration_behavior": "none", "expand": ["discounts"]}
    subscription = discounted(shop, two, **given)

    [discount] = subscription["discounts"]
    assert (discount["start"], shown(discount["end"])) == (start, "2025-02-28T10:00:00")


def test_a_free_item_takes_no_part_in_discounted_prorations(shop: Shop) -> None:
    items = [{"price": shop.price(0)}, {"price": shop.price()}]
    subscription = shop.subscribe(shop.customer(), "", items=items, discounts=by(coupon(shop)))
    shop.days_pass(14)
    first = subscription["items"]["data"][0]["id"]
    update(shop, subscription, items=[{"id": first, "quantity": 2}])

    waiting = shop.get("/v1/invoiceitems", pending=True)["data"]
    assert not any(each["amount"] for each in waiting)


def test_what_a_coupon_for_once_took_off_is_not_given_back_either(shop: Shop) -> None:
    """docs.stripe.com/billing/subscriptions/billing-mode/compare: credits "use the original debit
    amounts", here 1500 of 2000, half of which is left; the coupon itself is used up."""
    subscription = discounted(shop, coupon(shop, duration="once"))
    shop.days_pass(14)
    item = subscription["items"]["data"][0]["id"]
    update(shop, subscription, items=[{"id": item, "price": shop.price(1000)}])

    waiting = shop.get("/v1/invoiceitems", pending=True)["data"]
    assert sorted(each["amount"] for each in waiting) == [-750, 500]


def test_itemized_prorations_of_discounted_prices_are_refused_by_name(shop: Shop) -> None:
    mode = {"type": "flexible", "flexible": {"proration_discounts": "itemized"}}
    subscription = discounted(shop, coupon(shop), billing_mode=mode)
    shop.days_pass(14)
    item = subscription["items"]["data"][0]["id"]

    with pytest.raises(RefusedError, match="not implemented here: prorating a discounted"):
        update(shop, subscription, items=[{"id": item, "quantity": 2}])


def test_nothing_is_applied_twice_and_only_so_many(shop: Shop) -> None:
    quarter = coupon(shop)

    with pytest.raises(RefusedError, match="more than once"):
        discounted(shop, quarter, quarter)
    with pytest.raises(RefusedError, match="at most 20"):
        discounted(shop, *(coupon(shop) for _ in range(21)))


def test_a_refused_subscription_redeems_nothing(shop: Shop) -> None:
    quarter = coupon(shop)
    customer = shop.customer("chargeCustomerFail")

    with pytest.raises(RefusedError):
        shop.subscribe(
            customer, shop.price(), discounts=by(quarter), payment_behavior="error_if_incomplete"
        )

    assert shop.get(f"/v1/coupons/{quarter}")["times_redeemed"] == 0
