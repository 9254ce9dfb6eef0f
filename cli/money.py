"""Amounts for people. Stripe counts in minor units; how many make one unit depends on the currency
(docs.stripe.com/currencies: zero-decimal, three-decimal and special currencies)."""

from decimal import Decimal

from babel.numbers import format_currency, get_currency_symbol

from carryover.kernel.money import decimals

__all__ = ["amount", "decimals"]


def amount(minor: int, currency: str) -> str:
    """Write an amount with its currency: ``1990, "eur"`` is ``€19.90``."""
    code = currency.upper()
    places = decimals(code)
    gap = " " if get_currency_symbol(code, "en_US") == code else ""
    pattern = f"¤{gap}#,##0.{'0' * places}".removesuffix(".")
    units = Decimal(minor).scaleb(-places)
    return format_currency(units, code, format=pattern, locale="en_US", currency_digits=False)
