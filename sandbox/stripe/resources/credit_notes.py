"""Credit notes: https://docs.stripe.com/api/credit_notes."""

from sandbox.stripe.core.rehearsal import Rehearsal
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.listing import page
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import crediting
from sandbox.stripe.lifecycle.crediting import KIND

_NOTE = (
    "amount", "credit_amount", "effective_at", "invoice", "lines.amount", "lines.description",
    "lines.invoice_line_item", "lines.quantity", "lines.type", "lines.unit_amount",
    "lines.unit_amount_decimal", "memo", "metadata", "out_of_band_amount", "reason",
    "refund_amount", "refunds.amount_refunded", "refunds.refund", "refunds.type",
)  # fmt: skip


@route("POST", "/v1/credit_notes", params="CreditNoteCreateParams")
@implemented(*_NOTE, "lines.metadata")
def create(call: Call) -> Object:
    """Issue one."""
    note = crediting.written(call.account, call.params)
    return crediting.issue(call.account, note, call.params)


@route("GET", "/v1/credit_notes/preview", params="CreditNotePreviewParams")
@implemented(*_NOTE)
def preview(call: Call) -> Object:
    """Show one without issuing it."""
    return crediting.written(Rehearsal(call.account), call.params)


@route("GET", "/v1/credit_notes/preview/lines", params="CreditNotePreviewLinesParams")
@implemented(*_NOTE)
def preview_lines(call: Call) -> Object:
    """Show the lines of one without issuing it."""
    note = crediting.written(Rehearsal(call.account), call.params)
    return page(list(reversed(note["lines"]["data"])), call.params, call.path)


@route("GET", "/v1/credit_notes/{id}", params="CreditNoteRetrieveParams")
def retrieve(call: Call, note_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, note_id)


@route("POST", "/v1/credit_notes/{id}", params="CreditNoteModifyParams")
@implemented("memo", "metadata")
def update(call: Call, note_id: str) -> Object:
    """Change what it says, never what it credits."""
    found = call.account.get(KIND, note_id)
    changes = {
        **call.given("memo"),
        "metadata": merged(found["metadata"], call.params.get("metadata")),
    }
    return call.account.change(found, changes, "credit_note.updated")


@route("POST", "/v1/credit_notes/{id}/void", params="CreditNoteVoidCreditNoteParams")
def void(call: Call, note_id: str) -> Object:
    """Undo one."""
    return crediting.void(call.account, call.account.get(KIND, note_id))


@route("GET", "/v1/credit_notes/{id}/lines", params="CreditNoteListLinesParams")
def lines(call: Call, note_id: str) -> Object:
    """List the lines of one in their order."""
    found = call.account.get(KIND, note_id)
    return page(list(reversed(found["lines"]["data"])), call.params, call.path)


@route("GET", "/v1/credit_notes", params="CreditNoteListParams")
@implemented("customer", "invoice")
def index(call: Call) -> Object:
    """List credit notes."""
    account, invoice = call.account, call.params.get("invoice")
    every = account.all(KIND) if invoice is None else account.where(KIND, "invoice", invoice)
    return call.listing(every, customer=call.params.get("customer"))
