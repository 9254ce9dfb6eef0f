"""Early fraud warnings: https://docs.stripe.com/api/radar/early_fraud_warnings."""

from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import implemented, route

KIND = "radar.early_fraud_warning"


@route("GET", "/v1/radar/early_fraud_warnings/{id}", params="radar.EarlyFraudWarningRetrieveParams")
def retrieve(call: Call, warning_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, warning_id)


@route("GET", "/v1/radar/early_fraud_warnings", params="radar.EarlyFraudWarningListParams")
@implemented("charge", "payment_intent")
def index(call: Call) -> Object:
    """List warnings."""
    exact = {name: call.params.get(name) for name in ("charge", "payment_intent")}
    return call.listing(call.account.all(KIND), **exact)
