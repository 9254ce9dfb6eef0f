"""Discounts as arithmetic: docs.stripe.com/billing/subscriptions/coupons."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.stripe.billing.discounts import Discountable, Offer, ends_at, shared_out, taken_off
from tests.unit.sandbox.stripe.billing.shop import instant, shown

amounts = st.integers(-5_000, 100_000)
products = st.sampled_from(["gold", "silver", None])
percents = st.decimals("0.01", "100", places=2)
some_products = st.one_of(st.none(), st.frozensets(st.sampled_from(["gold", "silver"])))
offers = st.one_of(
    st.builds(Offer, st.uuids().map(str), percents, products=some_products),
    st.builds(Offer, st.uuids().map(str), st.none(), st.integers(1, 50_000), some_products),
)
some_offers = st.lists(offers, max_size=3)
lines = st.lists(
    st.builds(Discountable, amounts, products, st.booleans(), some_offers.map(tuple)), max_size=6
)


@given(lines, some_offers)
def test_no_line_is_reduced_below_nothing_nor_beyond_what_it_cost(
    lines: list[Discountable], offers: list[Offer]
) -> None:
    for line, taken in zip(lines, taken_off(lines, offers), strict=True):
        off = sum(each.amount for each in taken)
        assert 0 <= off <= max(0, line.amount)
        assert off == 0 or line.discountable


@given(lines, some_offers)
def test_a_discount_touches_only_the_products_it_applies_to(
    lines: list[Discountable], offers: list[Offer]
) -> None:
    known = {each.key: each for line in lines for each in line.offers} | {
        each.key: each for each in offers
    }

    for line, taken in zip(lines, taken_off(lines, offers), strict=True):
        assert all(known[each.key].covers(line.product) for each in taken)


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=8), st.integers(1, 900_000))
def test_an_amount_off_is_taken_in_full_or_as_far_as_there_is_something_to_pay(
    prices: list[int], off: int
) -> None:
    taken = taken_off([Discountable(price) for price in prices], [Offer("di", amount=off)])

    assert sum(each.amount for line in taken for each in line) == min(off, sum(prices))


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=8), percents)
def test_a_percentage_of_an_invoice_is_rounded_once_for_all_its_lines(
    prices: list[int], percent: Decimal
) -> None:
    taken = taken_off([Discountable(price) for price in prices], [Offer("di", percent)])

    off = sum(each.amount for line in taken for each in line)
    assert abs(off - percent * sum(prices) / 100) <= Decimal("0.5")


@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1, max_size=9))
def test_shares_sum_up_and_differ_from_their_proportion_by_less_than_a_cent(
    amount: int, weights: list[int]
) -> None:
    parts = shared_out(amount, weights)

    whole = sum(weights)
    assert sum(parts) == (amount if whole else 0)
    assert all(
        abs(part * whole - amount * weight) < whole or not whole
        for part, weight in zip(parts, weights, strict=True)
    )


def test_each_discount_is_worked_out_on_what_the_ones_before_it_left() -> None:
    """20% and then 5 dollars off 100: 75 remain; the other way round it is 76."""
    percent, fixed = Offer("percent", Decimal(20)), Offer("fixed", amount=500)
    line = Discountable(10_000)

    assert taken_off([line], [percent, fixed]) == [[("percent", 2000), ("fixed", 500)]]
    assert taken_off([line], [fixed, percent]) == [[("fixed", 500), ("percent", 1900)]]


def test_discounts_of_a_line_come_before_those_of_the_invoice() -> None:
    line = Discountable(10_000, offers=(Offer("own", amount=5000),))

    assert taken_off([line], [Offer("all", Decimal(10))]) == [[("own", 5000), ("all", 500)]]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-31T10:00:00", 1, "2025-02-28T10:00:00"),
        ("2025-01-31T10:00:00", 3, "2025-04-30T10:00:00"),
        ("2024-01-31T10:00:00", 1, "2024-02-29T10:00:00"),
        ("2025-05-15T23:59:59", 12, "2026-05-15T23:59:59"),
    ],
)
def test_months_are_counted_on_the_calendar_from_the_start(
    start: str, months: int, end: str
) -> None:
    assert shown(ends_at(instant(start), months)) == end
