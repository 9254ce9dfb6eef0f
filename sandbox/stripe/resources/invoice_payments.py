"""Invoice payments: https://docs.stripe.com/api/invoice-payment."""

from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import implemented, route

KIND = "invoice_payment"


@route("GET", "/v1/invoice_payments/{id}", params="InvoicePaymentRetrieveParams")
def retrieve(call: Call, payment_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, payment_id)


@route("GET", "/v1/invoice_payments", params="InvoicePaymentListParams")
@implemented("invoice", "payment.payment_intent", "payment.type", "status")
def index(call: Call) -> Object:
    """List invoice payments."""
    invoice, payment = call.params.get("invoice"), call.params.get("payment", {})
    every = (
        call.account.all(KIND) if invoice is None else call.account.where(KIND, "invoice", invoice)
    )
    kept = (each for each in every if payment.items() <= each["payment"].items())
    return call.listing(kept, status=call.params.get("status"))
