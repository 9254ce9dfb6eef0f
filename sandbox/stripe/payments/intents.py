"""The life of a PaymentIntent: https://docs.stripe.com/payments/paymentintents/lifecycle."""

from dataclasses import dataclass

from sandbox.stripe.billing.calendar import DAY
from sandbox.stripe.core import hosted
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.bank_table import BankAccount
from sandbox.stripe.core.cards import Approved, Declined, Outcome, Processing, RequiresAction
from sandbox.stripe.core.declines import declined
from sandbox.stripe.core.due import task
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments import charging, mandates
from sandbox.stripe.payments.instruments import ask, card_behind, instrument
from sandbox.stripe.payments.methods import method_object, save_for

KIND = "payment_intent"
OVER = frozenset({"succeeded", "canceled"})
HELD = 7 * DAY
"""Seconds an authorisation stands (docs.stripe.com/payments/place-a-hold-on-a-payment-method)."""
BANK_WORDS = "The customer's bank account could not be debited."


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is there when the bank is asked."""

    off_session: bool = True
    authenticated: bool = False
    """The cardholder has just passed 3D Secure."""
    return_url: str | None = None
    fails_on_action: bool = False
    """Whether having to authenticate counts as a refusal."""


def confirm(account: Account, intent: Object, method_id: str, presence: Presence) -> Outcome:
    """Ask the bank and write its answer down on the intent and its charge."""
    method = method_object(account, method_id)
    answer = ask(
        account,
        method_id,
        off_session=presence.off_session,
        authenticated=presence.authenticated,
    )
    if isinstance(answer, Approved) and _must_authenticate(account, intent, method_id, presence):
        answer = RequiresAction()
    if presence.fails_on_action and isinstance(answer, RequiresAction):
        answer = declined("authentication_required")
    match answer:
        case Approved():
            _approve(account, intent, method)
        case Processing():
            _send(account, intent, method)
        case Declined():
            refuse(account, intent, method, answer)
        case RequiresAction():
            _wait_for_customer(account, intent, method, presence.return_url)
    return answer


def _must_authenticate(
    account: Account, intent: Object, method_id: str, presence: Presence
) -> bool:
    """Tell whether the shop itself asks for 3D Secure, of a card that can do it."""
    asked = (intent["payment_method_options"].get("card") or {}).get("request_three_d_secure")
    card = card_behind(account, method_id)
    if asked not in ("any", "challenge") or card is None or not card.supports_3ds:
        return False
    return not (presence.off_session or presence.authenticated)


def refuse(account: Account, intent: Object, method: Object, answer: Declined) -> None:
    """The bank said no: another method is needed."""
    refused = charging.refuse(account, intent, method, answer)
    _fail(account, intent, method, refused, answer)


def fail_challenge(account: Account, intent: Object) -> None:
    """The cardholder failed 3D Secure; no charge was tried."""
    method = method_object(account, intent["payment_method"])
    error = {
        "code": "payment_intent_authentication_failure",
        "message": (
            "The provided PaymentMethod has failed authentication. You can provide "
            "payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent "
            "again."
        ),
        "payment_method": dict(method),
        "type": "invalid_request_error",
    }
    changes = {**_OPEN, "last_payment_error": error, "payment_method": None}
    account.change(intent, changes, "payment_intent.payment_failed")


def capture(account: Account, intent: Object, amount: int) -> None:
    """Take what was held."""
    charging.capture(account, account.get("charge", intent["latest_charge"]), amount)
    changes = {"amount_capturable": 0, "amount_received": amount, "status": "succeeded"}
    account.change(intent, changes, "payment_intent.succeeded")


def cancel(account: Account, intent: Object, reason: str | None) -> None:
    """Give it up; what was held is released [inferred: told as refunded, without a refund]."""
    if intent["status"] == "requires_capture":
        held = account.get("charge", intent["latest_charge"])
        released = {"amount_refunded": held["amount"], "refunded": True}
        account.change(held, released, "charge.refunded")
    closed = {
        "amount_capturable": 0,
        "canceled_at": account.now(),
        "cancellation_reason": reason,
        "next_action": None,
        "status": "canceled",
    }
    account.change(intent, closed, "payment_intent.canceled")


def settle(account: Account, intent: Object) -> Outcome:
    """Tell how a debit ended."""
    waiting = account.get("charge", intent["latest_charge"])
    method = method_object(account, waiting["payment_method"])
    found = instrument(account, method["id"])
    if not isinstance(found, BankAccount) or found.failure is None:
        charging.settle(account, waiting)
        _succeed(account, intent, waiting)
        return Approved()
    answer = Declined(found.failure, None, None, BANK_WORDS)
    charging.bounce(account, waiting, answer)
    if found.ends_mandate:
        mandates.end(account, method["id"])
    _fail(account, intent, method, waiting, answer)
    return answer


@task("payment_intent.expire")
def let_go(account: Account, intent_id: str) -> None:
    """An authorisation that nobody captured ends by itself."""
    intent = account.find(KIND, intent_id)
    if intent is None or intent["status"] != "requires_capture":
        return
    account.change(account.get("charge", intent["latest_charge"]), {}, "charge.expired")
    cancel(account, intent, "automatic")


_OPEN = {"next_action": None, "status": "requires_payment_method"}


def _approve(account: Account, intent: Object, method: Object) -> None:
    if intent["capture_method"] != "manual":
        _succeed(account, intent, charging.take(account, intent, method))
    else:
        held = charging.hold(account, intent, method)
        changes = {
            **_tried(held),
            "amount_capturable": intent["amount"],
            "status": "requires_capture",
        }
        account.change(intent, changes, "payment_intent.amount_capturable_updated")
        account.at(account.now() + HELD, "payment_intent.expire", intent["id"])
        save_for(account, intent, method)


def _succeed(account: Account, intent: Object, taken: Object) -> None:
    changes = {**_tried(taken), "amount_received": taken["amount"], "status": "succeeded"}
    account.change(intent, changes, "payment_intent.succeeded")
    save_for(account, intent, method_object(account, taken["payment_method"]))


def _tried(taken: Object) -> Object:
    return {
        "last_payment_error": None,
        "latest_charge": taken["id"],
        "next_action": None,
        "payment_method": taken["payment_method"],
        "processing": None,
    }


def _send(account: Account, intent: Object, method: Object) -> None:
    waiting = charging.wait(account, intent, method)
    changes = {**_tried(waiting), "status": "processing"}
    account.change(intent, changes, "payment_intent.processing")
    found = instrument(account, method["id"])
    if isinstance(found, BankAccount) and found.delay is not None:
        account.at(account.now() + found.delay, "payment_intent.settle", intent["id"])


def _fail(
    account: Account, intent: Object, method: Object, refused: Object, answer: Declined
) -> None:
    error = {**problem(answer), "charge": refused["id"], "payment_method": dict(method)}
    changes = {
        **_OPEN,
        "last_payment_error": error,
        "latest_charge": refused["id"],
        "payment_method": None,
    }
    account.change(intent, changes, "payment_intent.payment_failed")


def _wait_for_customer(
    account: Account, intent: Object, method: Object, return_url: str | None
) -> None:
    page = hosted.page(account, "hooks", f"/3d_secure_2/{account.id}/{intent['id']}")
    redirect = {"return_url": return_url, "url": page}
    changes = {
        "next_action": {"type": "redirect_to_url", "redirect_to_url": redirect},
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
        "network_advice_code": answer.network_advice_code,
        "network_decline_code": answer.network_decline_code,
        "type": "card_error",
    }
    return {name: value for name, value in said.items() if value is not None}
