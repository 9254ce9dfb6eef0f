from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.stripe.billing.amounts import MINIMUM_CHARGE, line_amount, rounded, settle
from sandbox.stripe.billing.calendar import Cycle, Period
from sandbox.stripe.billing.lines import Goods, charge, credit, debit, money, trial
from sandbox.stripe.billing.retries import next_attempt
from sandbox.stripe.billing.tariffs import Tariff
from tests.unit.sandbox.stripe.billing.shop import instant

MONTHLY = Cycle(instant("2025-01-31T00:00:00"), "month")
units = st.decimals("0", "100000", places=4)
quantities = st.integers(0, 500)


def gold(unit: str = "3000", quantity: int = 1, cycle: Cycle = MONTHLY) -> Goods:
    return Goods("Gold", Tariff(Decimal(unit)), quantity, "usd", cycle)


@given(units, quantities)
def test_a_line_multiplies_first_and_rounds_once(unit: Decimal, quantity: int) -> None:
    exact = Fraction(unit) * quantity

    assert line_amount(unit, quantity) == rounded(exact)
    assert abs(line_amount(unit, quantity) - exact) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("unit", "quantity", "amount"),
    [("0.5", 1, 1), ("0.49", 1, 0), ("1.5", 3, 5), ("2.5", 1, 3), ("1000.005", 100, 100001)],
)
def test_halves_of_a_cent_go_up(unit: str, quantity: int, amount: int) -> None:
    assert line_amount(Decimal(unit), quantity) == amount


@given(st.fractions(-1000, 1000))
def test_a_credit_mirrors_the_charge_of_the_same_size(amount: Fraction) -> None:
    assert rounded(-amount) == -rounded(amount)


@given(units, quantities, st.integers(0, 27 * 86_400))
def test_credit_for_unused_time_is_its_share_of_the_seconds(
    unit: Decimal, quantity: int, used: int
) -> None:
    period = Period(instant("2025-01-31T00:00:00"), instant("2025-02-28T00:00:00"))
    at = period.start + used
    goods = Goods("Gold", Tariff(unit), quantity, "usd", MONTHLY)

    line = credit(goods, period, at)

    left, whole = Decimal(period.end - at), Decimal(period.end - period.start)
    exact = (unit * quantity * left / whole).quantize(Decimal(1), ROUND_HALF_UP)
    assert abs(line.amount + exact) <= 1
    assert line.amount == -debit(goods, period, at).amount


def test_half_a_period_of_an_upgrade_costs_half_the_difference() -> None:
    """The example of docs.stripe.com/billing/subscriptions/prorations: 10 to 20 dollars."""
    cycle = Cycle(instant("2025-04-01T00:00:00"), "month")
    period = cycle.period_at(instant("2025-04-16T00:00:00"))

    unused = credit(gold("1000", cycle=cycle), period, instant("2025-04-16T00:00:00"))
    remaining = debit(gold("2000", cycle=cycle), period, instant("2025-04-16T00:00:00"))

    assert (unused.amount, remaining.amount) == (-500, 1000)
    assert unused.description == "Unused time on Gold after 16 Apr 2025"
    assert remaining.description == "Remaining time on Gold after 16 Apr 2025"


def test_a_whole_period_costs_the_whole_price_and_is_no_proration() -> None:
    [line] = charge(gold(quantity=2), MONTHLY.period_at(instant("2025-03-01T00:00:00")))

    assert (line.amount, line.proration) == (6000, False)
    assert line.description == "2 \N{MULTIPLICATION SIGN} Gold (at $30.00 / month)"


def test_the_time_before_a_later_anchor_costs_its_part_of_the_natural_month() -> None:
    anchor = instant("2025-05-01T00:00:00")
    cycle = Cycle(anchor, "month")

    [line] = charge(gold(cycle=cycle), Period(instant("2025-04-21T00:00:00"), anchor))

    assert (line.amount, line.proration) == (1000, True)


def test_a_trial_is_a_line_of_nothing() -> None:
    line = trial(gold(), Period(0, 86_400))

    assert (line.amount, line.description) == (0, "Trial period for Gold")


@given(st.integers(-10_000, 10_000), st.integers(-10_000, 10_000))
def test_what_is_not_asked_for_now_stays_on_the_balance(total: int, balance: int) -> None:
    due, rest = settle(total, balance, "usd")

    assert due + rest == total + balance
    assert due == 0 or due >= MINIMUM_CHARGE["usd"]
    assert rest < MINIMUM_CHARGE["usd"]


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("2000", "usd", "$20.00"),
        ("1999.5", "eur", "€19.995"),
        ("500", "jpy", "¥500"),
        ("1234", "pln", "12.34 PLN"),
        ("1234", "kwd", "1.234 KWD"),
    ],
)
def test_amounts_are_written_in_major_units(amount: str, currency: str, text: str) -> None:
    assert money(Decimal(amount), currency) == text


def test_four_retries_follow_the_first_failure_and_then_none() -> None:
    days = [next_attempt(0, attempts) for attempts in range(1, 6)]

    assert days == [86_400, 3 * 86_400, 5 * 86_400, 7 * 86_400, None]
