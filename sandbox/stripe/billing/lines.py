"""What an invoice charges for, line by line, in Stripe's words.

The wording is what customers see on invoices and what importers have been seen to parse.
"""

from dataclasses import dataclass
from decimal import Decimal

from sandbox.stripe.billing.amounts import line_amount
from sandbox.stripe.billing.calendar import Cycle, Period, written
from sandbox.stripe.billing.proration import part

_TIMES = "\N{MULTIPLICATION SIGN}"
_SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}
_ZERO_DECIMAL = {
    *("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga"),
    *("pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"),
}
"""docs.stripe.com/currencies: zero-decimal currencies."""
_THREE_DECIMAL = {"bhd", "jod", "kwd", "omr", "tnd"}


@dataclass(frozen=True, slots=True)
class Goods:
    """What is sold: one price, so many times."""

    name: str
    unit: Decimal
    quantity: int
    currency: str
    cycle: Cycle
    price: str = ""
    product: str = ""
    item: str = ""
    """The subscription item they belong to."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invoice."""

    goods: Goods
    amount: int
    description: str
    period: Period
    unit: Decimal
    proration: bool = False


def charge(goods: Goods, period: Period) -> Line:
    """Charge for a period; a part of the natural one costs its share to the second."""
    natural = goods.cycle.period_at(period.start)
    if natural == period:
        amount = line_amount(goods.unit, goods.quantity)
        return Line(goods, amount, _recurring(goods), period, goods.unit)
    amount = part(goods.unit, goods.quantity, natural, *period)
    return Line(goods, amount, _recurring(goods), period, goods.unit, proration=True)


def trial(goods: Goods, period: Period) -> Line:
    """Show a free period: a line of 0."""
    return Line(goods, 0, f"Trial period for {goods.name}", period, Decimal(0))


def credit(goods: Goods, period: Period, at: int) -> Line:
    """Give back what ``period`` cost from ``at`` on."""
    amount = -part(goods.unit, goods.quantity, _natural(goods, period), at, period.end)
    text = f"Unused time on {_counted(goods)} after {written(at)}"
    return Line(goods, amount, text, Period(at, period.end), goods.unit, proration=True)


def debit(goods: Goods, period: Period, at: int) -> Line:
    """Charge for the rest of ``period`` from ``at`` on."""
    amount = part(goods.unit, goods.quantity, _natural(goods, period), at, period.end)
    text = f"Remaining time on {_counted(goods)} after {written(at)}"
    return Line(goods, amount, text, Period(at, period.end), goods.unit, proration=True)


def money(amount: Decimal, currency: str) -> str:
    """Write an amount of minor units, e.g. ``€20.00`` or ``20.00 PLN``."""
    digits = 0 if currency in _ZERO_DECIMAL else 3 if currency in _THREE_DECIMAL else 2
    major = amount.scaleb(-digits)
    shown = f"{major:.{max(digits, -int(major.normalize().as_tuple().exponent))}f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{shown}" if symbol else f"{shown} {currency.upper()}"


def _natural(goods: Goods, period: Period) -> Period:
    return goods.cycle.period_at(period.start)


def _counted(goods: Goods) -> str:
    return goods.name if goods.quantity == 1 else f"{goods.quantity} {_TIMES} {goods.name}"


def _recurring(goods: Goods) -> str:
    cycle = goods.cycle
    rhythm = f"/ {cycle.interval}" if cycle.count == 1 else f"every {cycle.count} {cycle.interval}s"
    price = money(goods.unit, goods.currency)
    return f"{goods.quantity} {_TIMES} {goods.name} (at {price} {rhythm})"
