"""Charges: one for every time a bank was asked. https://docs.stripe.com/api/charges/object.

A demand is what is to be paid: a PaymentIntent, or the request of a charge made directly.
"""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.bank_table import BankAccount
from sandbox.stripe.core.cards import Declined
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments import ledger, mandates
from sandbox.stripe.payments.instruments import instrument
from sandbox.stripe.shapes.charge import charge

_FROM_DEMAND = (
    "amount", "currency", "customer", "description", "metadata", "receipt_email", "shipping",
    "statement_descriptor", "statement_descriptor_suffix", "transfer_group",
)  # fmt: skip


def take(account: Account, demand: Object, method: Object) -> Object:
    """Charge and capture."""
    known = _known(account, demand, method)
    known.update(captured=True, amount_captured=known["amount"], paid=True, status="succeeded")
    taken = _charge(account, {**known, "outcome": _good(account, method)}, method)
    account.store.put(taken)
    book(account, taken, taken["amount"])
    account.announce("charge.succeeded", taken)
    plan_aftermath(account, taken)
    return taken


def hold(account: Account, demand: Object, method: Object) -> Object:
    """Authorise only; the money is captured later or never."""
    known = _known(account, demand, method)
    known.update(paid=True, status="succeeded", outcome=_good(account, method))
    return account.add(_charge(account, known, method), "charge.succeeded")


def wait(account: Account, demand: Object, method: Object) -> Object:
    """Send a debit on its way."""
    known = _known(account, demand, method)
    known.update(captured=True, amount_captured=known["amount"], status="pending")
    known["outcome"] = _good(account, method)
    return account.add(_charge(account, known, method), "charge.pending")


def settle(account: Account, waiting: Object) -> Object:
    """The bank paid a debit after all."""
    book(account, waiting, waiting["amount"])
    account.change(waiting, {"paid": True, "status": "succeeded"}, "charge.succeeded")
    plan_aftermath(account, waiting)
    return waiting


def bounce(account: Account, waiting: Object, answer: Declined) -> Object:
    """The bank did not pay a debit."""
    failed = {**_failure(answer), "amount_captured": 0, "captured": False}
    return account.change(waiting, failed, "charge.failed")


def refuse(account: Account, demand: Object, method: Object, answer: Declined) -> Object:
    """Write down that the bank said no."""
    known = {**_known(account, demand, method), **_failure(answer)}
    if answer.blocked:
        known["outcome"]["risk_level"] = "highest"
    return account.add(_charge(account, known, method), "charge.failed")


def capture(account: Account, held: Object, amount: int) -> Object:
    """Take what was authorised, or a part of it; the rest is released [inferred: and does not
    count as refunded]."""
    booked = ledger.book_charge(account, held, amount)
    taken = {"amount_captured": amount, "balance_transaction": booked["id"], "captured": True}
    account.change(held, taken, "charge.captured")
    plan_aftermath(account, held)
    return held


def book(account: Account, paid: Object, amount: int) -> None:
    """Put the money on the balance; the charge names the transaction from then on."""
    booked = ledger.book_charge(account, paid, amount)
    account.store.change(paid, {"balance_transaction": booked["id"]})


def plan_aftermath(account: Account, paid: Object) -> None:
    """What some test cards bring on follows the answer to the request."""
    found = instrument(account, paid["payment_method"])
    follows = found.disputed if isinstance(found, BankAccount) else found.aftermath is not None
    if follows:
        account.at(account.now(), "charge.aftermath", paid["id"])


def _charge(account: Account, known: Object, method: Object) -> Object:
    mandate = mandates.of(account, method["id"])
    return charge(known, method, mandate["id"] if mandate else None)


def _known(account: Account, demand: Object, method: Object) -> Object:
    given = {name: demand[name] for name in _FROM_DEMAND if name in demand}
    intent = demand["id"] if demand.get("object") == "payment_intent" else None
    return {
        "id": account.new_id("py" if method["type"] != "card" else "ch"),
        **given,
        "metadata": dict(demand.get("metadata") or {}),
        "created": account.now(),
        "livemode": account.livemode,
        "payment_intent": intent,
    }


def _failure(answer: Declined) -> Object:
    network = None if answer.blocked else "declined_by_network"
    kind = "blocked" if answer.blocked else "issuer_declined"
    return {
        "failure_code": answer.code,
        "failure_message": answer.message,
        "outcome": {
            **_outcome(kind, "not_sent_to_network" if answer.blocked else network, answer.message),
            "advice_code": answer.advice_code,
            "network_advice_code": answer.network_advice_code,
            "network_decline_code": answer.network_decline_code,
            "reason": answer.decline_code or answer.code,
        },
        "paid": False,
        "status": "failed",
    }


def _good(account: Account, method: Object) -> Object:
    found = instrument(account, method["id"])
    risk = "normal" if isinstance(found, BankAccount) else found.risk
    return {
        **_outcome("authorized", "approved_by_network", "Payment complete."),
        "risk_level": risk,
    }


def _outcome(kind: str, network: str | None, message: str) -> Object:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network,
        "reason": None,
        "risk_level": "normal",
        "seller_message": message,
        "type": kind,
    }
