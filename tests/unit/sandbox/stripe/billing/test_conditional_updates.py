"""payment_behavior of updates, add_invoice_items and ends inside a period.

docs.stripe.com/api/subscriptions/update and docs.stripe.com/billing/subscriptions/pending-updates
"""

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop, instant

MIDDLE = "2025-02-14T10:00:00"


def upgrade(shop: Shop, subscription: Object, behavior: str, **more: object) -> Object:
    items = [{"id": subscription["items"]["data"][0]["id"], "quantity": 3}]
    return shop.post(
        f"/v1/subscriptions/{subscription['id']}",
        items=items,
        payment_behavior=behavior,
        proration_behavior="always_invoice",
        **more,
    )


def half_way(shop: Shop, customer: str, card: str | None = None) -> Object:
    """A subscription in the middle of its period, perhaps with a new card."""
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.it_is(MIDDLE)
    if card is not None:
        shop.gets_card(customer, card)
    return subscription


def quantity(subscription: Object) -> int:
    return int(subscription["items"]["data"][0]["quantity"])


@pytest.mark.parametrize("behavior", ["error_if_incomplete", "pending_if_incomplete"])
def test_a_change_that_is_paid_for_is_made_at_once(shop: Shop, behavior: str) -> None:
    customer = shop.customer()

    changed = upgrade(shop, half_way(shop, customer), behavior)

    assert (quantity(changed), changed["pending_update"]) == (3, None)
    assert shop.charged()[customer] == 2000


def test_a_change_that_would_not_be_paid_can_be_refused_without_a_trace(shop: Shop) -> None:
    customer = shop.customer()
    subscription = half_way(shop, customer, card="chargeCustomerFail")
    heard = len(shop.heard)

    with pytest.raises(RefusedError) as refused:
        upgrade(shop, subscription, "error_if_incomplete")

    assert (refused.value.status, refused.value.error["code"]) == (402, "card_declined")
    assert len(shop.heard) == heard
    assert quantity(shop.subscription(subscription)) == 1


def test_a_change_can_wait_for_its_payment(shop: Shop) -> None:
    customer = shop.customer()
    subscription = half_way(shop, customer, card="chargeCustomerFail")

    waiting = upgrade(shop, subscription, "pending_if_incomplete")
    assert (quantity(waiting), waiting["status"]) == (1, "active")
    assert waiting["pending_update"]["expires_at"] == instant(MIDDLE) + 23 * 3600
    method = shop.gets_card(customer, "visa")
    shop.post(f"/v1/invoices/{waiting['latest_invoice']}/pay", payment_method=method)

    changed = shop.subscription(subscription)
    assert (quantity(changed), changed["pending_update"]) == (3, None)
    assert "customer.subscription.pending_update_applied" in shop.types_since(0)
    shop.it_is("2025-02-28T11:00:00")
    assert shop.charged()[customer] == 1000 + 1000 + 3000


def test_a_change_that_waited_too_long_is_dropped_and_its_invoice_void(shop: Shop) -> None:
    subscription = half_way(shop, shop.customer(), card="chargeCustomerFail")
    waiting = upgrade(shop, subscription, "pending_if_incomplete")

    shop.days_pass(1)

    left = shop.subscription(subscription)
    assert (quantity(left), left["pending_update"], left["status"]) == (1, None, "active")
    assert shop.get(f"/v1/invoices/{waiting['latest_invoice']}")["status"] == "void"
    assert "customer.subscription.pending_update_expired" in shop.types_since(0)


def test_only_what_costs_money_can_wait(shop: Shop) -> None:
    subscription = half_way(shop, shop.customer())

    with pytest.raises(RefusedError, match="not supported with") as refused:
        upgrade(shop, subscription, "pending_if_incomplete", metadata={"a": "b"})

    assert refused.value.error["param"] == "metadata"


def test_payment_can_be_left_to_the_customer(shop: Shop) -> None:
    customer = shop.customer()
    subscription = half_way(shop, customer)

    changed = upgrade(shop, subscription, "default_incomplete")
    assert (changed["status"], quantity(changed), shop.charged()[customer]) == ("past_due", 3, 1000)
    shop.post(f"/v1/invoices/{changed['latest_invoice']}/pay")

    assert shop.subscription(subscription)["status"] == "active"
    assert shop.charged()[customer] == 2000


def test_more_can_be_sold_along_with_a_subscription(shop: Shop) -> None:
    """docs.stripe.com/api/subscriptions/create, add_invoice_items."""
    customer = shop.customer()
    once = shop.post("/v1/prices", product=shop.product, currency="usd", unit_amount=700)["id"]

    added = [{"price": once, "quantity": 2}]
    subscription = shop.subscribe(customer, shop.price(1000), add_invoice_items=added)
    shop.post(f"/v1/subscriptions/{subscription['id']}", add_invoice_items=[{"price": once}])
    assert shop.charged()[customer] == 1000 + 1400
    shop.it_is("2025-02-28T11:00:00")

    assert shop.charged()[customer] == 1000 + 1400 + 1000 + 700


def test_what_is_sold_along_is_gone_when_the_subscription_is_refused(shop: Shop) -> None:
    customer = shop.customer("chargeCustomerFail")
    data = {"product": shop.product, "currency": "usd", "unit_amount": 250}

    with pytest.raises(RefusedError):
        shop.subscribe(
            customer,
            shop.price(1000),
            add_invoice_items=[{"price_data": data}],
            payment_behavior="error_if_incomplete",
        )

    assert not shop.get("/v1/invoiceitems", customer=customer)["data"]


def test_an_end_inside_the_period_gives_back_the_time_after_it(shop: Shop) -> None:
    """docs.stripe.com/api/subscriptions/update, cancel_at."""
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2800))

    ends = shop.post(f"/v1/subscriptions/{subscription['id']}", cancel_at=instant(MIDDLE))
    [credit] = shop.get("/v1/invoiceitems", customer=customer, pending=True)["data"]
    shop.days_pass(20)

    assert (ends["cancel_at"], credit["amount"]) == (instant(MIDDLE), -1400)
    assert shop.subscription(subscription)["status"] == "canceled"
    assert shop.get(f"/v1/customers/{customer}")["balance"] == -1400


def test_an_end_that_is_lifted_charges_what_it_gave_back(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2800))
    path = f"/v1/subscriptions/{subscription['id']}"

    shop.post(path, cancel_at=instant(MIDDLE))
    shop.post(path, cancel_at="")
    shop.it_is("2025-02-28T11:00:00")

    assert shop.charged()[customer] == 2 * 2800
