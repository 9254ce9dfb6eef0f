"""docs.stripe.com/api/subscriptions/pause, …/resume and …/migrate."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop, instant, period

MIDDLE = "2025-02-14T10:00:00"


def paused(shop: Shop, customer: str, **given: object) -> Object:
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.it_is(MIDDLE)
    return shop.post(f"/v1/subscriptions/{subscription['id']}/pause", **given)


def test_a_pause_credits_what_is_not_used_and_stops_invoices(shop: Shop) -> None:
    customer = shop.customer()

    subscription = paused(shop, customer)
    shop.days_pass(60)

    assert subscription["status"] == "paused"
    reason = subscription["status_details"]["paused"]["subscription"]["type"]
    assert reason == "pause_requested"
    assert "customer.subscription.paused" in shop.types_since(0)
    [waits] = shop.get("/v1/invoiceitems", customer=customer, pending=True)["data"]
    assert waits["amount"] == -500
    assert len(shop.invoices(subscription)) == 1


def test_the_credit_of_a_pause_can_be_invoiced_or_left_out(shop: Shop) -> None:
    invoiced, silent = shop.customer(), shop.customer()

    settled = paused(shop, invoiced, invoicing_behavior="invoice")
    paused(shop, silent, bill_for={"unused_time_from": {"type": "none"}})

    assert shop.invoices(settled)[-1]["total"] == -500
    assert shop.get(f"/v1/customers/{invoiced}")["balance"] == -500
    assert not shop.get("/v1/invoiceitems", customer=silent)["data"]


def test_resuming_begins_a_new_period_and_charges_it(shop: Shop) -> None:
    customer = shop.customer()
    subscription = paused(shop, customer, bill_for={"unused_time_from": {"type": "none"}})
    shop.it_is("2025-04-10T10:00:00")

    resumed = shop.post(f"/v1/subscriptions/{subscription['id']}/resume")

    assert (resumed["status"], resumed["status_details"]) == ("active", None)
    assert period(resumed) == ("2025-04-10T10:00:00", "2025-05-10T10:00:00")
    assert shop.charged()[customer] == 2000
    shop.it_is("2025-05-10T11:00:00")
    assert shop.charged()[customer] == 3000


def test_resuming_can_keep_the_anchor_and_charge_only_the_rest(shop: Shop) -> None:
    customer = shop.customer()
    subscription = paused(shop, customer, bill_for={"unused_time_from": {"type": "none"}})
    shop.it_is("2025-04-15T10:00:00")

    resumed = shop.post(
        f"/v1/subscriptions/{subscription['id']}/resume",
        billing_cycle_anchor={"type": "unchanged"},
        proration_behavior="always_invoice",
    )

    assert period(resumed) == ("2025-03-31T10:00:00", "2025-04-30T10:00:00")
    assert shop.charged()[customer] == 1000 + 500


def test_only_what_is_paused_can_be_resumed(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())

    with pytest.raises(RefusedError, match="only resume a subscription that is paused"):
        shop.post(f"/v1/subscriptions/{subscription['id']}/resume")


def test_a_trial_that_paused_for_want_of_a_card_is_resumed_with_one(shop: Shop) -> None:
    """docs.stripe.com/billing/subscriptions/trials, missing_payment_method=pause."""
    customer = shop.customer(card=None)
    behavior = {"end_behavior": {"missing_payment_method": "pause"}}
    subscription = shop.subscribe(
        customer, shop.price(1000), trial_period_days=7, trial_settings=behavior
    )
    shop.days_pass(8)
    assert shop.subscription(subscription)["status"] == "paused"
    shop.gets_card(customer, "visa")

    resumed = shop.post(f"/v1/subscriptions/{subscription['id']}/resume")

    assert (resumed["status"], shop.charged()[customer]) == ("active", 1000)


def test_classic_becomes_flexible_once_and_for_all(shop: Shop) -> None:
    """docs.stripe.com/api/subscriptions/migrate."""
    subscription = shop.subscribe(shop.customer(), shop.price(), billing_mode={"type": "classic"})
    path = f"/v1/subscriptions/{subscription['id']}/migrate"
    shop.it_is(MIDDLE)

    migrated = shop.post(path, billing_mode={"type": "flexible"})

    assert migrated["billing_mode"]["type"] == "flexible"
    assert migrated["billing_mode"]["updated_at"] == instant(MIDDLE)
    with pytest.raises(RefusedError, match="already in flexible"):
        shop.post(path, billing_mode={"type": "flexible"})
