"""Disputes: https://docs.stripe.com/api/disputes."""

from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.payments import disputing
from sandbox.stripe.payments.disputing import KIND
from sandbox.stripe.shapes.dispute import EVIDENCE


@route("GET", "/v1/disputes/{id}", params="DisputeRetrieveParams")
def retrieve(call: Call, dispute_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, dispute_id)


@route("POST", "/v1/disputes/{id}", params="DisputeModifyParams")
@implemented("metadata", "submit", *(f"evidence.{name}" for name in EVIDENCE))
def update(call: Call, dispute_id: str) -> Object:
    """Answer one; ``submit=false`` only stages the evidence."""
    account, params = call.account, call.params
    found = account.get(KIND, dispute_id)
    changes: Object = {"metadata": merged(found["metadata"], params.get("metadata"))}
    if "evidence" not in params and "submit" not in params:
        return account.change(found, changes, "charge.dispute.updated")
    given = {name: text or None for name, text in (params.get("evidence") or {}).items()}
    changes["evidence"] = {**found["evidence"], **given}
    return disputing.answer(account, found, changes, submit=params.get("submit", True))


@route("POST", "/v1/disputes/{id}/close", params="DisputeCloseParams")
def close(call: Call, dispute_id: str) -> Object:
    """Give in: "effectively dismissing the dispute, acknowledging it as lost" (API reference)."""
    found = call.account.get(KIND, dispute_id)
    if disputing.is_over(found):
        raise invalid_request("This dispute is already closed.")
    disputing.lose(call.account, found)
    return found


@route("GET", "/v1/disputes", params="DisputeListParams")
@implemented("charge", "payment_intent")
def index(call: Call) -> Object:
    """List disputes."""
    exact = {name: call.params.get(name) for name in ("charge", "payment_intent")}
    return call.listing(call.account.all(KIND), **exact)
