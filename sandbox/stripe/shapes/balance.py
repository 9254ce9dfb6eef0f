"""Balance and balance transactions: docs.stripe.com/api/balance_transactions/object."""

from typing import Any

type Object = dict[str, Any]


def balance_transaction(given: Object, fee: int) -> Object:
    """Complete a movement of the balance; a fee is Stripe's own."""
    details = {
        "amount": fee,
        "application": None,
        "currency": given["currency"],
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
    return {
        "id": given["id"],
        "object": "balance_transaction",
        "balance_type": "payments",
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [details] if fee else [],
        "net": given["amount"] - fee,
        "status": "pending",
        **given,
    }


def balance(available: dict[str, int], pending: dict[str, int], *, livemode: bool) -> Object:
    """Show the sums by currency."""
    return {
        "object": "balance",
        "available": _sums(available),
        "connect_reserved": [],
        "instant_available": [],
        "issuing": {"available": []},
        "livemode": livemode,
        "pending": _sums(pending),
        "refund_and_dispute_prefunding": {"available": [], "pending": []},
    }


def _sums(amounts: dict[str, int]) -> list[Object]:
    return [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in sorted(amounts.items())
    ]
