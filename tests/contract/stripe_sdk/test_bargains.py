"""stripe-python, unchanged, discounts and taxes a subscription on the local Stripe."""

from collections.abc import Iterator

import pytest
from stripe import InvalidRequestError, StripeClient

from sandbox.stripe.core.world import World
from sandbox.stripe.server import serving
from tests.contract.stripe_sdk.control import Control

KEY = "sk_test_contract000000"

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def address() -> Iterator[str]:
    world = World(seed=3)
    world.open("shop", KEY)
    with serving(world) as address:
        yield address


@pytest.fixture
def client(address: str) -> StripeClient:
    return StripeClient(KEY, base_addresses={"api": address})


@pytest.fixture
def customer(client: StripeClient) -> str:
    card = "pm_card_visa"
    return client.v1.customers.create(
        {"payment_method": card, "invoice_settings": {"default_payment_method": card}}
    ).id


@pytest.fixture
def price(client: StripeClient) -> str:
    product = client.v1.products.create({"name": "Gold"})
    return client.v1.prices.create(
        {
            "product": product.id,
            "currency": "usd",
            "unit_amount": 2000,
            "recurring": {"interval": "month"},
        }
    ).id


def test_a_promotion_code_and_a_tax_rate_shape_every_invoice(
    client: StripeClient, customer: str, price: str
) -> None:
    coupon = client.v1.coupons.create({"percent_off": 25, "duration": "forever"})
    code = client.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "WELCOME"}
    )
    rate = client.v1.tax_rates.create({"display_name": "VAT", "percentage": 23, "inclusive": False})

    subscription = client.v1.subscriptions.create(
        {
            "customer": customer,
            "items": [{"price": price}],
            "discounts": [{"promotion_code": code.id}],
            "default_tax_rates": [rate.id],
            "expand": ["discounts.source.coupon", "latest_invoice.total_discount_amounts.discount"],
        }
    )

    [discount] = subscription.discounts
    assert not isinstance(discount, str)
    assert discount.source.coupon == client.v1.coupons.retrieve(coupon.id)
    invoice = subscription.latest_invoice
    assert invoice is not None
    assert not isinstance(invoice, str)
    assert (invoice.subtotal, invoice.total) == (2000, 1845)
    assert client.v1.promotion_codes.list({"code": "welcome"}).data[0].times_redeemed == 1
    client.v1.subscriptions.delete_discount(subscription.id)
    assert client.v1.subscriptions.retrieve(subscription.id).discounts == []


def test_a_customers_discount_is_given_by_hand_and_taken_by_api(
    address: str, client: StripeClient, customer: str, price: str
) -> None:
    coupon = client.v1.coupons.create({"percent_off": 50, "duration": "forever"})
    path = f"accounts/shop/customers/{customer}/discount"
    given = Control(address).put(path, coupon=coupon.id)

    held = client.v1.customers.retrieve(customer).discount
    invoice = client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], "expand": ["latest_invoice"]}
    ).latest_invoice
    client.v1.customers.delete_discount(customer)

    assert held is not None
    assert held.id == given["id"]
    assert invoice is not None
    assert not isinstance(invoice, str)
    assert invoice.total == 1000
    with pytest.raises(InvalidRequestError, match="No active discount for customer"):
        client.v1.customers.delete_discount(customer)


def test_a_place_unknown_to_automatic_tax_is_refused_with_its_code(
    client: StripeClient, customer: str, price: str
) -> None:
    client.v1.prices.update(price, {"tax_behavior": "exclusive"})

    with pytest.raises(InvalidRequestError) as refused:
        client.v1.subscriptions.create(
            {
                "customer": customer,
                "items": [{"price": price}],
                "automatic_tax": {"enabled": True},
            }
        )

    assert refused.value.code == "customer_tax_location_invalid"
