"""PaymentIntents: https://docs.stripe.com/api/payment_intents."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.payments import confirming, drafting, intents
from sandbox.stripe.payments.drafting import PLAIN
from sandbox.stripe.payments.intents import KIND
from sandbox.stripe.payments.methods import resolve
from sandbox.stripe.payments.presentation import TYPED
from sandbox.stripe.resources.confirmation import confirmed
from sandbox.stripe.resources.payment_methods import typed

_METHOD = (
    "payment_method",
    "payment_method_options.card.request_three_d_secure",
    *(f"payment_method_data.{name}" for name in TYPED),
)
_CONFIRM = (
    *_METHOD, "error_on_requires_action", "mandate", "mandate_data.customer_acceptance",
    "off_session", "receipt_email", "return_url", "setup_future_usage", "shipping",
    "use_stripe_sdk",
)  # fmt: skip
_WHENEVER = frozenset({"metadata", "description", "receipt_email", "expand", "shipping"})


@route("POST", "/v1/payment_intents", params="PaymentIntentCreateParams")
@implemented(
    *PLAIN, *_CONFIRM, "allowed_payment_method_types", "amount", "automatic_payment_methods",
    "capture_method", "confirm", "confirmation_method", "currency", "customer",
    "excluded_payment_method_types",
)  # fmt: skip
def create(call: Call) -> Object:
    """Make an intent, and go through with it at once if told to."""
    account, params = call.account, call.params
    drafting.check(account, params)
    method = _method(account, params)
    if method is not None:
        confirming.check_method(account, method, params.get("customer"))
    made = drafting.begin(account, params)
    if method is not None:
        drafting.choose(account, made, method)
    return confirmed(account, made, params) if params.get("confirm") else made


@route("GET", "/v1/payment_intents/{id}", params="PaymentIntentRetrieveParams")
@implemented("client_secret")
def retrieve(call: Call, intent_id: str) -> Object:
    """Show one; a client secret given along has to be its own."""
    intent = call.account.get(KIND, intent_id)
    secret = call.params.get("client_secret")
    if secret is not None and secret != intent["client_secret"]:
        message = (
            "The client_secret provided does not match any associated PaymentIntent on this "
            "account."
        )
        raise invalid_request(message, param="client_secret")
    return intent


@route("POST", "/v1/payment_intents/{id}", params="PaymentIntentModifyParams")
@implemented(
    *PLAIN, *_METHOD, "allowed_payment_method_types", "amount", "capture_method", "currency",
    "customer", "excluded_payment_method_types", "setup_future_usage",
)  # fmt: skip
def update(call: Call, intent_id: str) -> Object:
    """Change one that nobody has paid; afterwards only what describes it."""
    account, params = call.account, call.params
    intent = account.get(KIND, intent_id)
    if not params.keys() <= _WHENEVER:
        confirming.check_status(intent, confirming.UNPAID, "update")
    method = _method(account, params)
    if method is not None:
        confirming.check_method(account, method, params.get("customer", intent["customer"]))
    drafting.revise(account, intent, params)
    if method is not None:
        drafting.choose(account, intent, method)
    return intent


@route("POST", "/v1/payment_intents/{id}/confirm", params="PaymentIntentConfirmParams")
@implemented(*_CONFIRM, "capture_method")
def confirm(call: Call, intent_id: str) -> Object:
    """Pay, as a customer does on a page or a shop for somebody who is away."""
    account, params = call.account, call.params
    intent = account.get(KIND, intent_id)
    confirming.check_status(intent, confirming.UNPAID, "confirm")
    method = _method(account, params)
    if method is not None:
        confirming.check_method(account, method, intent["customer"])
        drafting.choose(account, intent, method)
    told = {name: params[name] for name in _TOLD if name in params}
    drafting.revise(account, intent, told)
    return confirmed(account, intent, params)


_TOLD = (
    "capture_method",
    "payment_method_options",
    "receipt_email",
    "setup_future_usage",
    "shipping",
)


@route("POST", "/v1/payment_intents/{id}/capture", params="PaymentIntentCaptureParams")
@implemented("amount_to_capture", "metadata", "statement_descriptor_suffix")
def capture(call: Call, intent_id: str) -> Object:
    """Take what is held, or a part of it; the rest is let go."""
    account, intent = call.account, call.account.get(KIND, intent_id)
    confirming.check_status(intent, ("requires_capture",), "capture")
    held: int = intent["amount_capturable"]
    amount = call.params.get("amount_to_capture", held)
    if not 0 < amount <= held:
        message = (
            f"The provided amount of {amount} is greater than the amount_capturable of {held}."
            if amount > held
            else "Invalid positive integer"
        )
        raise invalid_request(message, param="amount_to_capture", code="amount_too_large")
    drafting.revise(account, intent, call.given("metadata", "statement_descriptor_suffix"))
    intents.capture(account, intent, amount)
    return intent


@route("POST", "/v1/payment_intents/{id}/cancel", params="PaymentIntentCancelParams")
@implemented("cancellation_reason")
def cancel(call: Call, intent_id: str) -> Object:
    """Give one up; an invoice's intent ends with its invoice only."""
    account, intent = call.account, call.account.get(KIND, intent_id)
    if "invoice" in account.facts.get(intent_id, {}):
        message = (
            "You cannot cancel a PaymentIntent that was created by an invoice. Void the invoice "
            "instead."
        )
        raise invalid_request(message, code="payment_intent_unexpected_state")
    confirming.check_status(
        intent, (*confirming.UNPAID, "requires_capture", "processing"), "cancel"
    )
    intents.cancel(account, intent, call.params.get("cancellation_reason"))
    return intent


@route("GET", "/v1/payment_intents", params="PaymentIntentListParams")
@implemented("customer")
def index(call: Call) -> Object:
    """List PaymentIntents."""
    customer = call.params.get("customer")
    every = (
        call.account.all(KIND)
        if customer is None
        else call.account.where(KIND, "customer", customer)
    )
    return call.listing(every)


def _method(account: Account, params: dict[str, Any]) -> Object | None:
    if "payment_method_data" in params:
        return typed(account, params["payment_method_data"])
    if params.get("payment_method"):
        return resolve(account, params["payment_method"])
    return None
