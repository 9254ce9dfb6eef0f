"""Invoices that will not be paid: https://docs.stripe.com/invoicing/overview, invoice statuses."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.lifecycle import balance
from sandbox.stripe.lifecycle.attempts import cancel_intent
from sandbox.stripe.lifecycle.terms import Object

_CLOSED: Object = {"auto_advance": False, "next_payment_attempt": None}


def void(account: Account, invoice: Object) -> None:
    """Treat the invoice as if it had never been; its number stays used."""
    stamped = {**invoice["status_transitions"], "voided_at": account.now()}
    changes = {**_CLOSED, "status": "void", "status_transitions": stamped}
    account.change(invoice, changes, "invoice.updated", "invoice.voided")
    cancel_intent(account, invoice, "void_invoice")
    balance.give_back(account, invoice)


def uncollectible(account: Account, invoice: Object, reason: str) -> None:
    """Keep the debt on the books without expecting it; it can still be paid or voided."""
    stamped = {**invoice["status_transitions"], "marked_uncollectible_at": account.now()}
    changes = {
        **_CLOSED,
        "status": "uncollectible",
        "status_details": {"uncollectible": {"reason": reason}},
        "status_transitions": stamped,
    }
    account.change(invoice, changes, "invoice.updated", "invoice.marked_uncollectible")
