"""docs.stripe.com/products-prices/pricing-models: tiers, packages and several currencies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.stripe.billing.tariffs import Tariff, Tier
from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop

TIMES = "\N{MULTIPLICATION SIGN}"
STEPS = (Tier(5, Decimal(7)), Tier(10, Decimal(6)), Tier(None, Decimal(5)))
FEES = (Tier(5, Decimal(7), Decimal(10)), Tier(None, Decimal(5), Decimal(20)))


@pytest.mark.parametrize(
    ("quantity", "volume", "graduated"),
    [(1, 7, 7), (5, 35, 35), (6, 36, 41), (10, 60, 65), (11, 55, 70), (20, 100, 115)],
)
def test_volume_reprices_everything_and_graduated_only_what_is_above(
    quantity: int, volume: int, graduated: int
) -> None:
    """The table of products-prices/pricing-models, tiered pricing: 7, 6 and 5 dollars."""
    assert Tariff(tiers=STEPS).cost(quantity) == volume
    assert Tariff(tiers=STEPS, graduated=True).cost(quantity) == graduated


def test_a_tier_may_cost_a_fee_for_entering_it() -> None:
    assert Tariff(tiers=FEES, graduated=True).cost(7) == 5 * 7 + 10 + 2 * 5 + 20
    assert Tariff(tiers=FEES).cost(7) == 7 * 5 + 20
    assert Tariff(tiers=FEES, graduated=True).cost(0) == 10


@pytest.mark.parametrize(
    ("up", "quantity", "cost"), [(True, 11, 20), (False, 11, 10), (True, 0, 0)]
)
def test_packages_are_rounded_as_the_price_says(*, up: bool, quantity: int, cost: int) -> None:
    assert Tariff(Decimal(10), package=10, round_up=up).cost(quantity) == cost


@given(st.integers(0, 30), st.booleans())
def test_the_parts_of_a_cost_name_every_unit_once(quantity: int, graduated: bool) -> None:
    parts = Tariff(tiers=STEPS, graduated=graduated).parts(quantity)

    assert sum(part.shown for part in parts) == quantity


def tiered(shop: Shop, mode: str, **more: object) -> str:
    tiers = [
        {"up_to": 2, "unit_amount": 1000, "flat_amount": 300},
        {"up_to": "inf", "unit_amount_decimal": "800.5"},
    ]
    made = shop.post(
        "/v1/prices",
        product=shop.product,
        currency="usd",
        recurring={"interval": "month"},
        billing_scheme="tiered",
        tiers_mode=mode,
        tiers=tiers,
        **more,
    )
    return str(made["id"])


def lines_of(shop: Shop, subscription: Object) -> list[tuple[int, str]]:
    lines = shop.invoices(subscription)[-1]["lines"]["data"]
    return [(line["amount"], line["description"]) for line in lines]


def test_an_invoice_shows_every_tier_on_a_line_of_its_own(shop: Shop) -> None:
    items = [{"price": tiered(shop, "graduated"), "quantity": 5}]
    subscription = shop.post("/v1/subscriptions", customer=shop.customer(), items=items)

    assert lines_of(shop, subscription) == [
        (2000, f"2 {TIMES} Gold (Tier 1 at $10.00 / month)"),
        (300, f"1 {TIMES} Gold (Tier 1 at $3.00 / month)"),
        (2402, f"3 {TIMES} Gold (Tier 2 at $8.005 / month)"),
    ]


def test_more_seats_are_prorated_over_the_tiers_they_fall_into(shop: Shop) -> None:
    """Each debit is given back by a credit of its own (subscriptions/billing-mode/compare)."""
    customer, price = shop.customer(), tiered(shop, "graduated")
    items = [{"price": price, "quantity": 2}]
    subscription = shop.post("/v1/subscriptions", customer=customer, items=items)
    shop.it_is("2025-02-14T10:00:00")

    more = [{"id": subscription["items"]["data"][0]["id"], "quantity": 4}]
    shop.post(f"/v1/subscriptions/{subscription['id']}", items=more)
    shop.it_is("2025-02-28T11:00:00")

    assert [amount for amount, _ in lines_of(shop, subscription)[:3]] == [-1000, -150, 1951]


def test_a_price_of_several_currencies_is_billed_in_that_of_the_customer(shop: Shop) -> None:
    """docs.stripe.com/api/subscriptions/create, currency."""
    price = shop.post(
        "/v1/prices",
        product=shop.product,
        currency="usd",
        unit_amount=1000,
        recurring={"interval": "month"},
        currency_options={"eur": {"unit_amount": 900}},
    )["id"]
    customer = shop.customer()

    first = shop.subscribe(customer, price, currency="eur")
    second = shop.subscribe(customer, price)

    assert [each["currency"] for each in (first, second)] == ["eur", "eur"]
    assert shop.charged()[customer] == 1800
    assert first["items"]["data"][0]["price"]["currency"] == "usd"
    with pytest.raises(RefusedError, match="doesn't match the expected currency"):
        shop.subscribe(shop.customer(), price, currency="pln")
