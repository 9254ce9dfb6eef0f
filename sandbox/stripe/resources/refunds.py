"""Refunds: https://docs.stripe.com/api/refunds."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.expand import includable
from sandbox.stripe.http.listing import page
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.payments import refunding
from sandbox.stripe.payments.refunding import KIND


@route("POST", "/v1/refunds", params="RefundCreateParams")
@implemented("amount", "charge", "metadata", "payment_intent", "reason")
def create(call: Call) -> Object:
    """Give a charge back, whole or in part."""
    account, params = call.account, call.params
    charge = _charge(call)
    amount = params.get("amount", charge["amount_captured"] - charge["amount_refunded"])
    refunding.check(charge, amount, account.where("dispute", "charge", charge["id"]))
    given = {
        "metadata": merged({}, params.get("metadata")),
        "reason": params.get("reason"),
    }
    return refunding.give_back(account, charge, amount, given)


@route("GET", "/v1/refunds/{id}", params="RefundRetrieveParams")
def retrieve(call: Call, refund_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, refund_id)


@route("POST", "/v1/refunds/{id}", params="RefundModifyParams")
@implemented("metadata")
def update(call: Call, refund_id: str) -> Object:
    """Change its metadata, the only thing that can be changed."""
    found = call.account.get(KIND, refund_id)
    changes = {"metadata": merged(found["metadata"], call.params.get("metadata"))}
    return call.account.change(found, changes, "refund.updated", "charge.refund.updated")


@route("POST", "/v1/refunds/{id}/cancel", params="RefundCancelParams")
def cancel(call: Call, refund_id: str) -> Object:
    """Refuse: only refunds that wait for their payer can be cancelled, and none of ours do."""
    found = call.account.get(KIND, refund_id)
    message = f"Refund {refund_id} has a status of {found['status']} and cannot be canceled."
    raise invalid_request(message)


@route("GET", "/v1/refunds", params="RefundListParams")
@implemented("charge", "payment_intent")
def index(call: Call) -> Object:
    """List refunds."""
    exact = {name: call.params.get(name) for name in ("charge", "payment_intent")}
    return call.listing(call.account.all(KIND), **exact)


@includable("charge", "refunds")
def refunds(account: Account, charge: Object) -> Object:
    """Show a charge's refunds, which only an expansion does (since API 2022-11-15)."""
    return page(
        list(account.where(KIND, "charge", charge["id"])),
        {},
        f"/v1/charges/{charge['id']}/refunds",
    )


def _charge(call: Call) -> Object:
    account, params = call.account, call.params
    if "charge" in params:
        return account.get("charge", params["charge"], param="charge")
    if "payment_intent" not in params:
        message = (
            "One of the following params should be provided for this request: payment_intent or "
            "charge."
        )
        raise invalid_request(message)
    intent = account.get("payment_intent", params["payment_intent"], param="payment_intent")
    if intent["latest_charge"] is None:
        message = (
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        )
        raise invalid_request(message, param="payment_intent")
    if intent["status"] == "requires_capture":
        raise not_implemented("refunding an uncaptured PaymentIntent (cancel it)")
    return account.get("charge", intent["latest_charge"])
