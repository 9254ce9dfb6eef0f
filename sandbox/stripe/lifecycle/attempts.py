"""One attempt to take an invoice's amount from one payment method, as the bank answers it."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Approved, Outcome
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.payments import intents
from sandbox.stripe.payments.intents import Presence


def link(account: Account, invoice: Object) -> Object:
    """Find the payment that finalising an invoice with an amount made."""
    return next(account.where("invoice_payment", "invoice", invoice["id"]))


def intent_of(account: Account, invoice: Object) -> Object:
    """Find the PaymentIntent of a finalised invoice with an amount."""
    return account.get("payment_intent", link(account, invoice)["payment"]["payment_intent"])


def attempt(account: Account, invoice: Object, method_id: str, presence: Presence) -> Outcome:
    """Ask the bank and write down its answer on PaymentIntent and charge."""
    answer = intents.confirm(account, intent_of(account, invoice), method_id, presence)
    if isinstance(answer, Approved):
        link_paid(account, invoice)
    return answer


def cancel_intent(account: Account, invoice: Object, reason: str) -> None:
    """Close the PaymentIntent of an invoice that will not be paid through it."""
    for payment in account.where("invoice_payment", "invoice", invoice["id"]):
        intent = account.get("payment_intent", payment["payment"]["payment_intent"])
        if intent["status"] in intents.OVER:
            continue
        intents.cancel(account, intent, reason)
        transitions = {**payment["status_transitions"], "canceled_at": account.now()}
        account.change(payment, {"status": "canceled", "status_transitions": transitions})


def link_paid(account: Account, invoice: Object) -> None:
    """Note on the invoice's payment that its money has come."""
    payment = link(account, invoice)
    changes = {
        "amount_paid": payment["amount_requested"],
        "status": "paid",
        "status_transitions": {**payment["status_transitions"], "paid_at": account.now()},
    }
    account.change(payment, changes, "invoice_payment.paid")
