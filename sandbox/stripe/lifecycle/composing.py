"""Keeping the lines of an invoice.

An invoice shows its first ten lines; all of them are listed by an endpoint of their own
(docs.stripe.com/api/invoices/object, ``lines``).
"""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle.invoice_lines import pending_line
from sandbox.stripe.shapes import invoice as shapes

EMBEDDED = 10
"""Lines that an invoice shows."""


def compose(
    account: Account, customer: Object, given: Object, sums: Object, lines: list[Object]
) -> Object:
    """Keep a new draft with its lines and tell of it."""
    for line in lines:
        account.add(line)
    shown = {**given, **sums, "lines": embedded(given["id"], lines)}
    return account.add(shapes.invoice(shown, customer), "invoice.created")


def embedded(invoice_id: str, lines: list[Object]) -> Object:
    """Give the part of the lines that the invoice shows."""
    return shapes.line_list(invoice_id, lines[:EMBEDDED], len(lines))


def lines_of(account: Account, invoice: Object) -> list[Object]:
    """List all lines of an invoice in their order."""
    return list(account.where("line_item", "invoice", invoice["id"]))


def taken_up(account: Account, invoice_id: str, items: list[Object]) -> list[Object]:
    """Turn invoice items into lines; from now on they wait for no other invoice."""
    lines = [pending_line(account, invoice_id, item) for item in items]
    for item in items:
        account.change(item, {"invoice": invoice_id})
    return lines
