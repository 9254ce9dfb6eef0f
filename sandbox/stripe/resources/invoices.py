"""Invoices: https://docs.stripe.com/api/invoices. Their lines are in ``invoice_lines``."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Approved, Declined, Outcome
from sandbox.stripe.core.errors import (
    StripeError,
    card_error,
    invalid_request,
)
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import (
    collection,
    draft_lines,
    drafts,
    manual,
    standing,
    writing_off,
)
from sandbox.stripe.lifecycle.attempts import intent_of
from sandbox.stripe.lifecycle.invoicing import finalize
from sandbox.stripe.lifecycle.ordering import check_method
from sandbox.stripe.payments.methods import declined

KIND = "invoice"
_SETTABLE = (
    "auto_advance", "automatic_tax.enabled", "collection_method", "days_until_due",
    "default_payment_method", "default_tax_rates", "description", "discounts", "due_date",
    "footer", "metadata", "statement_descriptor",
)  # fmt: skip
_STAYS_OPEN = frozenset({"auto_advance", "default_payment_method", "metadata", "expand"})
"""What may be changed after finalisation: docs.stripe.com/api/invoices/update."""


@route("POST", "/v1/invoices", params="InvoiceCreateParams")
@implemented(
    "customer", "subscription", "currency", "automatically_finalizes_at", "number",
    "pending_invoice_items_behavior", *_SETTABLE,
)  # fmt: skip
def create(call: Call) -> Object:
    """Draft an invoice by hand."""
    return manual.create(call.account, call.params)


@route("GET", "/v1/invoices/{id}", params="InvoiceRetrieveParams")
def retrieve(call: Call, invoice_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, invoice_id)


@route("POST", "/v1/invoices/{id}", params="InvoiceModifyParams")
@implemented(*_SETTABLE, "number")
def update(call: Call, invoice_id: str) -> Object:
    """Change what may change; a finalised invoice keeps what it says."""
    account, params = call.account, call.params
    found = account.get(KIND, invoice_id)
    _check_still_open(found, params)
    changes = {
        **call.given("auto_advance", "description", "footer", "number", "statement_descriptor"),
        "metadata": merged(found["metadata"], params.get("metadata")),
        **_collection(account, found, params),
    }
    if params.get("auto_advance") is False:
        changes.update(automatically_finalizes_at=None, next_payment_attempt=None)
    if "default_payment_method" in params:
        method = params["default_payment_method"]
        changes["default_payment_method"] = check_method(account, method, found["customer"])
    drafts.update(account, found, params)
    account.change(found, changes, "invoice.updated")
    if found["auto_advance"] and "auto_advance" in params:
        collection.resume(account, found)
    return found


@route("DELETE", "/v1/invoices/{id}", params="InvoiceDeleteParams")
def delete(call: Call, invoice_id: str) -> Object:
    """Delete a draft that belongs to no subscription; its items are deleted with it [inferred]."""
    found = call.account.get(KIND, invoice_id)
    if found["status"] != "draft":
        message = "You can only delete draft invoices. Try voiding it instead."
        raise invalid_request(message)
    if found["parent"] is not None:
        message = "You can't delete invoices created by subscriptions."
        raise invalid_request(message)
    draft_lines.clear(call.account, found)
    call.account.remove(found, "invoice.deleted")
    return {"id": invoice_id, "object": KIND, "deleted": True}


@route("POST", "/v1/invoices/{id}/finalize", params="InvoiceFinalizeInvoiceParams")
@implemented("auto_advance")
def finalize_invoice(call: Call, invoice_id: str) -> Object:
    """Open a draft now; Stripe collects it soon after if it advances by itself."""
    found = call.account.get(KIND, invoice_id)
    if "auto_advance" in call.params:
        call.account.change(found, call.given("auto_advance"))
    finalize(call.account, found)
    if found["amount_due"] == 0:
        collection.mark_paid(call.account, found)
    elif found["auto_advance"]:
        collection.resume(call.account, found)
    return found


@route("POST", "/v1/invoices/{id}/pay", params="InvoicePayParams")
@implemented("off_session", "paid_out_of_band", "payment_method", "source")
def pay(call: Call, invoice_id: str) -> Object:
    """Try to pay now, or note that it was paid elsewhere."""
    account, params = call.account, call.params
    found = account.get(KIND, invoice_id)
    _check_payable(found)
    if found["status"] == "draft":
        finalize(account, found)
    if params.get("paid_out_of_band"):
        collection.pay_elsewhere(account, found)
        return found
    if found["amount_due"] == 0:
        collection.mark_paid(account, found)
        return found
    named = params.get("payment_method") or params.get("source")
    method = named or collection.default_method(account, found)
    if method is None:
        raise _no_method()
    check_method(account, method, found["customer"])
    off_session = params.get("off_session", True)
    answer = collection.collect(account, found, method, scheduled=False, off_session=off_session)
    _raise_refusal(account, found, answer)
    return found


@route("POST", "/v1/invoices/{id}/void", params="InvoiceVoidInvoiceParams")
def void(call: Call, invoice_id: str) -> Object:
    """Void an invoice that is open or uncollectible."""
    found = call.account.get(KIND, invoice_id)
    _check_open(found, "open", "uncollectible")
    writing_off.void(call.account, found)
    standing.written_off(call.account, found)
    return found


@route("POST", "/v1/invoices/{id}/mark_uncollectible", params="InvoiceMarkUncollectibleParams")
def mark_uncollectible(call: Call, invoice_id: str) -> Object:
    """Write an open invoice off; that also forgives the customer (customer.delinquent)."""
    found = call.account.get(KIND, invoice_id)
    _check_open(found, "open")
    writing_off.uncollectible(call.account, found, "user_forgiven")
    standing.written_off(call.account, found)
    standing.set_delinquent(call.account, found, delinquent=False)
    return found


@route("POST", "/v1/invoices/{id}/send", params="InvoiceSendInvoiceParams")
def send(call: Call, invoice_id: str) -> Object:
    """Mail an invoice that is to be sent; a draft is finalised first."""
    account, found = call.account, call.account.get(KIND, invoice_id)
    if found["collection_method"] != "send_invoice":
        message = (
            "You can only manually send an invoice if its collection method is 'send_invoice'."
        )
        raise invalid_request(message)
    if found["status"] == "draft":
        finalize(account, found)
    _check_open(found, "open", "paid", "uncollectible")
    collection.send(account, found)
    return found


@route("GET", "/v1/invoices", params="InvoiceListParams")
@implemented("collection_method", "customer", "status", "subscription")
def index(call: Call) -> Object:
    """List invoices."""
    account, params = call.account, call.params
    customer, subscription = params.get("customer"), params.get("subscription")
    if subscription is not None:
        every = account.where(KIND, "subscription", subscription)
    elif customer is not None:
        every = account.where(KIND, "customer", customer)
    else:
        every = account.all(KIND)
    exact = {name: params.get(name) for name in ("collection_method", "customer", "status")}
    return call.listing(every, **exact)


def _check_still_open(invoice: Object, params: Object) -> None:
    """A final invoice keeps everything that is printed on it."""
    if invoice["status"] == "draft" or params.keys() <= _STAYS_OPEN:
        return
    [first, *_] = sorted(params.keys() - _STAYS_OPEN)
    message = "Finalized invoices can't be updated in this way."
    raise invalid_request(message, param=first, code="invoice_not_editable")


def _collection(account: Account, invoice: Object, params: Object) -> Object:
    if not {"collection_method", "days_until_due", "due_date"} & params.keys():
        return {}
    customer = account.get("customer", invoice["customer"])
    asked = {"collection_method": invoice["collection_method"], **params}
    return manual.collection(asked, customer, None, account.now())


def _check_payable(invoice: Object) -> None:
    if invoice["status"] == "paid":
        raise invalid_request("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] == "void":
        raise invalid_request("Voided invoices cannot be paid.", code="invoice_not_payable")


def _check_open(invoice: Object, *allowed: str) -> None:
    if invoice["status"] not in allowed:
        message = "You can only pass in open invoices. This invoice isn't open."
        raise invalid_request(message, code="invoice_not_editable")


def _no_method() -> StripeError:
    message = (
        "There is no `default_payment_method` set on this Customer or Invoice. Please set a "
        "default payment method to pay this invoice."
    )
    return invalid_request(message, code="invoice_payment_intent_requires_payment_method")


def _raise_refusal(account: Account, invoice: Object, answer: Outcome | None) -> None:
    """Say no with 402; what was tried stays written down."""
    if answer is None or isinstance(answer, Approved):
        return
    intent = intent_of(account, invoice)
    if isinstance(answer, Declined):
        raise declined(answer, payment_intent=dict(intent), charge=intent["latest_charge"])
    message = (
        "Payment for this invoice requires additional user action before it can be completed "
        "successfully. Payment can be completed using the PaymentIntent associated with the "
        "invoice."
    )
    raise card_error(
        message, code="invoice_payment_intent_requires_action", payment_intent=dict(intent)
    )
