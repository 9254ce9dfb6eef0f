"""Setup intents: https://docs.stripe.com/api/setup_intents. They make a payment method ready for
charges while its holder is away."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.challenges import Challenge, finishes
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import pending_setup
from sandbox.stripe.payments import presentation, setups
from sandbox.stripe.payments.methods import resolve
from sandbox.stripe.payments.setups import KIND
from sandbox.stripe.resources.payment_methods import typed

_METHOD = (
    "payment_method", *(f"payment_method_data.{name}" for name in presentation.TYPED),
)  # fmt: skip
_AGREED = ("mandate_data.customer_acceptance", "return_url", "use_stripe_sdk")


@route("POST", "/v1/setup_intents", params="SetupIntentCreateParams")
@implemented(
    *_METHOD, *_AGREED, "allowed_payment_method_types", "automatic_payment_methods", "confirm",
    "customer", "description", "excluded_payment_method_types", "metadata", "usage",
)  # fmt: skip
def create(call: Call) -> Object:
    """Begin to set a payment method up, and go through with it at once if told to."""
    account, params = call.account, call.params
    if "customer" in params:
        account.get("customer", params["customer"], param="customer")
    for name in ("return_url", "mandate_data"):
        if name in params and not params.get("confirm"):
            message = (
                f"The parameter `{name}` cannot be passed when creating a SetupIntent unless "
                "`confirm` is set to true."
            )
            raise invalid_request(message, param=name)
    presentation.check_kinds(params)
    made = setups.begin(account, params)
    _choose(account, made, params)
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


@route("GET", "/v1/setup_attempts", params="SetupAttemptListParams")
@implemented("setup_intent")
def attempts(call: Call) -> Object:
    """List the tries of an intent."""
    wanted = call.params["setup_intent"]
    return call.listing(call.account.all("setup_attempt"), setup_intent=wanted)


@route("POST", "/v1/setup_intents/{id}", params="SetupIntentModifyParams")
@implemented(*_METHOD, "customer", "description", "metadata")
def update(call: Call, intent_id: str) -> Object:
    """Change an intent that is still open."""
    account, params = call.account, call.params
    intent = _open(account, intent_id)
    if "customer" in params:
        account.get("customer", params["customer"], param="customer")
    changes = {
        **call.given("customer", "description"),
        "metadata": merged(intent["metadata"], params.get("metadata")),
    }
    account.change(intent, changes)
    _choose(account, intent, params)
    return intent


@route("POST", "/v1/setup_intents/{id}/confirm", params="SetupIntentConfirmParams")
@implemented(*_METHOD, *_AGREED)
def confirm(call: Call, intent_id: str) -> Object:
    """Go through with it."""
    intent = _open(call.account, intent_id)
    _choose(call.account, intent, call.params)
    return _confirm(call, intent)


@route("POST", "/v1/setup_intents/{id}/cancel", params="SetupIntentCancelParams")
@implemented("cancellation_reason")
def cancel(call: Call, intent_id: str) -> Object:
    """Give an open intent up."""
    intent = _open(call.account, intent_id)
    return setups.cancel(call.account, intent, call.params.get("cancellation_reason"))


@route(
    "POST",
    "/v1/setup_intents/{id}/verify_microdeposits",
    params="SetupIntentVerifyMicrodepositsParams",
)
@implemented("amounts", "descriptor_code")
def verify_microdeposits(call: Call, intent_id: str) -> Object:
    """Refuse: test bank accounts count as verified here."""
    call.account.get(KIND, intent_id)
    raise not_implemented("verifying microdeposits (every test bank account is verified)")


@finishes(KIND)
def finish(account: Account, intent: Object, result: Challenge) -> Object:
    """Go on after the challenge."""
    if result is Challenge.PASSED:
        setups.succeed(account, intent)
        pending_setup.succeeded(account, intent)
        return intent
    return setups.fail_challenge(account, intent)


def _choose(account: Account, intent: Object, params: dict[str, Any]) -> None:
    if "payment_method_data" in params:
        setups.choose(account, intent, typed(account, params["payment_method_data"]))
    elif "payment_method" in params:
        setups.choose(account, intent, resolve(account, params["payment_method"]))


def _confirm(call: Call, intent: Object) -> Object:
    setups.check_ready(intent)
    leave = (call.params.get("mandate_data") or {}).get("customer_acceptance")
    url = call.params.get("return_url")
    setups.go_on(call.account, intent, return_url=url, leave=leave)
    if intent["status"] == "succeeded":
        pending_setup.succeeded(call.account, intent)
    return intent


def _open(account: Account, intent_id: str) -> Object:
    intent = account.get(KIND, intent_id)
    setups.check_open(intent)
    return intent
