"""What an invoice charges for, line by line, in Stripe's words.

The wording is what customers see on invoices and what importers have been seen to parse.
"""

from dataclasses import dataclass
from decimal import Decimal

from sandbox.stripe.billing.amounts import line_amount
from sandbox.stripe.billing.calendar import Cycle, Period, written
from sandbox.stripe.billing.proration import part, share_of
from sandbox.stripe.billing.tariffs import Part, Tariff

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
    tariff: Tariff
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
    unit: Decimal | None
    """None: several unit prices went into it."""
    quantity: int
    proration: bool = False
    gives_back: bool = False
    """Time that was charged is credited, if only with 0."""


def charge(goods: Goods, period: Period, *, in_full: bool = False) -> list[Line]:
    """Charge for a period; a part of the natural one costs its share to the second, unless it is
    to be paid in full."""
    natural = period if in_full else goods.cycle.period_at(period.start)
    return [_charge(goods, each, natural, period) for each in goods.tariff.parts(goods.quantity)]


def trial(goods: Goods, period: Period) -> Line:
    """Show a free period: a line of 0."""
    text = f"Trial period for {goods.name}"
    return Line(goods, 0, text, period, Decimal(0), goods.quantity)


def credit(goods: Goods, period: Period, at: int) -> Line:
    """Give back what ``period`` cost from ``at`` on."""
    return _rest(goods, period, at, "Unused", sign=-1)


def debit(goods: Goods, period: Period, at: int) -> Line:
    """Charge for the rest of ``period`` from ``at`` on."""
    return _rest(goods, period, at, "Remaining", sign=1)


def give_back(goods: Goods, charged: Period, at: int, amount: int) -> Line:
    """Give back from ``at`` on what was charged for a time, in flexible mode."""
    parts = goods.tariff.parts(goods.quantity)
    return Line(
        goods,
        -share_of(amount, charged, at),
        f"Unused time on {_counted(goods)} after {written(at)}",
        Period(at, charged.end),
        parts[0].unit if len(parts) == 1 else None,
        goods.quantity,
        proration=True,
        gives_back=True,
    )


def money(amount: Decimal, currency: str) -> str:
    """Write an amount of minor units, e.g. ``€20.00`` or ``20.00 PLN``."""
    digits = 0 if currency in _ZERO_DECIMAL else 3 if currency in _THREE_DECIMAL else 2
    major = amount.scaleb(-digits)
    shown = f"{major:.{max(digits, -int(major.normalize().as_tuple().exponent))}f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{shown}" if symbol else f"{shown} {currency.upper()}"


def _charge(goods: Goods, piece: Part, natural: Period, period: Period) -> Line:
    text = _recurring(goods, piece)
    if natural == period:
        amount = line_amount(piece.unit, piece.quantity)
        return Line(goods, amount, text, period, piece.unit, piece.shown)
    amount = part(piece.unit, piece.quantity, natural, *period)
    return Line(goods, amount, text, period, piece.unit, piece.shown, proration=True)


def _rest(goods: Goods, period: Period, at: int, word: str, *, sign: int) -> Line:
    """Tiers are settled in one line, as a sum that is rounded once [inferred]."""
    natural = goods.cycle.period_at(period.start)
    parts = goods.tariff.parts(goods.quantity)
    amount = sign * part(goods.tariff.cost(goods.quantity), 1, natural, at, period.end)
    unit = parts[0].unit if len(parts) == 1 else None
    text = f"{word} time on {_counted(goods)} after {written(at)}"
    rest = Period(at, period.end)
    back = sign < 0
    return Line(goods, amount, text, rest, unit, goods.quantity, proration=True, gives_back=back)


def _counted(goods: Goods) -> str:
    return goods.name if goods.quantity == 1 else f"{goods.quantity} {_TIMES} {goods.name}"


def _recurring(goods: Goods, piece: Part) -> str:
    """Say how many of what, at which price: ``(at €10.00 / month)``, ``(Tier 1 at …)``."""
    cycle = goods.cycle
    rhythm = f"/ {cycle.interval}" if cycle.count == 1 else f"every {cycle.count} {cycle.interval}s"
    price = money(piece.unit, goods.currency)
    tier = f"Tier {piece.tier} " if piece.tier else ""
    per = f" per {goods.tariff.package}" if goods.tariff.package > 1 else ""
    return f"{piece.shown} {_TIMES} {goods.name} ({tier}at {price}{per} {rhythm})"
