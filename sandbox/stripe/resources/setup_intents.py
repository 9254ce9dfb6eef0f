"""Setup intents: https://docs.stripe.com/api/setup_intents. They make a card ready for charges
while its holder is away."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.card_table import CARDS
from sandbox.stripe.core.cards import Authentication
from sandbox.stripe.core.challenges import Challenge, finishes
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.resources.payment_methods import attach_to, declined, resolve
from sandbox.stripe.shapes.setup_intent import challenge, setup_intent

KIND = "setup_intent"
OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
UNAUTHENTICATED = (
    "We are unable to authenticate your payment method. Please choose a different payment method "
    "and try again."
)


@route("POST", "/v1/setup_intents", params="SetupIntentCreateParams")
@implemented(
    "automatic_payment_methods", "confirm", "customer", "description", "metadata",
    "payment_method", "return_url", "usage",
)  # fmt: skip
def create(call: Call) -> Object:
    """Begin to set a card up, and go through with it at once if told to."""
    account, params = call.account, call.params
    if "customer" in params:
        account.get("customer", params["customer"], param="customer")
    if "return_url" in params and not params.get("confirm"):
        message = (
            "The parameter `return_url` cannot be passed when creating a SetupIntent unless "
            "`confirm` is set to true."
        )
        raise invalid_request(message, param="return_url")
    made = account.add(setup_intent(account, params), "setup_intent.created")
    if "payment_method" in params:
        _choose(account, made, params["payment_method"])
    return _confirm(call, made) if params.get("confirm") else made


@route("GET", "/v1/setup_intents/{id}", params="SetupIntentRetrieveParams")
def retrieve(call: Call, intent_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, intent_id)


@route("GET", "/v1/setup_intents", params="SetupIntentListParams")
@implemented("customer", "payment_method")
def index(call: Call) -> Object:
    """List intents."""
    exact = {name: call.params.get(name) for name in ("customer", "payment_method")}
    return call.listing(call.account.all(KIND), **exact)


@route("POST", "/v1/setup_intents/{id}", params="SetupIntentModifyParams")
@implemented("customer", "description", "metadata", "payment_method")
def update(call: Call, intent_id: str) -> Object:
    """Change an intent that is still open."""
    account, params = call.account, call.params
    intent = _open(account, intent_id)
    if "customer" in params:
        account.get("customer", params["customer"], param="customer")
    account.change(
        intent,
        {
            **call.given("customer", "description"),
            "metadata": merged(intent["metadata"], params.get("metadata")),
        },
    )
    if "payment_method" in params:
        _choose(account, intent, params["payment_method"])
    return intent


@route("POST", "/v1/setup_intents/{id}/confirm", params="SetupIntentConfirmParams")
@implemented("payment_method", "return_url")
def confirm(call: Call, intent_id: str) -> Object:
    """Go through with it."""
    intent = _open(call.account, intent_id)
    if "payment_method" in call.params:
        _choose(call.account, intent, call.params["payment_method"])
    return _confirm(call, intent)


@route("POST", "/v1/setup_intents/{id}/cancel", params="SetupIntentCancelParams")
@implemented("cancellation_reason")
def cancel(call: Call, intent_id: str) -> Object:
    """Give an open intent up."""
    changes = {
        "cancellation_reason": call.params.get("cancellation_reason"),
        "next_action": None,
        "status": "canceled",
    }
    intent = _open(call.account, intent_id)
    return call.account.change(intent, changes, "setup_intent.canceled")


@finishes(KIND)
def finish(account: Account, intent: Object, result: Challenge) -> Object:
    """Go on after the challenge."""
    if result is Challenge.PASSED:
        return _succeed(account, intent)
    error = {
        "code": "setup_intent_authentication_failure",
        "message": UNAUTHENTICATED,
        "type": "invalid_request_error",
    }
    return _fail(account, intent, error)


def _choose(account: Account, intent: Object, reference: str) -> None:
    """Take a payment method of nobody else's."""
    method = resolve(account, reference)
    if method["customer"] not in (None, intent["customer"]):
        message = (
            "The provided PaymentMethod belongs to another customer. Provide the customer on the "
            "SetupIntent too."
        )
        raise invalid_request(message, param="payment_method")
    changes = {"payment_method": method["id"], "status": "requires_confirmation"}
    account.change(intent, changes)


def _confirm(call: Call, intent: Object) -> Object:
    account = call.account
    if intent["payment_method"] is None:
        message = (
            "You cannot confirm this SetupIntent because it's missing a payment method. Update the "
            "SetupIntent with a payment method and then confirm it again."
        )
        raise invalid_request(message, code="setup_intent_unexpected_state")
    card = CARDS[account.facts[intent["payment_method"]]["number"]]
    if card.authentication in (Authentication.UNLESS_SET_UP, Authentication.ALWAYS):
        action = challenge(call.params.get("return_url"))
        changes = {"next_action": action, "status": "requires_action"}
        return account.change(intent, changes, "setup_intent.requires_action")
    if card.decline and not card.attachable:
        refused = declined(card.decline)
        _fail(account, intent, refused.body()["error"])
        refused.extra["setup_intent"] = intent
        raise refused
    return _succeed(account, intent)


def _succeed(account: Account, intent: Object) -> Object:
    """Remember that the bank knows the card now, and attach it."""
    method = account.get("payment_method", intent["payment_method"])
    account.facts[method["id"]]["set_up"] = True
    if intent["customer"]:
        attach_to(account, method, intent["customer"])
    changes = {"last_setup_error": None, "next_action": None, "status": "succeeded"}
    return account.change(intent, changes, "setup_intent.succeeded")


def _fail(account: Account, intent: Object, error: Object) -> Object:
    method = account.find("payment_method", intent["payment_method"])
    changes = {
        "last_setup_error": {**error, "payment_method": method},
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    return account.change(intent, changes, "setup_intent.setup_failed")


def _open(account: Account, intent_id: str) -> Object:
    intent = account.get(KIND, intent_id)
    if intent["status"] not in OPEN:
        raise _too_late(intent)
    return intent


def _too_late(intent: Object) -> StripeError:
    message = (
        f"You cannot perform this action on this SetupIntent because it has a status of "
        f"{intent['status']}."
    )
    return StripeError(
        message, code="setup_intent_unexpected_state", extra={"setup_intent": intent}
    )
