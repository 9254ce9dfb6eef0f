"""docs.stripe.com/billing/subscriptions/overview and …/billing-cycle: how a subscription begins."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import DAY, RefusedError, Shop, instant, period


def test_a_good_card_is_charged_at_once_and_the_subscription_is_active(shop: Shop) -> None:
    customer = shop.customer()
    before = len(shop.heard)

    subscription = shop.subscribe(customer, shop.price(2000))

    assert subscription["status"] == "active"
    assert period(subscription) == ("2025-01-31T10:00:00", "2025-02-28T10:00:00")
    assert shop.charged()[customer] == 2000
    assert [each for each in shop.types_since(before) if each != "customer.updated"] == [
        "price.created",
        "customer.subscription.created",
        "invoice.created",
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice_payment.paid",
        "invoice.updated",
        "invoice.paid",
        "invoice.payment_succeeded",
    ]


def test_the_first_invoice_is_numbered_and_covers_the_first_period(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(2000))

    [invoice] = shop.invoices(subscription)

    assert invoice["number"].endswith("-0001")
    assert invoice["billing_reason"] == "subscription_create"
    assert invoice["period_start"] == invoice["period_end"] == invoice["created"]
    [line] = invoice["lines"]["data"]
    assert (line["period"]["start"], line["period"]["end"]) == (
        instant("2025-01-31T10:00:00"),
        instant("2025-02-28T10:00:00"),
    )
    assert (invoice["status"], invoice["amount_paid"], invoice["attempt_count"]) == (
        "paid",
        2000,
        1,
    )


def test_a_declined_card_leaves_it_incomplete_for_23_hours(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer("chargeCustomerFail"), shop.price())
    assert subscription["status"] == "incomplete"

    shop.days_pass(22.9 / 24)
    assert shop.subscription(subscription)["status"] == "incomplete"
    shop.days_pass(0.2 / 24)

    assert shop.subscription(subscription)["status"] == "incomplete_expired"
    assert [each["status"] for each in shop.invoices(subscription)] == ["void"]
    assert not shop.charged()


def test_paying_the_first_invoice_in_time_activates_it(shop: Shop) -> None:
    customer = shop.customer("chargeCustomerFail")
    subscription = shop.subscribe(customer, shop.price())
    shop.gets_card(customer, "visa")

    paid = shop.post(f"/v1/invoices/{subscription['latest_invoice']}/pay")
    shop.days_pass(2)

    assert paid["status"] == "paid"
    assert shop.subscription(subscription)["status"] == "active"


def test_all_or_nothing_refuses_a_declined_card_and_leaves_no_trace(shop: Shop) -> None:
    customer, price = shop.customer("chargeCustomerFail"), shop.price()

    with pytest.raises(RefusedError) as refused:
        shop.subscribe(customer, price, payment_behavior="error_if_incomplete")

    assert refused.value.status == 402
    assert refused.value.error["code"] == "card_declined"
    assert not shop.truth("subscription")


def test_default_incomplete_waits_for_the_customer_to_confirm(shop: Shop) -> None:
    subscription = shop.subscribe(
        shop.customer(None), shop.price(), payment_behavior="default_incomplete"
    )
    assert subscription["status"] == "incomplete"
    secret = shop.get(
        f"/v1/invoices/{subscription['latest_invoice']}", expand=["confirmation_secret"]
    )["confirmation_secret"]["client_secret"]

    intent = secret.partition("_secret_")[0]
    shop.post(f"/v1/payment_intents/{intent}/confirm", payment_method="pm_card_visa")

    assert shop.subscription(subscription)["status"] == "active"


def test_without_any_card_an_automatic_subscription_is_refused(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="no attached payment source") as refused:
        shop.subscribe(shop.customer(None), shop.price())

    assert refused.value.error["code"] == "resource_missing"


def test_an_invoice_by_mail_is_open_and_the_subscription_active(shop: Shop) -> None:
    subscription = shop.subscribe(
        shop.customer(None), shop.price(), collection_method="send_invoice", days_until_due=14
    )

    [invoice] = shop.invoices(subscription)
    assert (subscription["status"], invoice["status"]) == ("active", "open")
    assert invoice["due_date"] == invoice["created"] + 14 * DAY
    assert "invoice.sent" in shop.types_since(0)


def test_a_mailed_invoice_not_paid_by_its_due_date_makes_it_past_due(shop: Shop) -> None:
    customer = shop.customer(None)
    subscription = shop.subscribe(
        customer, shop.price(), collection_method="send_invoice", days_until_due=14
    )

    shop.days_pass(15)
    assert shop.subscription(subscription)["status"] == "past_due"
    assert shop.get(f"/v1/customers/{customer}")["delinquent"]
    latest = subscription["latest_invoice"]
    shop.post(f"/v1/invoices/{latest}/pay", paid_out_of_band=True)

    assert shop.subscription(subscription)["status"] == "active"
    assert not shop.get(f"/v1/customers/{customer}")["delinquent"]


def test_a_later_anchor_without_prorations_is_free_and_makes_no_invoice(shop: Shop) -> None:
    """STRIPE.md §3, active and paid to a date: the recipe a migration stands on."""
    customer = shop.customer()
    anchor = instant("2025-02-20T07:08:09")

    subscription = shop.subscribe(
        customer, shop.price(), billing_cycle_anchor=anchor, proration_behavior="none"
    )

    assert (subscription["status"], subscription["latest_invoice"]) == ("active", None)
    assert period(subscription) == ("2025-01-31T10:00:00", "2025-02-20T07:08:09")
    shop.it_is("2025-02-20T07:08:08")
    assert not shop.invoices(subscription)
    shop.it_is("2025-02-20T08:08:09")
    assert shop.charged()[customer] == 2000
    assert period(shop.subscription(subscription)) == ("2025-02-20T07:08:09", "2025-03-20T07:08:09")


def test_a_later_anchor_with_prorations_charges_the_part_until_then(shop: Shop) -> None:
    customer = shop.customer()

    subscription = shop.subscribe(
        customer, shop.price(3100), billing_cycle_anchor=instant("2025-02-10T10:00:00")
    )

    # 10 of the 31 days from 10 January to 10 February
    assert shop.charged()[customer] == 1000
    assert shop.invoices(subscription)[0]["lines"]["data"][0]["amount"] == 1000


def test_an_anchor_beyond_the_next_natural_date_is_refused(shop: Shop) -> None:
    latest = instant("2025-02-28T10:00:00")
    customer, price = shop.customer(), shop.price()

    with pytest.raises(RefusedError, match=rf"next natural billing date \({latest}\) for plan"):
        shop.subscribe(customer, price, billing_cycle_anchor=latest + 1)

    assert shop.subscribe(customer, price, billing_cycle_anchor=latest)["status"] == "active"


def test_an_anchor_in_the_past_is_refused(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="in the future"):
        shop.subscribe(shop.customer(), shop.price(), billing_cycle_anchor=shop.world.clock)


def test_an_anchor_configured_for_the_31st_comes_back_after_february(shop: Shop) -> None:
    shop.it_is("2025-02-03T12:00:00")
    subscription = shop.subscribe(
        shop.customer(),
        shop.price(),
        billing_cycle_anchor_config={"day_of_month": 31, "hour": 6, "minute": 0, "second": 0},
        proration_behavior="none",
    )
    assert period(subscription)[1] == "2025-02-28T06:00:00"

    shop.it_is("2025-03-01T00:00:00")

    assert period(shop.subscription(subscription))[1] == "2025-03-31T06:00:00"


def test_too_small_a_first_amount_is_carried_on_the_balance(shop: Shop) -> None:
    """docs.stripe.com/currencies: at least 50 cents can be charged."""
    customer = shop.customer()

    subscription = shop.subscribe(customer, shop.price(30))

    assert subscription["status"] == "active"
    assert not shop.charged()
    assert shop.get(f"/v1/customers/{customer}")["balance"] == 30


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"trial_period_days": 5, "trial_end": 9999999999}, "only specify one of"),
        ({"trial_period_days": 731}, "less than or equal to 730"),
        ({"trial_end": 5}, "in the future"),
        ({"collection_method": "send_invoice"}, "`days_until_due` is required"),
        ({"days_until_due": 3}, "can only be set if"),
        ({"cancel_at": 5}, "in the future"),
        ({"cancel_at": 9999999999, "cancel_at_period_end": True}, "only specify one of"),
        ({"currency": "eur"}, "doesn't match the expected currency"),
        ({"default_payment_method": "pm_nobody"}, "No such PaymentMethod"),
        ({"payment_behavior": "pending_if_incomplete"}, "only supported on updates"),
        ({"backdate_start_date": 5}, "at most 250 lines"),
        ({"customer": "cus_nobody"}, "No such customer: 'cus_nobody'"),
        ({"items": []}, "items"),
    ],
)
def test_orders_that_stripe_refuses_are_refused(
    shop: Shop, given: dict[str, object], sentence: str
) -> None:
    order = {"customer": shop.customer(), "items": [{"price": shop.price()}], **given}

    with pytest.raises(RefusedError, match=sentence):
        shop.post("/v1/subscriptions", **order)

    assert not shop.truth("subscription")


def test_one_time_inactive_and_repeated_prices_are_refused(shop: Shop) -> None:
    customer, price = shop.customer(), shop.price()
    once = shop.post("/v1/prices", product=shop.product, currency="usd", unit_amount=5)["id"]

    with pytest.raises(RefusedError, match="set to `type=one_time`"):
        shop.subscribe(customer, once)
    with pytest.raises(RefusedError, match="multiple subscription items with the same plan"):
        shop.post(
            "/v1/subscriptions", customer=customer, items=[{"price": price}, {"price": price}]
        )
    shop.post(f"/v1/prices/{price}", active=False)
    with pytest.raises(RefusedError, match="inactive"):
        shop.subscribe(customer, price)


def test_another_customers_card_is_refused(shop: Shop) -> None:
    method = shop.gets_card(shop.customer(None), "visa")

    with pytest.raises(RefusedError, match="must be attached to the customer"):
        shop.subscribe(shop.customer(), shop.price(), default_payment_method=method)


def test_prices_can_be_described_inline(shop: Shop) -> None:
    inline = {
        "currency": "usd",
        "product": shop.product,
        "recurring": {"interval": "year"},
        "unit_amount_decimal": "999.5",
    }

    subscription = shop.post(
        "/v1/subscriptions",
        customer=shop.customer(),
        items=[{"price_data": inline, "quantity": 3}, {"price": shop.price(100, "year")}],
    )

    assert shop.invoices(subscription)[0]["total"] == 2999 + 100
    assert period(subscription)[1] == "2026-01-31T10:00:00"
