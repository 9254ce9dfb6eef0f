"""PaymentIntents: https://docs.stripe.com/api/payment_intents. Made by finalising invoices."""

from sandbox.stripe.core.cards import Declined
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import collection
from sandbox.stripe.payments.methods import declined, resolve

KIND = "payment_intent"


@route("POST", "/v1/payment_intents", params="PaymentIntentCreateParams")
def create(_: Call) -> Object:
    """Refuse: money moves through invoices only."""
    raise not_implemented("creating a PaymentIntent directly")


@route("GET", "/v1/payment_intents/{id}", params="PaymentIntentRetrieveParams")
def retrieve(call: Call, intent_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, intent_id)


@route("POST", "/v1/payment_intents/{id}/confirm", params="PaymentIntentConfirmParams")
@implemented("payment_method", "off_session")
def confirm(call: Call, intent_id: str) -> Object:
    """Pay the invoice behind it, as a customer does on the page of an incomplete subscription."""
    account, intent = call.account, call.account.get(KIND, intent_id)
    if intent["status"] in {"succeeded", "canceled"}:
        message = (
            f"You cannot confirm this PaymentIntent because it has already been {intent['status']}."
        )
        raise invalid_request(message, code="payment_intent_unexpected_state")
    reference = call.params.get("payment_method") or intent["payment_method"]
    if reference is None:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise invalid_request(message, code="payment_intent_unexpected_state")
    method = resolve(account, reference)
    invoice = account.get("invoice", account.facts[intent_id]["invoice"])
    off_session = call.params.get("off_session", False)
    answer = collection.collect(
        account, invoice, method["id"], scheduled=False, off_session=off_session
    )
    if isinstance(answer, Declined):
        raise declined(answer, payment_intent=dict(intent), charge=intent["latest_charge"])
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
