"""Payment methods: https://docs.stripe.com/api/payment_methods. Cards only."""

from sandbox.stripe.core import cards
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.card_table import CARDS, named
from sandbox.stripe.core.cards import Card, Outcome
from sandbox.stripe.core.errors import (
    StripeError,
    invalid_request,
    not_implemented,
)
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.resources.card_input import typed_card, typed_expiry
from sandbox.stripe.shapes.payment_method import billing_details, payment_method

KIND = "payment_method"


def outcome(
    account: Account,
    payment_method_id: str,
    *,
    off_session: bool = True,
    authenticated: bool = False,
) -> Outcome:
    """Ask the bank behind a payment method for money; ``authenticated``: after 3D Secure."""
    known = account.facts[payment_method_id]
    return cards.answer(
        CARDS[known["number"]],
        off_session=off_session,
        set_up=known["set_up"],
        authenticated=authenticated,
    )


def resolve(account: Account, reference: str, *, param: str = "payment_method") -> Object:
    """Find a payment method; a test id such as ``pm_card_visa`` makes a new one each time."""
    card = named(reference)
    if card is None or not reference.startswith("pm_card_"):
        return account.get(KIND, reference, param=param)
    return _keep(account, card, typed_expiry({"token": reference}, account.now()), {})


def attach_to(account: Account, method: Object, customer: str) -> Object:
    """Attach a method to a customer, unless the bank already refuses the card for that."""
    if method["customer"] == customer:
        return method
    known = account.facts[method["id"]]
    _check_free(method, known)
    card = CARDS[known["number"]]
    if card.decline and not card.attachable:
        raise declined(card.decline)
    known["attached_once"] = True
    return account.change(method, {"customer": customer}, "payment_method.attached")


def declined(answer: cards.Declined, **extra: object) -> StripeError:
    """Word a bank's no as Stripe's card error; ``extra`` names the intent or charge it stopped."""
    codes = {"decline_code": answer.decline_code, "advice_code": answer.advice_code}
    given = {name: value for name, value in codes.items() if value is not None}
    return StripeError(answer.message, 402, "card_error", answer.code, extra={**given, **extra})


@route("POST", "/v1/payment_methods", params="PaymentMethodCreateParams")
@implemented(
    "type", "card.number", "card.exp_month", "card.exp_year", "card.cvc", "card.token",
    "billing_details", "metadata", "allow_redisplay",
)  # fmt: skip
def create(call: Call) -> Object:
    """Make a payment method that belongs to nobody yet."""
    kind = call.params.get("type", "card")
    if kind != "card":
        raise not_implemented(f"payment methods of type {kind}")
    typed = call.params.get("card", {})
    card = typed_card(typed)
    return _keep(call.account, card, typed_expiry(typed, call.account.now()), call.params)


@route("GET", "/v1/payment_methods/{id}", params="PaymentMethodRetrieveParams")
def retrieve(call: Call, method_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, method_id)


@route("POST", "/v1/payment_methods/{id}", params="PaymentMethodModifyParams")
@implemented("billing_details", "metadata", "allow_redisplay", "card.exp_month", "card.exp_year")
def update(call: Call, method_id: str) -> Object:
    """Change what may change; Stripe wants the method attached first."""
    method = call.account.get(KIND, method_id)
    if method["customer"] is None:
        message = "You must save this PaymentMethod to a customer before you can update it."
        raise invalid_request(message)
    changes = {
        **call.given("allow_redisplay"),
        "metadata": merged(method["metadata"], call.params.get("metadata")),
        "billing_details": billing_details(
            call.params.get("billing_details") or {}, method["billing_details"]
        ),
        "card": {**method["card"], **call.params.get("card", {})},
    }
    return call.account.change(method, changes, "payment_method.updated")


@route("GET", "/v1/payment_methods", params="PaymentMethodListParams")
@implemented("customer", "type")
def index(call: Call) -> Object:
    """List the methods of a customer."""
    customer = call.params.get("customer")
    if customer is None:
        return call.listing(call.account.all(KIND), type=call.params.get("type"))
    call.account.get("customer", customer, param="customer")
    return call.listing(
        call.account.where(KIND, "customer", customer), type=call.params.get("type")
    )


@route("GET", "/v1/customers/{id}/payment_methods", params="CustomerListPaymentMethodsParams")
@implemented("type", "allow_redisplay")
def index_of_customer(call: Call, customer: str) -> Object:
    """List the methods of the customer in the path."""
    call.account.get("customer", customer, param="customer")
    return call.listing(
        call.account.where(KIND, "customer", customer),
        type=call.params.get("type"),
        allow_redisplay=call.params.get("allow_redisplay"),
    )


@route("POST", "/v1/payment_methods/{id}/attach", params="PaymentMethodAttachParams")
@implemented("customer")
def attach(call: Call, method_id: str) -> Object:
    """Attach a method to a customer."""
    customer = call.params.get("customer")
    if customer is None:
        raise invalid_request(
            "Missing required param: customer.", param="customer", code="parameter_missing"
        )
    call.account.get("customer", customer, param="customer")
    return attach_to(call.account, resolve(call.account, method_id), customer)


@route("POST", "/v1/payment_methods/{id}/detach", params="PaymentMethodDetachParams")
def detach(call: Call, method_id: str) -> Object:
    """Take a method away from its customer for good; it stops being anybody's default."""
    account, method = call.account, call.account.get(KIND, method_id)
    if method["customer"] is None:
        message = (
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible."
        )
        raise invalid_request(message)
    owner = method["customer"]
    account.change(method, {"customer": None})
    account.announce("payment_method.detached", method, {"customer": owner})
    _forget_default(account, owner, method_id)
    return method


def _keep(account: Account, card: Card, expiry: tuple[int, int], params: Object) -> Object:
    method = payment_method(account, card, expiry, params)
    account.facts[method["id"]] = {"number": card.number, "set_up": False, "attached_once": False}
    return account.add(method)


def _check_free(method: Object, known: Object) -> None:
    if method["customer"] is not None:
        message = "The payment method you provided has already been attached to a customer."
        raise invalid_request(message)
    if known["attached_once"]:
        message = (
            "This PaymentMethod was previously used without being attached to a Customer or was "
            "detached from a Customer, and may not be used again."
        )
        raise invalid_request(message)


def _forget_default(account: Account, customer_id: str, method_id: str) -> None:
    customer = account.find("customer", customer_id)
    if customer and customer["invoice_settings"]["default_payment_method"] == method_id:
        settings = {**customer["invoice_settings"], "default_payment_method": None}
        account.change(customer, {"invoice_settings": settings}, "customer.updated")
