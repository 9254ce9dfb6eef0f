"""Refunds: https://docs.stripe.com/refunds. The fee of the charge is not given back."""

from collections.abc import Iterable

from sandbox.stripe.billing.calendar import DAY
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Refunding
from sandbox.stripe.core.due import task
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments import ledger
from sandbox.stripe.payments.instruments import card_behind
from sandbox.stripe.payments.ledger import Movement
from sandbox.stripe.shapes.refund import refund

KIND = "refund"
LATER = DAY
"""Seconds until a refund that goes its own way gets there ("some time later")."""
DEBITS_LATER = 3 * DAY
"""Seconds a refund to a bank account is pending [inferred: "5 business days" in live mode]."""


def check(charge: Object, amount: int, disputes: Iterable[Object]) -> None:
    """Insist that there is that much to give back."""
    if any(not each["is_charge_refundable"] for each in disputes):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise invalid_request(message, code="charge_disputed")
    if charge["refunded"]:
        message = f"Charge {charge['id']} has already been refunded."
        raise invalid_request(message, code="charge_already_refunded")
    if charge["status"] != "succeeded" or not charge["captured"]:
        message = f"Charge {charge['id']} has not succeeded and cannot be refunded."
        raise invalid_request(message, param="charge")
    left = charge["amount_captured"] - charge["amount_refunded"]
    if amount < 1:
        raise invalid_request("Invalid positive integer", param="amount")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise invalid_request(message, param="amount")


def give_back(account: Account, charge: Object, amount: int, given: Object) -> Object:
    """Refund; how fast depends on the card [inferred: the refund is told before its charge]."""
    way = _way(account, charge)
    made = refund(
        {
            "id": account.new_id("re"),
            "amount": amount,
            "created": account.now(),
            "status": "pending" if way is Refunding.PENDING else "succeeded",
            **given,
        },
        charge,
    )
    account.store.put(made)
    if way is Refunding.PENDING:
        made["pending_reason"] = "processing"
    booked = _move(account, made, -amount, "refund")
    account.store.change(made, {"balance_transaction": booked["id"]})
    account.announce("refund.created", made)
    account.change(charge, _counted(charge, amount), "charge.refunded")
    _calm(account, charge)
    if way is not Refunding.PROMPT:
        wait = LATER if card_behind(account, charge["payment_method"]) else DEBITS_LATER
        account.at(account.now() + wait, "refund.arrive", made["id"])
    return made


@task("refund.arrive")
def arrive(account: Account, refund_id: str) -> None:
    """The bank says what became of a refund that was on its way."""
    found = account.find(KIND, refund_id)
    if found is None:
        return
    charge = account.get("charge", found["charge"])
    if _way(account, charge) is Refunding.FAILS_LATER:
        fail(account, found, charge)
    elif found["status"] == "pending":
        found.pop("pending_reason", None)
        account.change(found, {"status": "succeeded"}, "refund.updated", "charge.refund.updated")


def fail(account: Account, found: Object, charge: Object) -> None:
    """The card could not be credited: the money is back (docs.stripe.com/refunds)."""
    booked = _move(account, found, found["amount"], "refund_failure")
    changes = {
        "failure_balance_transaction": booked["id"],
        "failure_reason": "expired_or_canceled_card",
        "status": "failed",
    }
    account.change(charge, _counted(charge, -found["amount"]), "charge.updated")
    account.change(found, changes, "refund.failed", "refund.updated", "charge.refund.updated")


def _counted(charge: Object, amount: int) -> Object:
    refunded = charge["amount_refunded"] + amount
    return {"amount_refunded": refunded, "refunded": refunded == charge["amount_captured"]}


def _calm(account: Account, charge: Object) -> None:
    """A warned-of charge that is given back in full needs nothing more."""
    for warning in account.where("radar.early_fraud_warning", "charge", charge["id"]):
        if charge["refunded"]:
            told = "radar.early_fraud_warning.updated"
            account.change(warning, {"actionable": False}, told)


def _move(account: Account, found: Object, amount: int, kind: str) -> Object:
    movement = Movement(
        kind, amount, found["currency"], found["id"], description="REFUND FOR CHARGE", category=kind
    )
    return ledger.book(account, movement)


def _way(account: Account, charge: Object) -> Refunding:
    card = card_behind(account, charge["payment_method"])
    return card.refunding if card else Refunding.PENDING
