"""The oracle itself, held to the examples of Stripe's documentation."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.simulation.life import AnchorDay, Coupon, Item, Life, Price, Recount, Swap, Tax, Tier
from tests.simulation.oracle.dates import anchored, moment, rhythm
from tests.simulation.oracle.fortune import foretell
from tests.simulation.oracle.sums import Sale, cost, tax


def at(year: int, month: int, day: int, hour: int = 0) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


TEN = Price("month", 1, Decimal(1000))


def life(start: int, until: int, **more: Any) -> Life:
    plain = Life(seed=0, currency="usd", start=start, until=until, items=(Item(TEN, 1),))
    return replace(plain, **more)


@pytest.mark.parametrize(("year", "february"), [(2024, 29), (2025, 28)])
def test_an_anchor_on_the_31st_bills_the_last_day_of_shorter_months(
    year: int, february: int
) -> None:
    """docs.stripe.com/billing/subscriptions/billing-cycle."""
    monthly = rhythm(TEN, at(year, 1, 31), None)

    days = [(day.month, day.day) for day in map(monthly.boundary, range(4))]
    assert days == [(1, 31), (2, february), (3, 31), (4, 30)]


def test_an_anchor_day_is_the_next_such_day() -> None:
    found = moment(anchored(AnchorDay(31, hour=17), at(2025, 2, 3)))

    assert (found.month, found.day, found.hour) == (2, 28, 17)


def test_fifteen_percent_of_small_lines_is_rounded_line_by_line() -> None:
    """support.stripe.com/questions/rounding-rules-for-stripe-fees."""
    sales = [
        Sale(43, taxes=(Tax(Decimal(15), False),)),
        Sale(484, taxes=(Tax(Decimal(15), False),)),
    ]
    for sale in sales:
        tax(sale)

    assert [amount for sale in sales for _, amount in sale.tax] == [6, 73]


def test_inclusive_tax_is_part_of_the_price() -> None:
    """support.stripe.com/questions/inclusive-and-exclusive-tax-options-in-the-tax-rate-api."""
    sale = Sale(66_000, taxes=(Tax(Decimal(10), True),))
    tax(sale)

    assert [amount for _, amount in sale.tax] == [6000]


@pytest.mark.parametrize(("graduated", "total"), [(True, 7 * 5 + 6 * 3), (False, 6 * 8)])
def test_tiers_price_each_unit_or_all_of_them(graduated: bool, total: int) -> None:
    """docs.stripe.com/products-prices/pricing-models."""
    tiers = (Tier(5, Decimal(7)), Tier(10, Decimal(6)), Tier(None, Decimal(5)))

    assert cost(Price("month", 1, tiers=tiers, graduated=graduated), 8) == Fraction(total)


def test_an_upgrade_halfway_costs_half_the_difference() -> None:
    """docs.stripe.com/billing/subscriptions/prorations, the first example."""
    twenty = Price("month", 1, Decimal(2000))
    upgrade = Swap(at(2025, 6, 16), 0, twenty, "always_invoice")

    standing = foretell(life(at(2025, 6, 1), at(2025, 6, 20), deeds=(upgrade,)))
    assert [invoice.total for invoice in standing.invoices] == [1000, 500]


def test_a_repeating_coupon_reduces_what_is_invoiced_in_its_months() -> None:
    """docs.stripe.com/billing/subscriptions/coupons, duration."""
    half = Coupon("repeating", percent=Decimal(50), months=3)

    standing = foretell(life(at(2025, 1, 15), at(2025, 5, 20), coupons=(half,)))
    assert [invoice.total for invoice in standing.invoices] == [500, 500, 500, 1000, 1000]


def test_flexible_credits_are_parts_of_what_was_charged() -> None:
    """docs.stripe.com/billing/subscriptions/billing-mode/compare."""
    once = Coupon("once", percent=Decimal(50))
    less = Recount(at(2025, 6, 16), 0, 1, "always_invoice")
    two = (Item(TEN, 2),)

    standing = foretell(
        life(at(2025, 6, 1), at(2025, 6, 20), items=two, coupons=(once,), deeds=(less,))
    )
    assert [line.amount for line in standing.invoices[1].lines] == [-500, 500]
