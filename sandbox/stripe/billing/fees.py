"""What Stripe keeps: https://stripe.com/pricing and https://stripe.com/en-ie/pricing, as data.

A share in basis points and a fixed part in minor units, by currency; amounts round half up.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Tariff:
    """How much of a payment Stripe keeps."""

    share: int
    """Basis points of the amount."""
    fixed: int = 0
    """Minor units per payment."""
    most: int | None = None
    """Minor units that are never exceeded."""

    def fee(self, amount: int) -> int:
        """Work out the fee of a payment."""
        part = (Decimal(amount) * self.share / 10_000).quantize(Decimal(1), ROUND_HALF_UP)
        fee = int(part) + self.fixed
        return fee if self.most is None else min(fee, self.most)


CARD: dict[str, Tariff] = {
    "usd": Tariff(290, 30),
    "eur": Tariff(150, 25),
    "gbp": Tariff(150, 20),
    "pln": Tariff(150, 100),
    "cad": Tariff(290, 30),
    "aud": Tariff(170, 30),
    "chf": Tariff(290, 30),
    "jpy": Tariff(360),
}
OTHER_CARDS = Tariff(290, 30)
ABROAD = 150
"""Basis points on top for cards of another country than the currency's home."""
HOME = {"usd": "US", "gbp": "GB", "pln": "PL", "cad": "CA", "aud": "AU", "chf": "CH", "jpy": "JP"}
DEBIT: dict[str, Tariff] = {
    "sepa_debit": Tariff(0, 35),
    "us_bank_account": Tariff(80, 0, 500),
    "bacs_debit": Tariff(100, 20, 400),
}
DISPUTE = {"usd": 1500, "eur": 2000, "gbp": 2000, "pln": 9000}
"""Minor units a dispute costs, whoever wins: docs.stripe.com/disputes/how-disputes-work."""
DISPUTE_ELSEWHERE = 1500


def payment_fee(kind: str, amount: int, currency: str, country: str | None) -> int:
    """Work out the fee of a payment by a type of method, issued in a country."""
    if kind in DEBIT:
        return DEBIT[kind].fee(amount)
    tariff = CARD.get(currency, OTHER_CARDS)
    if country is None or HOME.get(currency, country) == country:
        return tariff.fee(amount)
    return Tariff(tariff.share + ABROAD, tariff.fixed).fee(amount)


def dispute_fee(currency: str) -> int:
    """Work out what a dispute costs."""
    return DISPUTE.get(currency, DISPUTE_ELSEWHERE)
