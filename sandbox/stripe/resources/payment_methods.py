"""Payment methods: https://docs.stripe.com/api/payment_methods. Cards and direct debits."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.payments.bank_input import typed_bank_account
from sandbox.stripe.payments.card_input import typed_card, typed_expiry
from sandbox.stripe.payments.mandates import NEEDED
from sandbox.stripe.payments.methods import (
    KIND,
    attach_to,
    keep_bank,
    keep_card,
    method_object,
    resolve,
)
from sandbox.stripe.payments.presentation import TYPED
from sandbox.stripe.shapes.payment_method import billing_details


@route("POST", "/v1/payment_methods", params="PaymentMethodCreateParams")
@implemented(*TYPED, "card.number", "card.exp_month", "card.exp_year", "card.cvc", "card.token")
def create(call: Call) -> Object:
    """Make a payment method that belongs to nobody yet."""
    return typed(call.account, call.params)


def typed(account: Account, params: dict[str, Any]) -> Object:
    """Make a payment method of what somebody typed in."""
    kind = params.get("type", "card")
    if kind in NEEDED:
        return keep_bank(account, typed_bank_account(kind, params.get(kind) or {}), params)
    if kind != "card":
        raise not_implemented(f"payment methods of type {kind}")
    given = params.get("card", {})
    return keep_card(account, typed_card(given), typed_expiry(given, account.now()), params)


@route("GET", "/v1/payment_methods/{id}", params="PaymentMethodRetrieveParams")
def retrieve(call: Call, method_id: str) -> Object:
    """Show one."""
    return method_object(call.account, method_id, param="id")


@route("POST", "/v1/payment_methods/{id}", params="PaymentMethodModifyParams")
@implemented("billing_details", "metadata", "allow_redisplay", "card.exp_month", "card.exp_year")
def update(call: Call, method_id: str) -> Object:
    """Change what may change; Stripe wants the method attached first."""
    method = call.account.get(KIND, method_id)
    if method["customer"] is None:
        message = "You must save this PaymentMethod to a customer before you can update it."
        raise invalid_request(message)
    changes: Object = {
        **call.given("allow_redisplay"),
        "metadata": merged(method["metadata"], call.params.get("metadata")),
        "billing_details": billing_details(
            call.params.get("billing_details") or {}, method["billing_details"]
        ),
    }
    if "card" in call.params:
        changes["card"] = {**(method.get("card") or {}), **call.params["card"]}
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


def _forget_default(account: Account, customer_id: str, method_id: str) -> None:
    customer = account.find("customer", customer_id)
    if customer and customer["invoice_settings"]["default_payment_method"] == method_id:
        settings = {**customer["invoice_settings"], "default_payment_method": None}
        account.change(customer, {"invoice_settings": settings}, "customer.updated")
