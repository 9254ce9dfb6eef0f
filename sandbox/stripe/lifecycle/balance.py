"""A customer's balance, and a line in its book for every change.

https://docs.stripe.com/billing/customer/balance: negative is credit that the next invoice uses,
positive is owed with the next invoice.
"""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object

KIND = "customer_balance_transaction"


def move(account: Account, customer: Object, amount: int, kind: str, **links: object) -> Object:
    """Change the balance, write it down and tell of it."""
    written = record(account, customer, amount, kind, **links)
    account.change(customer, {"balance": written["ending_balance"]}, "customer.updated")
    return written


def record(account: Account, customer: Object, amount: int, kind: str, **links: object) -> Object:
    """Write down a change that the caller makes; ``kind`` is Stripe's ``type`` of transaction."""
    return account.add(
        {
            "id": account.new_id("cbtxn"),
            "object": KIND,
            "amount": amount,
            "checkout_session": None,
            "created": account.now(),
            "credit_note": None,
            "currency": customer.get("currency") or "usd",
            "customer": customer["id"],
            "customer_account": None,
            "description": None,
            "ending_balance": customer.get("balance", 0) + amount,
            "invoice": None,
            "livemode": account.livemode,
            "metadata": {},
            "type": kind,
            **links,
        }
    )


def open_book(account: Account, customer: Object) -> None:
    """Write down the balance a customer begins with."""
    if opening := customer["balance"]:
        record(account, customer, opening, "initial", ending_balance=opening)


def adjusted(account: Account, customer: Object, wanted: int | None) -> None:
    """Write down that somebody is about to set the balance."""
    if wanted is not None and wanted != customer["balance"]:
        record(account, customer, wanted - customer["balance"], "adjustment")


def record_invoice(account: Account, customer: Object, invoice: Object) -> None:
    """Write down what finalising an invoice did to the balance."""
    amount = invoice["ending_balance"] - invoice["starting_balance"]
    if not amount:
        return
    kind = "applied_to_invoice" if _uses_credit(invoice) else "invoice_too_small"
    links = {"invoice": invoice["id"], "currency": invoice["currency"]}
    record(account, customer, amount, kind, **links)


def give_back(account: Account, invoice: Object) -> None:
    """A voided invoice undoes what it did to the balance (docs: unapplied_from_invoice)."""
    amount = invoice["starting_balance"] - (invoice["ending_balance"] or 0)
    customer = account.find("customer", invoice["customer"])
    if invoice["ending_balance"] is None or not amount or customer is None:
        return
    links = {"invoice": invoice["id"], "currency": invoice["currency"]}
    move(account, customer, amount, "unapplied_from_invoice", **links)


def _uses_credit(invoice: Object) -> bool:
    """A negative invoice that becomes credit counts as applied, too [inferred]."""
    return bool(invoice["starting_balance"] < 0 or invoice["total"] < 0)
