"""One attempt to take an invoice's amount from one payment method, as the bank answers it."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Approved, Declined, Outcome, RequiresAction
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.resources.payment_methods import outcome
from sandbox.stripe.shapes.payment import charge


def link(account: Account, invoice: Object) -> Object:
    """Find the payment that finalising an invoice with an amount made."""
    return next(account.where("invoice_payment", "invoice", invoice["id"]))


def intent_of(account: Account, invoice: Object) -> Object:
    """Find the PaymentIntent of a finalised invoice with an amount."""
    return account.get("payment_intent", link(account, invoice)["payment"]["payment_intent"])


def attempt(
    account: Account, invoice: Object, method_id: str, *, off_session: bool = True
) -> Outcome:
    """Ask the bank and write down its answer on PaymentIntent and charge."""
    answer = outcome(account, method_id, off_session=off_session)
    intent = intent_of(account, invoice)
    method = account.get("payment_method", method_id, param="payment_method")
    match answer:
        case Approved():
            _succeed(account, intent, method)
            _link_paid(account, invoice)
        case Declined():
            _decline(account, intent, method, answer)
        case RequiresAction():
            _wait_for_customer(account, intent, method)
    return answer


def cancel_intent(account: Account, invoice: Object, reason: str) -> None:
    """Close the PaymentIntent of an invoice that will not be paid through it."""
    for payment in account.where("invoice_payment", "invoice", invoice["id"]):
        intent = account.get("payment_intent", payment["payment"]["payment_intent"])
        if intent["status"] in {"succeeded", "canceled"}:
            continue
        closed = {
            "status": "canceled",
            "canceled_at": account.now(),
            "cancellation_reason": reason,
            "next_action": None,
        }
        account.change(intent, closed, "payment_intent.canceled")
        transitions = {**payment["status_transitions"], "canceled_at": account.now()}
        account.change(payment, {"status": "canceled", "status_transitions": transitions})


def _succeed(account: Account, intent: Object, method: Object) -> None:
    taken = _charge(
        account,
        intent,
        method,
        {
            "amount_captured": intent["amount"],
            "captured": True,
            "outcome": _outcome("authorized", "approved_by_network", "Payment complete."),
            "paid": True,
            "status": "succeeded",
        },
    )
    account.add(taken, "charge.succeeded")
    changes = {
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "latest_charge": taken["id"],
        "next_action": None,
        "payment_method": method["id"],
        "status": "succeeded",
    }
    account.change(intent, changes, "payment_intent.succeeded")


def _link_paid(account: Account, invoice: Object) -> None:
    payment = link(account, invoice)
    changes = {
        "amount_paid": payment["amount_requested"],
        "status": "paid",
        "status_transitions": {**payment["status_transitions"], "paid_at": account.now()},
    }
    account.change(payment, changes, "invoice_payment.paid")


def _decline(account: Account, intent: Object, method: Object, answer: Declined) -> None:
    refused = _charge(
        account,
        intent,
        method,
        {
            "failure_code": answer.code,
            "failure_message": answer.message,
            "outcome": {
                **_outcome("issuer_declined", "declined_by_network", answer.message),
                "advice_code": answer.advice_code,
                "reason": answer.decline_code or answer.code,
            },
            "status": "failed",
        },
    )
    account.add(refused, "charge.failed")
    error = {**problem(answer), "charge": refused["id"], "payment_method": dict(method)}
    changes = {
        "last_payment_error": error,
        "latest_charge": refused["id"],
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    account.change(intent, changes, "payment_intent.payment_failed")


def _wait_for_customer(account: Account, intent: Object, method: Object) -> None:
    page = f"https://hooks.stripe.com/3d_secure_2/{account.id}/{intent['id']}"
    changes = {
        "next_action": {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": None, "url": page},
        },
        "payment_method": method["id"],
        "status": "requires_action",
    }
    account.change(intent, changes, "payment_intent.requires_action")


def problem(answer: Declined) -> Object:
    """Say in an error's fields what the bank said: https://docs.stripe.com/error-codes."""
    said = {
        "advice_code": answer.advice_code,
        "code": answer.code,
        "decline_code": answer.decline_code,
        "message": answer.message,
        "type": "card_error",
    }
    return {name: value for name, value in said.items() if value is not None}


def _charge(account: Account, intent: Object, method: Object, given: Object) -> Object:
    known = {
        "id": account.new_id("ch"),
        "amount": intent["amount"],
        "created": account.now(),
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "livemode": account.livemode,
        "payment_intent": intent["id"],
    }
    return charge({**known, **given}, method)


def _outcome(kind: str, network: str, message: str) -> Object:
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
