"""The account's balance: https://docs.stripe.com/reports/balance-transaction-types.

Every movement keeps the currency of its charge [inferred for accounts that do not settle in it].
"""

from collections import Counter
from dataclasses import dataclass

from sandbox.stripe.billing.calendar import DAY
from sandbox.stripe.billing.fees import payment_fee
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import task
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments.instruments import card_behind
from sandbox.stripe.shapes.balance import balance, balance_transaction

KIND = "balance_transaction"
UNTIL_AVAILABLE = 2 * DAY
"""Seconds a card payment stays pending (docs.stripe.com/payouts, T+2 of a US account; a sandbox
does not skip weekends)."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that comes (positive) or goes (negative), in minor units."""

    type: str
    amount: int
    currency: str
    source: str
    fee: int = 0
    description: str | None = None
    category: str | None = None
    """``reporting_category``, where it is not the type."""


def book(account: Account, movement: Movement, *, at_once: bool = False) -> Object:
    """Write a movement down; it becomes available some days later."""
    now = account.now()
    given = {
        "id": account.new_id("txn"),
        "amount": movement.amount,
        "available_on": now if at_once else now + UNTIL_AVAILABLE,
        "created": now,
        "currency": movement.currency,
        "description": movement.description,
        "reporting_category": movement.category or movement.type,
        "source": movement.source,
        "status": "available" if at_once else "pending",
        "type": movement.type,
    }
    booked = account.add(balance_transaction(given, movement.fee))
    if not at_once:
        account.at(booked["available_on"], "balance.available", booked["id"])
    return booked


def book_charge(account: Account, charge: Object, amount: int) -> Object:
    """Write down a captured charge, less Stripe's fee; debits pay out when they have succeeded."""
    method = charge["payment_method"]
    card = card_behind(account, method)
    kind = charge["payment_method_details"]["type"]
    country = card.country if card else None
    movement = Movement(
        type="charge" if card else "payment",
        category="charge",
        amount=amount,
        currency=charge["currency"],
        source=charge["id"],
        fee=payment_fee(kind, amount, charge["currency"], country),
        description=charge["description"],
    )
    return book(account, movement, at_once=card is None or card.at_once)


def total(account: Account) -> Object:
    """Add everything up."""
    sums: dict[str, Counter[str]] = {"available": Counter(), "pending": Counter()}
    for booked in account.all(KIND):
        sums[booked["status"]][booked["currency"]] += booked["net"]
    for currency in [*sums["available"], *sums["pending"]] or ["usd"]:
        for each in sums.values():
            each.setdefault(currency, 0)
    return balance(sums["available"], sums["pending"], livemode=account.livemode)


@task("balance.available")
def become_available(account: Account, transaction_id: str) -> None:
    """The days are over; only the balance tells (``balance.available`` comes with payouts)."""
    booked = account.find(KIND, transaction_id)
    if booked is not None and booked["status"] == "pending":
        account.change(booked, {"status": "available"})
