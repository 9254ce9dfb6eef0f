"""Charges: https://docs.stripe.com/api/charges. Made by paying invoices, never directly."""

from sandbox.stripe.core.errors import not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import implemented, route

KIND = "charge"


@route("POST", "/v1/charges", params="ChargeCreateParams")
def create(_: Call) -> Object:
    """Refuse: money moves through invoices only."""
    raise not_implemented("creating a charge directly")


@route("GET", "/v1/charges/{id}", params="ChargeRetrieveParams")
def retrieve(call: Call, charge_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, charge_id)


@route("GET", "/v1/charges", params="ChargeListParams")
@implemented("customer", "payment_intent")
def index(call: Call) -> Object:
    """List charges."""
    customer = call.params.get("customer")
    every = (
        call.account.all(KIND)
        if customer is None
        else call.account.where(KIND, "customer", customer)
    )
    return call.listing(every, payment_intent=call.params.get("payment_intent"))
