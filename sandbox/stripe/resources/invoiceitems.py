"""Invoice items waiting for an invoice: https://docs.stripe.com/api/invoiceitems."""

from decimal import Decimal
from typing import Any

from sandbox.stripe.billing.amounts import line_amount
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import discounting, taxation
from sandbox.stripe.lifecycle.redeeming import Place
from sandbox.stripe.shapes.invoice import invoiceitem, pricing

KIND = "invoiceitem"


@route("POST", "/v1/invoiceitems", params="InvoiceItemCreateParams")
@implemented(
    "amount", "currency", "customer", "description", "discountable", "discounts", "metadata",
    "period", "pricing.price", "quantity", "subscription", "tax_behavior", "tax_rates",
    "unit_amount_decimal",
)  # fmt: skip
def create(call: Call) -> Object:
    """Add something to the customer's next invoice, or to that of one subscription."""
    account, params = call.account, call.params
    if "customer" not in params:
        raise missing("customer")
    customer = account.get("customer", params["customer"], param="customer")
    now, priced = account.now(), _amount(account, params)
    given = {
        "id": account.new_id("ii"),
        "customer": customer["id"],
        "date": now,
        "description": params.get("description"),
        "discountable": params.get("discountable", priced["amount"] >= 0),
        "livemode": account.livemode,
        "metadata": merged({}, params.get("metadata")),
        "parent": _parent(account, params),
        "period": params.get("period", {"start": now, "end": now}),
        "tax_rates": taxation.chosen(account, params.get("tax_rates"), "tax_rates"),
        **priced,
    }
    return _added(account, invoiceitem(given), params)


def _added(account: Account, item: Object, params: dict[str, Any]) -> Object:
    """Keep an item with what it says about discounts and tax."""
    if "tax_behavior" in params:
        account.facts[item["id"]] = {"tax_behavior": params["tax_behavior"]}
    if params.get("discounts"):
        on = {"invoice_item": item["id"]}
        place = Place(item["customer"], item["currency"], account.now(), item["amount"], on)
        item["discounts"] = discounting.redeem(account, params["discounts"], place)
    account.add(item, "invoiceitem.created")
    discounting.tell(account, [], item["discounts"])
    return item


@route("GET", "/v1/invoiceitems/{id}", params="InvoiceItemRetrieveParams")
def retrieve(call: Call, item_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, item_id)


@route("DELETE", "/v1/invoiceitems/{id}", params="InvoiceItemDeleteParams")
def delete(call: Call, item_id: str) -> Object:
    """Take one back that is on no invoice yet."""
    found = call.account.get(KIND, item_id)
    if found["invoice"] is not None:
        message = "This invoice item is attached to an invoice and can no longer be deleted."
        raise invalid_request(message)
    call.account.remove(found, "invoiceitem.deleted")
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


def _parent(account: Account, params: dict[str, Any]) -> Object | None:
    if "subscription" not in params:
        return None
    found = account.get("subscription", params["subscription"], param="subscription")
    details = {"subscription": found["id"], "subscription_item": None}
    return {"subscription_details": details, "type": "subscription_details"}


def _amount(account: Account, params: dict[str, Any]) -> Object:
    """Price it: a plain amount, a price, or a unit amount times a quantity."""
    quantity = params.get("quantity", 1)
    if "pricing" in params:
        price = account.get("price", params["pricing"]["price"], param="pricing[price]")
        unit = Decimal(price["unit_amount_decimal"])
        return {
            "amount": line_amount(unit, quantity),
            "currency": price["currency"],
            "pricing": pricing(price["id"], price["product"], unit),
            "quantity": quantity,
        }
    if "currency" not in params:
        raise missing("currency")
    return {"currency": params["currency"].lower(), **_unpriced(params, quantity)}


def _unpriced(params: dict[str, Any], quantity: int) -> Object:
    if "amount" in params:
        if "quantity" in params:
            message = "You may only specify one of these parameters: amount, quantity."
            raise invalid_request(message, param="quantity")
        return {"amount": params["amount"], "pricing": _loose(str(params["amount"]))}
    if "unit_amount_decimal" not in params:
        raise missing("amount")
    unit = params["unit_amount_decimal"]
    amount = line_amount(Decimal(unit), quantity)
    return {"amount": amount, "pricing": _loose(unit), "quantity": quantity}


def _loose(unit: str) -> Object:
    return {"price_details": None, "type": "price_details", "unit_amount_decimal": unit}
