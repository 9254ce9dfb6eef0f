"""Minor and major units. Stripe counts in minor ones; how many make one unit depends on the
currency (docs.stripe.com/currencies: zero-decimal, three-decimal and special currencies)."""

from decimal import Decimal
from typing import Final

ZERO_DECIMALS: Final = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV"}
    | {"XAF", "XOF", "XPF"}
)
THREE_DECIMALS: Final = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def decimals(code: str) -> int:
    """Tell how many decimals Stripe means; ISK and UGX count two there, unlike elsewhere."""
    if code.upper() in ZERO_DECIMALS:
        return 0
    return 3 if code.upper() in THREE_DECIMALS else 2


def major(minor: int, code: str) -> Decimal:
    """Say 1990 cents as 19.90."""
    return Decimal(minor).scaleb(-decimals(code))


def minor(units: Decimal, code: str) -> int:
    """Say 19.90 as 1990 cents. Raises ``ValueError`` when there are fractions of a cent."""
    scaled = units.scaleb(decimals(code))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{units} {code} is no whole number of minor units")
    return int(scaled)
