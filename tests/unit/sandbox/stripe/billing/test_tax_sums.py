"""Tax as arithmetic: docs.stripe.com/billing/taxes/tax-rates."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sandbox.stripe.billing.taxes import Rate, Tax, added_up, inside, line_taxes, on_top

rates = st.builds(Rate, st.uuids().map(str), st.decimals(0, 100, places=4), st.booleans())
some_rates = st.lists(rates, max_size=5)
amounts = st.integers(-100_000, 1_000_000)


def vat(percentage: str, *, inclusive: bool = False, reason: str = "standard_rated") -> Rate:
    return Rate("vat", Decimal(percentage), inclusive, reason)


@given(amounts, some_rates)
def test_what_inclusive_taxes_take_out_and_what_is_left_are_the_price(
    amount: int, rates: list[Rate]
) -> None:
    taxes = line_taxes(amount, rates)

    assert [tax.rate for tax in taxes] == rates
    assert all(tax.taxable + inside(taxes) == amount for tax in taxes)


@given(amounts, some_rates)
def test_a_credit_gives_back_the_tax_of_the_charge_it_mirrors(
    amount: int, rates: list[Rate]
) -> None:
    charged, credited = line_taxes(amount, rates), line_taxes(-amount, rates)

    assert [tax.amount for tax in credited] == [-tax.amount for tax in charged]


@given(st.lists(st.tuples(amounts, some_rates), max_size=5))
def test_an_invoice_adds_up_what_its_lines_say(lines: list[tuple[int, list[Rate]]]) -> None:
    taxes = [tax for amount, rates in lines for tax in line_taxes(amount, rates)]

    summed = added_up(taxes)

    assert on_top(summed) == on_top(taxes)
    assert inside(summed) == inside(taxes)
    assert len({tax.rate.key for tax in summed}) == len(summed)


def test_tax_is_rounded_on_every_line() -> None:
    """support.stripe.com/questions/rounding-rules-for-stripe-fees."""
    rate = vat("15")

    taxes = [*line_taxes(43, [rate]), *line_taxes(484, [rate])]

    assert [tax.amount for tax in taxes] == [6, 73]
    assert added_up(taxes) == [Tax(rate, 527, 79)]


def test_ten_percent_of_600_euro_inside_and_on_top() -> None:
    """support.stripe.com: an inclusive rate leaves 600 at 600, an exclusive one makes it 660."""
    [within] = line_taxes(60_000, [vat("10", inclusive=True)])
    [above] = line_taxes(60_000, [vat("10")])

    assert (within.taxable, within.amount) == (54_545, 5_455)
    assert (above.taxable, above.amount) == (60_000, 6_000)


def test_whoever_is_exempt_is_shown_the_tax_and_pays_none() -> None:
    [tax] = line_taxes(1000, [vat("23", reason="reverse_charge")])

    assert (tax.taxable, tax.amount) == (1000, 0)
