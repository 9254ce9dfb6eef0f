"""Mandates: https://docs.stripe.com/api/mandates."""

from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import route
from sandbox.stripe.payments.mandates import KIND


@route("GET", "/v1/mandates/{id}", params="MandateRetrieveParams")
def retrieve(call: Call, mandate_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, mandate_id)
