"""Whatever billing shows has what the SDK's classes of the pinned API version require."""

from collections.abc import Callable

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object, Shop
from tests.unit.sandbox.stripe.platform.sdk_types import faults


def tiered_price(shop: Shop) -> Object:
    tiers = [{"up_to": 5, "unit_amount": 700}, {"up_to": "inf", "flat_amount_decimal": "8.5"}]
    return shop.post(
        "/v1/prices",
        product=shop.product,
        currency="usd",
        recurring={"interval": "month"},
        billing_scheme="tiered",
        tiers_mode="graduated",
        tiers=tiers,
        currency_options={"eur": {"tiers": tiers}},
        expand=["tiers", "currency_options"],
    )


def subscription_by_tiers(shop: Shop) -> Object:
    items = [{"price": tiered_price(shop)["id"], "quantity": 7}]
    return shop.post("/v1/subscriptions", customer=shop.customer(), items=items)


def preview(shop: Shop) -> Object:
    subscription = subscription_by_tiers(shop)
    return shop.post("/v1/invoices/create_preview", subscription=subscription["id"])


def manual_invoice(shop: Shop) -> Object:
    invoice = shop.post("/v1/invoices", customer=shop.customer())
    path = f"/v1/invoices/{invoice['id']}"
    shop.post(f"{path}/add_lines", lines=[{"amount": 500}])
    return shop.post(f"{path}/pay")


def invoice_item(shop: Shop) -> Object:
    data = {"product": shop.product, "currency": "usd", "unit_amount": 250}
    return shop.post("/v1/invoiceitems", customer=shop.customer(), price_data=data)


def credit_note(shop: Shop) -> Object:
    invoice = manual_invoice(shop)["id"]
    return shop.post(
        "/v1/credit_notes", invoice=invoice, amount=200, credit_amount=50, refund_amount=150
    )


def balance_transaction(shop: Shop) -> Object:
    path = f"/v1/customers/{shop.customer()}/balance_transactions"
    return shop.post(path, amount=-5, currency="usd")


def paused(shop: Shop) -> Object:
    return shop.post(f"/v1/subscriptions/{subscription_by_tiers(shop)['id']}/pause")


def waiting_update(shop: Shop) -> Object:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.gets_card(customer, "chargeCustomerFail")
    more = [{"id": subscription["items"]["data"][0]["id"], "quantity": 4}]
    return shop.post(
        f"/v1/subscriptions/{subscription['id']}",
        items=more,
        payment_behavior="pending_if_incomplete",
        proration_behavior="always_invoice",
    )


@pytest.mark.parametrize(
    "make",
    [
        tiered_price,
        subscription_by_tiers,
        preview,
        manual_invoice,
        invoice_item,
        credit_note,
        balance_transaction,
        paused,
        waiting_update,
    ],
)
def test_an_object_has_every_field_of_the_right_type(
    shop: Shop, make: Callable[[Shop], Object]
) -> None:
    assert faults(make(shop)) == []
