"""docs.stripe.com/reports/balance-transaction-types and stripe.com/pricing"""

import pytest

from sandbox.stripe.billing.fees import dispute_fee, payment_fee
from tests.unit.sandbox.stripe.billing.shop import RefusedError
from tests.unit.sandbox.stripe.payments.till import Till


def test_a_charge_is_pending_for_two_days_less_its_fee(till: Till) -> None:
    charge = till.charge(till.pays())
    [booked] = till.get("/v1/balance_transactions", source=charge["id"])["data"]

    assert booked["id"] == charge["balance_transaction"]
    assert (booked["amount"], booked["fee"], booked["net"]) == (1000, 59, 941)
    assert (booked["type"], booked["status"]) == ("charge", "pending")
    assert (till.available(), till.pending()) == ({"usd": 0}, 941)

    till.days_pass(2)

    assert (till.available(), till.pending()) == ({"usd": 941}, 0)


def test_one_card_pays_into_the_available_balance_at_once(till: Till) -> None:
    till.pays("bypassPending")

    assert till.available() == {"usd": 941}


@pytest.mark.parametrize(
    ("kind", "amount", "currency", "country", "fee"),
    [
        ("card", 1000, "usd", "US", 59),
        ("card", 1000, "usd", "PL", 74),
        ("card", 1000, "eur", "DE", 40),
        ("card", 10_000, "pln", "PL", 250),
        ("card", 999, "sek", "SE", 59),
        ("sepa_debit", 100_000, "eur", "DE", 35),
        ("us_bank_account", 100_000, "usd", "US", 500),
        ("us_bank_account", 1000, "usd", "US", 8),
        ("bacs_debit", 1000, "gbp", "GB", 30),
    ],
)
def test_fees_follow_the_price_list(
    kind: str, amount: int, currency: str, country: str, fee: int
) -> None:
    assert payment_fee(kind, amount, currency, country) == fee


def test_every_dispute_costs_something() -> None:
    assert (dispute_fee("usd"), dispute_fee("eur"), dispute_fee("sek")) == (1500, 2000, 1500)


def test_payouts_are_refused_loudly(till: Till) -> None:
    with pytest.raises(RefusedError, match=r"not implemented here: .*payouts"):
        till.post("/v1/payouts", amount=5, currency="usd")
