"""Disputes: https://docs.stripe.com/disputes/how-disputes-work."""

from sandbox.stripe.billing.calendar import DAY
from sandbox.stripe.billing.fees import dispute_fee
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Aftermath
from sandbox.stripe.core.due import task
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments import ledger
from sandbox.stripe.payments.instruments import card_behind
from sandbox.stripe.payments.ledger import Movement
from sandbox.stripe.shapes.dispute import dispute, early_fraud_warning

KIND = "dispute"
TO_ANSWER = 9 * DAY
"""Seconds to respond ("usually 7 to 21 days", docs.stripe.com/disputes/responding)."""
ANSWERABLE = frozenset({"needs_response", "warning_needs_response"})
_OVER = frozenset({"won", "lost", "warning_closed", "prevented"})


@task("charge.aftermath")
def follow(account: Account, charge_id: str) -> None:
    """Do what the test card is there for."""
    charge = account.get("charge", charge_id)
    card = card_behind(account, charge["payment_method"])
    match card.aftermath if card else None:
        case Aftermath.WARNING:
            warn(account, charge)
        case Aftermath.INQUIRY:
            open_dispute(account, charge, "fraudulent", inquiry=True)
        case Aftermath.TWICE:
            open_dispute(account, charge, "fraudulent", share=2)
            open_dispute(account, charge, "fraudulent", share=2)
        case Aftermath.NOT_RECEIVED:
            open_dispute(account, charge, "product_not_received")
        case Aftermath.FRAUDULENT:
            open_dispute(account, charge, "fraudulent")
        case None:
            open_dispute(account, charge, "debit_not_authorized")


def open_dispute(
    account: Account, charge: Object, reason: str, *, inquiry: bool = False, share: int = 1
) -> Object:
    """The payer asks for the money back; ``share`` of several equal parts. An inquiry takes
    nothing yet."""
    now = account.now()
    made = dispute(
        {
            "id": account.new_id("dp"),
            "created": now,
            "is_charge_refundable": inquiry,
            "reason": reason,
            "status": "warning_needs_response" if inquiry else "needs_response",
        },
        charge,
        due_by=(now + TO_ANSWER) // DAY * DAY + DAY - 1,
    )
    made["amount"] //= share
    account.store.put(made)
    if not inquiry:
        _withdraw(account, made)
    account.announce("charge.dispute.created", made)
    account.change(charge, {"disputed": True}, "charge.updated")
    if not inquiry:
        account.announce("charge.dispute.funds_withdrawn", made)
    account.at(made["evidence_details"]["due_by"], "dispute.due", made["id"])
    return made


def warn(account: Account, charge: Object) -> Object:
    """The network reports what the cardholder calls fraud; no money moves."""
    given = {"id": account.new_id("issfr"), "created": account.now()}
    made = early_fraud_warning(given, charge)
    return account.add(made, "radar.early_fraud_warning.created")


def answer(account: Account, found: Object, changes: Object, *, submit: bool) -> Object:
    """Keep the evidence and hand it in, unless it is only staged."""
    if found["status"] not in ANSWERABLE:
        message = f"This dispute is already {found['status']} and cannot be updated."
        raise invalid_request(message)
    details = dict(found["evidence_details"])
    details["has_evidence"] = any(
        value for name, value in changes["evidence"].items() if name != "enhanced_evidence"
    )
    if submit and details["has_evidence"]:
        details.update(submission_count=1, submission_method="manual")
        warned = found["status"].startswith("warning")
        changes["status"] = "warning_under_review" if warned else "under_review"
    account.change(found, {**changes, "evidence_details": details}, "charge.dispute.updated")
    _decide(account, found)
    return found


def win(account: Account, found: Object) -> None:
    """The money and the fee come back."""
    if found["status"].startswith("warning"):
        _close(account, found, "warning_closed")
        return
    back = Movement(
        "adjustment",
        found["amount"],
        found["currency"],
        found["id"],
        fee=-dispute_fee(found["currency"]),
        description="Chargeback reversal",
        category="dispute_reversal",
    )
    booked = ledger.book(account, back)
    account.store.change(
        found, {"balance_transactions": [*found["balance_transactions"], dict(booked)]}
    )
    _close(account, found, "won")
    account.announce("charge.dispute.funds_reinstated", found)


def lose(account: Account, found: Object) -> None:
    """The payer keeps the money; an inquiry is just closed."""
    warned = found["status"].startswith("warning")
    _close(account, found, "warning_closed" if warned else "lost")


def escalate(account: Account, found: Object) -> None:
    """An inquiry becomes a chargeback after all, and the money goes."""
    _withdraw(account, found)
    card = dict(found["payment_method_details"]["card"], case_type="chargeback")
    changes = {
        "evidence_details": {**found["evidence_details"], "submission_count": 0},
        "is_charge_refundable": False,
        "payment_method_details": {"card": card, "type": "card"},
        "status": "needs_response",
    }
    account.change(found, changes, "charge.dispute.updated", "charge.dispute.funds_withdrawn")


@task("dispute.due")
def fall_due(account: Account, dispute_id: str) -> None:
    """Nobody answered in time."""
    found = account.find(KIND, dispute_id)
    if found is None or found["status"] not in ANSWERABLE:
        return
    late = {**found["evidence_details"], "past_due": True}
    account.store.change(found, {"evidence_details": late})
    lose(account, found)


def _decide(account: Account, found: Object) -> None:
    """Test evidence decides at once (docs.stripe.com/testing#evidence); any other text is left
    under review, for the control API to decide."""
    if not found["status"].endswith("under_review"):
        return
    match found["evidence"]["uncategorized_text"]:
        case "winning_evidence":
            win(account, found)
        case "losing_evidence":
            lose(account, found)
        case "escalate_inquiry_evidence" if found["status"].startswith("warning"):
            escalate(account, found)


def _withdraw(account: Account, found: Object) -> None:
    taken = Movement(
        "adjustment",
        -found["amount"],
        found["currency"],
        found["id"],
        fee=dispute_fee(found["currency"]),
        description=f"Chargeback withdrawal for {found['charge']}",
        category="dispute",
    )
    booked = ledger.book(account, taken, at_once=True)
    account.store.change(
        found, {"balance_transactions": [*found["balance_transactions"], dict(booked)]}
    )


def _close(account: Account, found: Object, status: str) -> None:
    account.change(found, {"status": status}, "charge.dispute.closed")


def is_over(found: Object) -> bool:
    """Tell whether nothing can be done any more."""
    return found["status"] in _OVER
