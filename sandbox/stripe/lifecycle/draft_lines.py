"""Editing a draft, line by line: https://docs.stripe.com/api/invoices/add_lines and its sisters.

Every line that was added by hand stands for an invoice item.
"""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import (
    StripeError,
    invalid_request,
    not_implemented,
    resource_missing,
)
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.lifecycle import extra_items
from sandbox.stripe.lifecycle.composing import lines_of, taken_up
from sandbox.stripe.lifecycle.drafts import recount
from sandbox.stripe.lifecycle.invoice_lines import pending_fields


def editable(account: Account, invoice_id: str) -> Object:
    """Find a draft, or refuse to change what is final."""
    found = account.get("invoice", invoice_id, param="invoice")
    if found["status"] != "draft":
        message = "This invoice is no longer editable."
        raise invalid_request(message, code="invoice_not_editable")
    return found


def put_on(account: Account, invoice: Object, items: list[Object]) -> Object:
    """Add invoice items to a draft, in its currency."""
    for item in items:
        if item["currency"] != invoice["currency"]:
            message = (
                f"The currency of the invoice item ({item['currency']}) must match that of the "
                f"invoice ({invoice['currency']})."
            )
            raise invalid_request(message, param="currency")
    for line in taken_up(account, invoice["id"], items):
        account.add(line)
    return recount(account, invoice)


def add_lines(account: Account, invoice: Object, given: list[dict[str, Any]]) -> Object:
    """Add lines: items that wait already, or new ones."""
    customer = account.get("customer", invoice["customer"])
    made = [_item(account, invoice, customer, each, n) for n, each in enumerate(given)]
    return put_on(account, invoice, made)


def update_line(account: Account, invoice: Object, line_id: str, given: dict[str, Any]) -> Object:
    """Change a line through its invoice item; of a subscription's line only the metadata."""
    line = _line(account, invoice, line_id)
    item = _item_of(account, line)
    asked = {name: value for name, value in given.items() if name != "id"}
    if item is None:
        if asked.keys() - {"metadata"}:
            raise not_implemented("changing a line of a subscription's items")
        return account.change(line, {"metadata": merged(line["metadata"], asked.get("metadata"))})
    extra_items.change(account, item, asked)
    return account.change(line, pending_fields(item))


def remove_line(account: Account, invoice: Object, line_id: str, behavior: str) -> None:
    """Delete the invoice item behind a line, or let it wait for another invoice."""
    line = _line(account, invoice, line_id)
    item = _item_of(account, line)
    if item is None:
        message = "You can only remove lines that were created from invoice items."
        raise invalid_request(message, param="lines")
    account.store.drop(line)
    if behavior == "delete":
        account.remove(item, "invoiceitem.deleted")
    else:
        account.change(item, {"invoice": None})


def redraw(account: Account, invoice: Object, item: Object) -> None:
    """Bring the line of a changed invoice item up to date, and the sums with it."""
    for line in lines_of(account, invoice):
        if _stands_for(line) == item["id"]:
            account.change(line, pending_fields(item))
    recount(account, invoice)


def take_off(account: Account, invoice: Object, item: Object) -> None:
    """Remove the line of an invoice item that is to be deleted."""
    for line in lines_of(account, invoice):
        if _stands_for(line) == item["id"]:
            account.store.drop(line)
    recount(account, invoice)


def clear(account: Account, invoice: Object) -> None:
    """Delete the lines of a draft that is to be deleted, and the invoice items behind them."""
    for line in lines_of(account, invoice):
        item = _item_of(account, line)
        account.store.drop(line)
        if item is not None:
            account.remove(item, "invoiceitem.deleted")


def _item(
    account: Account, invoice: Object, customer: Object, given: dict[str, Any], place: int
) -> Object:
    if "invoice_item" in given:
        param = f"lines[{place}][invoice_item]"
        found = account.get("invoiceitem", given["invoice_item"], param=param)
        if found["invoice"] is not None:
            message = "This invoice item is already attached to an invoice."
            raise invalid_request(message, param=param)
        return found
    made = extra_items.item(account, customer, given, invoice["currency"])
    return extra_items.keep(account, made, given)


def _line(account: Account, invoice: Object, line_id: str) -> Object:
    line = account.find("line_item", line_id)
    if line is None or line["invoice"] != invoice["id"]:
        raise _no_line(line_id)
    return line


def _no_line(line_id: str) -> StripeError:
    return resource_missing("line_item", line_id)


def _stands_for(line: Object) -> str | None:
    details = line["parent"]["invoice_item_details"]
    return None if details is None else str(details["invoice_item"])


def _item_of(account: Account, line: Object) -> Object | None:
    item_id = _stands_for(line)
    return None if item_id is None else account.get("invoiceitem", item_id)
