"""Invoices from draft to paid, foretold.

docs.stripe.com/billing/invoices/subscription: a renewal's draft is finalised after an hour, a first
invoice and one for a change at once. docs.stripe.com/api/invoices/object: discounts, taxes and the
customer's balance make ``amount_due``; less than the minimum charge waits on the balance.
"""

from tests.simulation.life import Life
from tests.simulation.oracle.state import Debit, Invoice, Line, Standing
from tests.simulation.oracle.sums import Sale, discount, tax

HOUR = 3600
SMALLEST = {"usd": 50, "eur": 50, "jpy": 50, "huf": 17_500, "pln": 200}
"""docs.stripe.com/currencies, minimum and maximum charge amounts."""


def draft(
    standing: Standing, now: int, reason: str, charges: list[Line], *, automatic: bool
) -> Invoice:
    """Everything that waited comes first; ``once`` coupons that took something are used up."""
    lines = standing.pending + charges
    standing.pending = []
    sales = [_sale(line, now) for line in lines]
    in_force = [each for each in standing.bargains if each.holds(now)]
    used = discount(sales, in_force)
    for sale, line in zip(sales, lines, strict=True):
        tax(sale)
        line.off, line.tax = sale.off, sum(amount for _, amount in sale.tax)
        if not line.adjusting:
            line.held.debits.append(Debit(line.start, line.end, line.amount - line.off))
    invoice = Invoice(now, reason, lines, automatic)
    invoice.subtotal = sum(line.amount for line in lines) - _own(lines, now)
    _use_up(standing, used)
    invoice.total = sum(_total(sale) for sale in sales)
    standing.invoices.append(invoice)
    return invoice


def _own(lines: list[Line], now: int) -> int:
    """What the lines' own coupons take: part of the subtotal (api/invoices/object)."""
    sales = [_sale(line, now) for line in lines]
    discount(sales, [])
    return sum(sale.off for sale in sales)


def _sale(line: Line, now: int) -> Sale:
    own = [] if line.adjusting else [each for each in line.held.own if each.holds(now)]
    return Sale(line.amount, own, line.held.taxes, discountable=not line.adjusting)


def _total(sale: Sale) -> int:
    return sale.amount - sale.off + sum(amount for each, amount in sale.tax if not each.inclusive)


def _use_up(standing: Standing, used: set[int]) -> None:
    every = standing.bargains + [each for item in standing.items for each in item.own]
    for bargain in every:
        if id(bargain) in used and bargain.coupon.duration == "once":
            bargain.spent = True


def finalize(life: Life, standing: Standing, invoice: Invoice, now: int) -> None:
    """Apply the balance; what is too small to charge is carried over."""
    invoice.finalized_at, invoice.status = now, "open"
    invoice.starting = standing.balance
    owed = invoice.total + standing.balance
    chargeable = owed > 0 and owed >= SMALLEST.get(life.currency, 0)
    invoice.due = owed if chargeable else 0
    invoice.ending = standing.balance = 0 if chargeable else owed
    standing.latest = invoice


def void(standing: Standing, invoice: Invoice) -> None:
    """As if it had never been: what the balance gave or took is undone."""
    assert invoice.ending is not None
    standing.balance -= invoice.ending - invoice.starting
    invoice.status = "void"
