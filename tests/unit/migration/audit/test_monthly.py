"""What a subscription brings in a month, by the price list (MIG-1: money per risk)."""

from typing import Any

import pytest

from carryover.migration.audit.monthly import PriceList, monthly
from tests.unit.migration.audit.written import item, items, price, subscription


def of(*some: dict[str, Any], prices: PriceList | None = None, currency: str = "usd") -> int | None:
    return monthly(subscription(items=items(*some), currency=currency), prices or PriceList())


def every(interval: str, count: int = 1) -> dict[str, Any]:
    return {"interval": interval, "interval_count": count}


@pytest.mark.parametrize(
    ("often", "amount", "wanted"),
    [
        (every("month"), 2000, 2000),
        (every("month", 3), 3000, 1000),
        (every("year"), 12_000, 1000),
        (every("week"), 1200, 5200),
        (every("day"), 12, 365),
        (every("year", 2), 24_000, 1000),
    ],
)
def test_periods_are_brought_to_a_month(often: dict[str, Any], amount: int, wanted: int) -> None:
    assert of(item(price=price(amount, recurring=often))) == wanted


def test_seats_and_items_add_up() -> None:
    assert of(item(quantity=3), item(price=price(500))) == 6500


def test_parts_of_a_cent_are_kept_until_the_end() -> None:
    fine = price(0, unit_amount=None, unit_amount_decimal="0.4")

    assert of(item(price=fine, quantity=10)) == 4


def test_packages_are_charged_whole() -> None:
    tens = price(700, transform_quantity={"divide_by": 10, "round": "up"})

    assert of(item(price=tens, quantity=11)) == 1400


TIERS = [
    {"up_to": 5, "unit_amount": 1000, "unit_amount_decimal": "1000", "flat_amount": None},
    {"up_to": 10, "unit_amount": 800, "unit_amount_decimal": "800", "flat_amount": 300},
    {"up_to": None, "unit_amount": 500, "unit_amount_decimal": "500", "flat_amount": None},
]


@pytest.mark.parametrize(
    ("mode", "quantity", "wanted"),
    [
        ("graduated", 5, 5000),
        ("graduated", 7, 5000 + 2 * 800 + 300),
        ("graduated", 12, 5000 + 5 * 800 + 300 + 2 * 500),
        ("volume", 5, 5000),
        ("volume", 7, 7 * 800 + 300),
        ("volume", 12, 12 * 500),
    ],
)
def test_tiers_are_read_from_the_price_list(mode: str, quantity: int, wanted: int) -> None:
    tiered = price(0, billing_scheme="tiered", tiers_mode=mode, unit_amount_decimal=None)
    prices = PriceList()
    prices.learn({**tiered, "tiers": TIERS})

    assert of(item(price=tiered, quantity=quantity), prices=prices) == wanted


def test_a_price_in_another_currency_is_read_from_its_options() -> None:
    option = {"unit_amount": 1800, "unit_amount_decimal": "1800"}
    prices = PriceList()
    prices.learn({**price(), "currency_options": {"usd": {}, "eur": option}})

    assert of(item(), prices=prices, currency="eur") == 1800


@pytest.mark.parametrize(
    "unknown",
    [
        price(recurring={"usage_type": "metered"}),
        price(unit_amount=None, unit_amount_decimal=None),
        price(billing_scheme="tiered", tiers_mode="volume"),
        price(currency="gbp"),
    ],
)
def test_what_cannot_be_said_beforehand_is_not_guessed(unknown: dict[str, Any]) -> None:
    assert of(item(), item(price=unknown)) is None
