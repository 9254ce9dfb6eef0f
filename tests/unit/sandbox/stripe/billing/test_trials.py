"""docs.stripe.com/billing/subscriptions/trials."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import DAY, Shop, instant, period


def test_a_trial_begins_with_an_invoice_of_nothing(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(None), shop.price(), trial_period_days=14)

    [invoice] = shop.invoices(subscription)
    assert subscription["status"] == "trialing"
    assert (invoice["status"], invoice["total"]) == ("paid", 0)
    assert invoice["lines"]["data"][0]["description"] == "Trial period for Gold"
    assert subscription["billing_cycle_anchor"] == subscription["trial_end"]
    assert period(subscription) == ("2025-01-31T10:00:00", "2025-02-14T10:00:00")


def test_its_end_is_announced_three_days_ahead(shop: Shop) -> None:
    shop.subscribe(shop.customer(), shop.price(), trial_period_days=14)

    shop.it_is("2025-02-11T09:59:59")
    assert "customer.subscription.trial_will_end" not in shop.types_since(0)
    shop.days_pass(0.1)

    assert "customer.subscription.trial_will_end" in shop.types_since(0)


def test_a_short_trial_is_announced_at_once(shop: Shop) -> None:
    shop.subscribe(shop.customer(), shop.price(), trial_period_days=2)

    assert shop.types_since(0).count("customer.subscription.trial_will_end") == 1


def test_it_becomes_active_at_the_instant_and_is_charged_an_hour_later(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000), trial_period_days=14)

    shop.it_is("2025-02-14T10:00:00")
    assert shop.subscription(subscription)["status"] == "active"
    assert not shop.charged()
    shop.it_is("2025-02-14T11:00:00")

    assert shop.charged()[customer] == 2000
    assert period(shop.subscription(subscription)) == ("2025-02-14T10:00:00", "2025-03-14T10:00:00")


@pytest.mark.parametrize(
    ("missing", "status"), [("create_invoice", "past_due"), ("cancel", "canceled")]
)
def test_without_a_card_the_trial_ends_as_its_settings_say(
    shop: Shop, missing: str, status: str
) -> None:
    subscription = shop.subscribe(
        shop.customer(None),
        shop.price(),
        trial_period_days=14,
        trial_settings={"end_behavior": {"missing_payment_method": missing}},
    )

    shop.it_is("2025-02-14T11:00:00")

    assert shop.subscription(subscription)["status"] == status


def test_a_trial_may_end_in_a_pause(shop: Shop) -> None:
    subscription = shop.subscribe(
        shop.customer(None),
        shop.price(),
        trial_period_days=14,
        trial_settings={"end_behavior": {"missing_payment_method": "pause"}},
    )

    shop.days_pass(60)

    assert shop.subscription(subscription)["status"] == "paused"
    assert "customer.subscription.paused" in shop.types_since(0)
    assert len(shop.invoices(subscription)) == 1


def test_trial_then_anchor_charges_the_part_between(shop: Shop) -> None:
    """A free period followed by a prorated one (docs: combine trials with anchors)."""
    customer = shop.customer()
    subscription = shop.subscribe(
        customer,
        shop.price(2800),
        trial_end=instant("2025-02-08T00:00:00"),
        billing_cycle_anchor=instant("2025-02-15T00:00:00"),
    )

    shop.it_is("2025-02-09T00:00:00")
    # 7 of the 31 days from 15 January to 15 February
    assert shop.charged()[customer] == 632
    shop.it_is("2025-02-16T00:00:00")

    assert shop.charged()[customer] == 632 + 2800
    assert period(shop.subscription(subscription)) == ("2025-02-15T00:00:00", "2025-03-15T00:00:00")


def test_ending_a_trial_now_starts_and_charges_the_first_period(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000), trial_period_days=14)
    shop.days_pass(3)

    changed = shop.post(f"/v1/subscriptions/{subscription['id']}", trial_end="now")

    assert changed["status"] == "active"
    assert period(changed) == ("2025-02-03T10:00:00", "2025-03-03T10:00:00")
    assert shop.charged()[customer] == 2000
    shop.days_pass(20)
    assert shop.charged()[customer] == 2000


def test_a_longer_trial_moves_the_first_charge(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000), trial_period_days=14)

    later = subscription["trial_end"] + 10 * DAY
    changed = shop.post(f"/v1/subscriptions/{subscription['id']}", trial_end=later)
    shop.days_pass(23)

    assert (changed["billing_cycle_anchor"], changed["status"]) == (later, "trialing")
    assert not shop.charged()
    shop.days_pass(1.1)
    assert shop.charged()[customer] == 2000


def test_giving_a_paying_customer_a_trial_credits_the_unused_time(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2800))
    shop.days_pass(14)

    shop.post(f"/v1/subscriptions/{subscription['id']}", trial_end=instant("2025-03-14T10:00:00"))

    assert shop.get(f"/v1/customers/{customer}")["balance"] == -1400
    assert shop.invoices(subscription)[-1]["billing_reason"] == "subscription_update"
