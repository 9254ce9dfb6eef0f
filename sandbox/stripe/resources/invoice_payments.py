"""Invoice payments: https://docs.stripe.com/api/invoice-payment."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.expand import includable
from sandbox.stripe.http.listing import whole
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle.attempts import intent_of

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


@includable("invoice", "payments")
def payments(account: Account, invoice: Object) -> Object:
    """Show how an invoice was paid, which only an expansion does."""
    found = list(account.where("invoice_payment", "invoice", invoice["id"]))
    return whole(found, f"/v1/invoice_payments?invoice={invoice['id']}")


@includable("invoice", "confirmation_secret")
def confirmation_secret(account: Account, invoice: Object) -> Object | None:
    """Show the secret with which a browser confirms the first payment."""
    if next(account.where("invoice_payment", "invoice", invoice["id"]), None) is None:
        return None
    secret = intent_of(account, invoice)["client_secret"]
    return {"client_secret": secret, "type": "payment_intent"}
