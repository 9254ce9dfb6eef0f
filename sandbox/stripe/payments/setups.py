"""The life of a SetupIntent: https://docs.stripe.com/payments/setupintents/lifecycle."""

from sandbox.stripe.core import hosted
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Authentication, Card, Declined, RequiresAction
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments import mandates
from sandbox.stripe.payments.instruments import instrument, order_of, refusal_to_attach
from sandbox.stripe.payments.intents import problem
from sandbox.stripe.payments.methods import attach_to, check_owner, declined, method_object
from sandbox.stripe.shapes.setup_attempt import setup_attempt
from sandbox.stripe.shapes.setup_intent import challenge, setup_intent

KIND = "setup_intent"
OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
UNAUTHENTICATED = (
    "We are unable to authenticate your payment method. Please choose a different payment method "
    "and try again."
)
_FIRST_TIME = (Authentication.UNLESS_SET_UP, Authentication.ALWAYS)


def begin(account: Account, params: Object) -> Object:
    """Make an intent and tell of it."""
    return account.add(setup_intent(account, params), "setup_intent.created")


def choose(account: Account, intent: Object, method: Object) -> None:
    """Take a payment method of nobody else's."""
    check_owner(method, intent["customer"])
    changes = {"payment_method": method["id"], "status": "requires_confirmation"}
    account.change(intent, changes)


def go_on(
    account: Account, intent: Object, *, return_url: str | None = None, leave: Object | None = None
) -> Object:
    """Go through with it; ``leave`` is what the customer agreed to (``mandate_data``)."""
    method = method_object(account, intent["payment_method"])
    mandate = mandates.accept(account, method, leave)
    if mandate is not None:
        account.store.change(intent, {"mandate": mandate["id"]})
    if needs_challenge(account, method["id"]):
        page = hosted.page(account, "hooks", f"/3d_secure_2/{account.id}/{intent['id']}")
        attempt = _attempt(account, intent, method, "requires_action")
        changes = {
            "latest_attempt": attempt["id"],
            "next_action": challenge(return_url, page),
            "status": "requires_action",
        }
        return account.change(intent, changes, "setup_intent.requires_action")
    refusal = refusal_to_attach(account, method["id"]) or _ordered(account, method["id"])
    if refusal:
        _fail(account, intent, problem(refusal))
        raise declined(refusal, setup_intent=dict(intent))
    return succeed(account, intent)


def needs_challenge(account: Account, method_id: str) -> bool:
    """Tell whether the cardholder has to pass 3D Secure before the card is ready."""
    known = account.facts[method_id]
    if known.get("bank_says") is not None:
        return isinstance(order_of(known["bank_says"]), RequiresAction)
    found = instrument(account, method_id)
    return isinstance(found, Card) and found.authentication in _FIRST_TIME


def succeed(account: Account, intent: Object) -> Object:
    """Remember that the bank knows the card now, and attach it."""
    method = method_object(account, intent["payment_method"])
    account.facts[method["id"]]["set_up"] = True
    if intent["customer"]:
        attach_to(account, method, intent["customer"])
    attempt = _attempt(account, intent, method, "succeeded")
    changes = {
        "last_setup_error": None,
        "latest_attempt": attempt["id"],
        "next_action": None,
        "status": "succeeded",
    }
    return account.change(intent, changes, "setup_intent.succeeded")


def fail_challenge(account: Account, intent: Object) -> Object:
    """The cardholder failed 3D Secure."""
    error = {
        "code": "setup_intent_authentication_failure",
        "message": UNAUTHENTICATED,
        "type": "invalid_request_error",
    }
    return _fail(account, intent, error)


def cancel(account: Account, intent: Object, reason: str | None) -> Object:
    """Give an open intent up."""
    changes = {"cancellation_reason": reason, "next_action": None, "status": "canceled"}
    return account.change(intent, changes, "setup_intent.canceled")


def check_open(intent: Object) -> None:
    """Refuse to touch what is over."""
    if intent["status"] not in OPEN:
        message = (
            f"You cannot perform this action on this SetupIntent because it has a status of "
            f"{intent['status']}."
        )
        code = "setup_intent_unexpected_state"
        raise StripeError(message, code=code, extra={"setup_intent": dict(intent)})


def check_ready(intent: Object) -> None:
    """Refuse to confirm what has nothing to confirm."""
    if intent["payment_method"] is None:
        message = (
            "You cannot confirm this SetupIntent because it's missing a payment method. Update the "
            "SetupIntent with a payment method and then confirm it again."
        )
        raise invalid_request(message, code="setup_intent_unexpected_state")


def _ordered(account: Account, method_id: str) -> Declined | None:
    says = account.facts[method_id].get("bank_says")
    answer = order_of(says) if says else None
    return answer if isinstance(answer, Declined) else None


def _fail(account: Account, intent: Object, error: Object) -> Object:
    method = method_object(account, intent["payment_method"])
    told = {**error, "payment_method": dict(method)}
    attempt = _attempt(account, intent, method, "failed", told)
    changes = {
        "last_setup_error": told,
        "latest_attempt": attempt["id"],
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    return account.change(intent, changes, "setup_intent.setup_failed")


def _attempt(
    account: Account, intent: Object, method: Object, status: str, error: Object | None = None
) -> Object:
    given = {
        "id": account.new_id("setatt"),
        "created": account.now(),
        "livemode": account.livemode,
        "setup_error": error,
        "status": status,
    }
    return account.add(setup_attempt(given, intent, method))
