"""How much: lines, totals, and what of a total is asked for now.

Amounts are whole minor units; a decimal unit price is multiplied first and rounded once, half up
(docs.stripe.com/api/prices/object, ``unit_amount_decimal``).
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

MINIMUM_CHARGE = {
    "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250,
    "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200,
    "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}  # fmt: skip
"""Minor units; smaller charges are refused (docs.stripe.com/currencies, minimum charge amounts)."""


class Settlement(NamedTuple):
    """What a finalised invoice asks for, and what it leaves on the customer's balance."""

    amount_due: int
    ending_balance: int
    """Negative: the customer has credit. Positive: too small to charge, asked for next time."""


def line_amount(unit: Decimal, quantity: int) -> int:
    """Price a line; a negative amount rounds away from zero like its positive twin."""
    return int((unit * quantity).quantize(Decimal(1), ROUND_HALF_UP))


def rounded(amount: Fraction) -> int:
    """Round to a whole minor unit, halves away from zero, so that a credit mirrors its charge."""
    whole = (abs(amount) * 2 + 1) // 2
    return int(whole) if amount >= 0 else -int(whole)


def total(amounts: Iterable[int]) -> int:
    """Add up lines."""
    return sum(amounts)


def settle(total: int, balance: int, currency: str) -> Settlement:
    """Apply the customer's balance; too small a rest is carried over instead of charged.

    docs.stripe.com/api/invoices/object, ``amount_due`` and ``ending_balance``.
    """
    owed = total + balance
    if owed <= 0 or owed < MINIMUM_CHARGE.get(currency, 0):
        return Settlement(0, owed)
    return Settlement(owed, 0)
