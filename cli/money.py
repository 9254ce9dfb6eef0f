"""Amounts for people. Stripe counts in minor units; how many make one unit depends on the currency
(docs.stripe.com/currencies: zero-decimal, three-decimal and special currencies)."""

from decimal import Decimal
from typing import Final

from babel.numbers import format_currency, get_currency_symbol

ZERO_DECIMALS: Final = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV"}
    | {"XAF", "XOF", "XPF"}
)
THREE_DECIMALS: Final = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def amount(minor: int, currency: str) -> str:
    """Write an amount with its currency: ``1990, "eur"`` is ``€19.90``."""
    code = currency.upper()
    places = decimals(code)
    gap = " " if get_currency_symbol(code, "en_US") == code else ""
    pattern = f"¤{gap}#,##0.{'0' * places}".removesuffix(".")
    units = Decimal(minor).scaleb(-places)
    return format_currency(units, code, format=pattern, locale="en_US", currency_digits=False)


def decimals(code: str) -> int:
    """Tell how many decimals Stripe means; ISK and UGX count two there, unlike elsewhere."""
    if code in ZERO_DECIMALS:
        return 0
    return 3 if code in THREE_DECIMALS else 2
