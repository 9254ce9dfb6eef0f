"""Lines of invoices, and invoices that are not made yet.

https://docs.stripe.com/api/invoice-line-item, https://docs.stripe.com/api/invoices/create_preview
"""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.listing import page
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import draft_lines
from sandbox.stripe.lifecycle.composing import EMBEDDED, lines_of
from sandbox.stripe.lifecycle.drafts import recount
from sandbox.stripe.lifecycle.previewing import preview

_PLAIN = ("amount", "description", "discountable", "discounts", "metadata", "period",
          "pricing.price", "quantity", "quantity_decimal", "tax_rates")  # fmt: skip
_PRICE_DATA = ("currency", "product", "tax_behavior", "unit_amount", "unit_amount_decimal")
_LINE = (*_PLAIN, *(f"price_data.{name}" for name in _PRICE_DATA))
_LINES = tuple(f"lines.{name}" for name in _LINE)
_DETAILS = tuple(
    f"subscription_details.{name}"
    for name in (
        "billing_cycle_anchor", "billing_mode", "cancel_at", "cancel_at_period_end", "cancel_now",
        "default_tax_rates", "items.deleted", "items.discounts", "items.id", "items.metadata",
        "items.price", "items.price_data", "items.quantity", "items.tax_rates", "metadata",
        "pause", "proration_behavior", "proration_date", "resume_at", "start_date", "trial_end",
    )
)  # fmt: skip
_EXTRA = tuple(
    f"invoice_items.{name}"
    for name in (
        "amount", "currency", "description", "discountable", "discounts", "invoiceitem", "metadata",
        "period", "price", "price_data", "quantity", "quantity_decimal", "tax_behavior",
        "tax_rates", "unit_amount", "unit_amount_decimal",
    )
)  # fmt: skip


@route("POST", "/v1/invoices/create_preview", params="InvoiceCreatePreviewParams")
@implemented(
    "automatic_tax.enabled", "currency", "customer", "customer_details.address",
    "customer_details.tax_exempt", "discounts", "preview_mode", "schedule", "subscription",
    *_DETAILS, *_EXTRA,
)  # fmt: skip
def create_preview(call: Call) -> Object:
    """Show the invoice that would be made next; it is not kept, but its lines can be listed."""
    if call.params.get("preview_mode", "next") != "next":
        raise not_implemented(f"preview_mode={call.params['preview_mode']}")
    shown = preview(call.account, call.params)
    if len(shown.lines) > EMBEDDED:
        for line in shown.lines:
            call.account.add(line)
    expand = call.params.get("expand", [])
    if "discounts" in expand:
        _show_discounts(shown.invoice, shown.discounts)
    if "lines.data.discounts" in expand:
        for line in shown.invoice["lines"]["data"]:
            _show_discounts(line, shown.discounts)
    return shown.invoice


@route("GET", "/v1/invoices/{id}/lines", params="InvoiceListLinesParams")
def index(call: Call, invoice_id: str) -> Object:
    """List the lines of an invoice in their order."""
    every = lines_of(call.account, {"id": invoice_id})
    if not every or not invoice_id.startswith("upcoming_in_"):
        call.account.get("invoice", invoice_id)
    return page(list(reversed(every)), call.params, call.path)


@route("POST", "/v1/invoices/{id}/add_lines", params="InvoiceAddLinesParams")
@implemented("invoice_metadata", "lines.invoice_item", *_LINES)
def add(call: Call, invoice_id: str) -> Object:
    """Add several lines to a draft."""
    found = _draft(call.account, invoice_id, call.params)
    return draft_lines.add_lines(call.account, found, call.params["lines"])


@route("POST", "/v1/invoices/{id}/update_lines", params="InvoiceUpdateLinesParams")
@implemented("invoice_metadata", "lines.id", *_LINES)
def update_several(call: Call, invoice_id: str) -> Object:
    """Change several lines of a draft."""
    found = _draft(call.account, invoice_id, call.params)
    for given in call.params["lines"]:
        draft_lines.update_line(call.account, found, given["id"], given)
    return recount(call.account, found)


@route("POST", "/v1/invoices/{id}/remove_lines", params="InvoiceRemoveLinesParams")
@implemented("invoice_metadata", "lines.behavior", "lines.id")
def remove(call: Call, invoice_id: str) -> Object:
    """Take several lines off a draft."""
    found = _draft(call.account, invoice_id, call.params)
    for given in call.params["lines"]:
        draft_lines.remove_line(call.account, found, given["id"], given["behavior"])
    return recount(call.account, found)


@route("POST", "/v1/invoices/{id}/lines/{id}", params="InvoiceLineItemUpdateParams")
@implemented(*_LINE)
def update(call: Call, invoice_id: str, line_id: str) -> Object:
    """Change one line of a draft."""
    found = draft_lines.editable(call.account, invoice_id)
    line = draft_lines.update_line(call.account, found, line_id, call.params)
    recount(call.account, found)
    return line


def _show_discounts(owner: Object, made: dict[str, Object]) -> None:
    """Expand what the preview itself redeems: no account has it, so nobody else could."""
    owner["discounts"] = [made.get(each, each) for each in owner["discounts"]]


def _draft(account: Account, invoice_id: str, params: dict[str, Any]) -> Object:
    """Find the draft and take over metadata that came along."""
    found = draft_lines.editable(account, invoice_id)
    metadata = merged(found["metadata"], params.get("invoice_metadata"))
    return account.change(found, {"metadata": metadata})
