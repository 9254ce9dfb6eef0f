"""stripe-python, unchanged, runs a subscription through its life on the local Stripe."""

from collections.abc import Iterator

import pytest
import stripe
from stripe import StripeClient

from sandbox.stripe.core.world import World
from sandbox.stripe.server import serving

DAY = 86_400
KEY = "sk_test_contract000000"

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def world() -> World:
    return World(seed=3)


@pytest.fixture
def client(world: World) -> Iterator[StripeClient]:
    world.open("shop", KEY)
    with serving(world) as address:
        yield StripeClient(KEY, base_addresses={"api": address})


@pytest.fixture
def price(client: StripeClient) -> str:
    product = client.v1.products.create({"name": "Gold"})
    made = client.v1.prices.create(
        {
            "product": product.id,
            "currency": "usd",
            "unit_amount": 2000,
            "recurring": {"interval": "month"},
        }
    )
    return made.id


def customer(client: StripeClient, card: str = "pm_card_visa") -> str:
    return client.v1.customers.create(
        {
            "email": "ann@example.com",
            "payment_method": card,
            "invoice_settings": {"default_payment_method": card},
        }
    ).id


def test_a_subscription_is_created_renewed_changed_and_cancelled(
    world: World, client: StripeClient, price: str
) -> None:
    subscription = client.v1.subscriptions.create(
        {
            "customer": customer(client),
            "items": [{"price": price}],
            "billing_mode": {"type": "flexible"},
            "expand": ["latest_invoice.payments"],
        }
    )
    assert subscription.status == "active"
    assert isinstance(subscription.latest_invoice, stripe.Invoice)
    assert subscription.latest_invoice.payments is not None
    assert subscription.latest_invoice.payments.data[0].status == "paid"

    world.advance(world.clock + 32 * DAY)
    invoices = client.v1.invoices.list({"subscription": subscription.id})
    assert [each.billing_reason for each in invoices.auto_paging_iter()] == [
        "subscription_cycle",
        "subscription_create",
    ]

    item = subscription["items"].data[0]
    client.v1.subscription_items.update(item.id, {"quantity": 2})
    ended = client.v1.subscriptions.cancel(subscription.id)
    assert (ended.status, ended["items"].data[0].quantity) == ("canceled", 2)


def test_a_refusal_arrives_as_the_sdks_own_exception(client: StripeClient, price: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="natural billing date") as refused:
        client.v1.subscriptions.create(
            {
                "customer": customer(client),
                "items": [{"price": price}],
                "billing_cycle_anchor": 4_000_000_000,
            }
        )

    assert refused.value.param == "billing_cycle_anchor"


def test_a_declined_first_payment_is_a_card_error(client: StripeClient, price: str) -> None:
    with pytest.raises(stripe.CardError) as refused:
        client.v1.subscriptions.create(
            {
                "customer": customer(client, "pm_card_chargeCustomerFail"),
                "items": [{"price": price}],
                "payment_behavior": "error_if_incomplete",
            }
        )

    assert refused.value.code == "card_declined"
