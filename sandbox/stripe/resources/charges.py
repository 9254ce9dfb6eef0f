"""Charges: https://docs.stripe.com/api/charges. Creating one directly is the old way."""

from typing import Any

from sandbox.stripe.core.cards import Approved, Declined
from sandbox.stripe.core.declines import declined as refusal
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.payments import charging, drafting
from sandbox.stripe.payments.instruments import ask
from sandbox.stripe.payments.legacy import to_charge
from sandbox.stripe.payments.methods import declined

KIND = "charge"


@route("POST", "/v1/charges", params="ChargeCreateParams")
@implemented(*drafting.PLAIN, "amount", "capture", "currency", "customer", "source")
def create(call: Call) -> Object:
    """Charge a token, a source or a customer's default at once; nobody can authenticate here
    (docs.stripe.com/payments/charges-api)."""
    account, params = call.account, call.params
    for name in ("amount", "currency"):
        if name not in params:
            message = f"Missing required param: {name}."
            raise invalid_request(message, param=name, code="parameter_missing")
    drafting.check_amount(params["amount"], params["currency"])
    method = to_charge(account, params.get("source"), params.get("customer"))
    demand = _demand(params, method)
    answer = ask(account, method["id"], off_session=True)
    if isinstance(answer, Approved):
        capture = params.get("capture", True)
        return (charging.take if capture else charging.hold)(account, demand, method)
    if not isinstance(answer, Declined):
        answer = refusal("authentication_required")
    refused = charging.refuse(account, demand, method, answer)
    raise declined(answer, charge=refused["id"])


@route("GET", "/v1/charges/{id}", params="ChargeRetrieveParams")
def retrieve(call: Call, charge_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, charge_id)


@route("POST", "/v1/charges/{id}", params="ChargeModifyParams")
@implemented(
    "customer", "description", "fraud_details.user_report", "metadata", "receipt_email",
    "shipping", "transfer_group",
)  # fmt: skip
def update(call: Call, charge_id: str) -> Object:
    """Change what describes it."""
    account, params = call.account, call.params
    found = account.get(KIND, charge_id)
    changes: Object = {
        **call.given("description", "receipt_email", "shipping", "transfer_group"),
        "metadata": merged(found["metadata"], params.get("metadata")),
    }
    if "customer" in params:
        account.get("customer", params["customer"], param="customer")
        if found["customer"] is not None:
            message = "You cannot update the customer on a charge that already has one."
            raise invalid_request(message, param="customer")
        changes["customer"] = params["customer"]
    if "fraud_details" in params:
        changes["fraud_details"] = {**found["fraud_details"], **params["fraud_details"]}
    return account.change(found, changes, "charge.updated")


@route("POST", "/v1/charges/{id}/capture", params="ChargeCaptureParams")
@implemented("amount", "receipt_email", "statement_descriptor_suffix", "transfer_group")
def capture(call: Call, charge_id: str) -> Object:
    """Take what a charge made with ``capture=false`` holds."""
    account, found = call.account, call.account.get(KIND, charge_id)
    if found["payment_intent"] is not None:
        message = "This charge was made by a PaymentIntent; capture the PaymentIntent instead."
        raise invalid_request(message)
    if found["captured"] or found["refunded"]:
        message = f"Charge {charge_id} has already been captured."
        raise invalid_request(message, code="charge_already_captured")
    amount = int(call.params.get("amount") or found["amount"])
    if not 0 < amount <= found["amount"]:
        message = "You cannot capture a charge for an amount greater than it already has."
        raise invalid_request(message, param="amount", code="amount_too_large")
    told = call.given("receipt_email", "statement_descriptor_suffix", "transfer_group")
    account.store.change(found, told)
    return charging.capture(account, found, amount)


@route("GET", "/v1/charges", params="ChargeListParams")
@implemented("customer", "payment_intent", "transfer_group")
def index(call: Call) -> Object:
    """List charges."""
    customer = call.params.get("customer")
    every = (
        call.account.all(KIND)
        if customer is None
        else call.account.where(KIND, "customer", customer)
    )
    exact = {name: call.params.get(name) for name in ("payment_intent", "transfer_group")}
    return call.listing(every, **exact)


def _demand(params: dict[str, Any], method: Object) -> Object:
    told = {name: params.get(name) for name in drafting.PLAIN if name != "metadata"}
    return {
        **told,
        "amount": params["amount"],
        "currency": params["currency"].lower(),
        "customer": params.get("customer") or method["customer"],
        "metadata": merged({}, params.get("metadata")),
    }
