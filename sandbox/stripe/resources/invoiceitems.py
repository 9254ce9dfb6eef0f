"""Invoice items, waiting for an invoice or put on a draft: https://docs.stripe.com/api/invoiceitems."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import draft_lines, extra_items

KIND = "invoiceitem"
_PRICED = (
    "amount", "price_data", "pricing.price", "quantity", "quantity_decimal",
    "unit_amount_decimal",
)  # fmt: skip
_PLAIN = ("description", "discountable", "metadata", "period")


@route("POST", "/v1/invoiceitems", params="InvoiceItemCreateParams")
@implemented(
    "currency", "customer", "discounts", "invoice", "subscription", "tax_behavior", "tax_rates",
    *_PLAIN, *_PRICED,
)  # fmt: skip
def create(call: Call) -> Object:
    """Add something to a draft, to the customer's next invoice, or to that of one subscription."""
    account, params = call.account, call.params
    if "customer" not in params:
        raise missing("customer")
    customer = account.get("customer", params["customer"], param="customer")
    invoice = draft_lines.editable(account, params["invoice"]) if "invoice" in params else None
    currency = None if invoice is None else invoice["currency"]
    made = extra_items.item(account, customer, params, currency)
    extra_items.keep(account, made, params)
    if invoice is not None:
        draft_lines.put_on(account, invoice, [made])
    return made


@route("GET", "/v1/invoiceitems/{id}", params="InvoiceItemRetrieveParams")
def retrieve(call: Call, item_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, item_id)


@route("POST", "/v1/invoiceitems/{id}", params="InvoiceItemModifyParams")
@implemented("discounts", "tax_behavior", "tax_rates", *_PLAIN, *_PRICED)
def update(call: Call, item_id: str) -> Object:
    """Change one that is on no invoice yet, or only on a draft."""
    account, found = call.account, call.account.get(KIND, item_id)
    invoice = _draft(account, found, "modified")
    extra_items.change(account, found, call.params)
    if invoice is not None:
        draft_lines.redraw(account, invoice, found)
    return found


@route("DELETE", "/v1/invoiceitems/{id}", params="InvoiceItemDeleteParams")
def delete(call: Call, item_id: str) -> Object:
    """Take one back that is on no invoice yet, or only on a draft."""
    account, found = call.account, call.account.get(KIND, item_id)
    invoice = _draft(account, found, "deleted")
    if invoice is not None:
        draft_lines.take_off(account, invoice, found)
    account.remove(found, "invoiceitem.deleted")
    return {"id": item_id, "object": KIND, "deleted": True}


@route("GET", "/v1/invoiceitems", params="InvoiceItemListParams")
@implemented("customer", "invoice", "pending")
def index(call: Call) -> Object:
    """List invoice items."""
    if "created" in call.params:
        raise not_implemented("filtering invoice items by created")
    customer, pending = call.params.get("customer"), call.params.get("pending")
    every = (
        call.account.all(KIND)
        if customer is None
        else call.account.where(KIND, "customer", customer)
    )
    kept = (item for item in every if pending is None or (item["invoice"] is None) == pending)
    return call.listing(kept, invoice=call.params.get("invoice"))


def _draft(account: Account, found: Object, deed: str) -> Object | None:
    """Find the draft it is on; None: it waits; refuse when the invoice is final."""
    if found["invoice"] is None:
        return None
    invoice = account.get("invoice", found["invoice"])
    if invoice["status"] != "draft":
        message = f"This invoice item is attached to an invoice and can no longer be {deed}."
        raise invalid_request(message)
    return invoice
