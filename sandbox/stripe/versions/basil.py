"""Undoes 2025-03-31.basil: https://docs.stripe.com/changelog/basil.

Invoices and their lines, which changed most, are in ``basil_invoices``.
"""

from sandbox.stripe.versions.basil_invoices import (
    credit_note,
    invoice,
    invoiceitem,
    line_item,
    one_discount,
)
from sandbox.stripe.versions.view import Object, Undo, View, without

PERIOD = ("current_period_start", "current_period_end")


def subscription(obj: Object, view: View) -> Object:
    """Show the period, the one discount and the one plan on the subscription itself.

    [inferred] With several items of different periods: from the first start to the last end.
    [inferred] ``plan`` and ``quantity`` are null when there are several items.
    """
    items = obj["items"]["data"]
    only = items[0] if len(items) == 1 else {}
    return {
        **obj,
        "current_period_start": _edge(items, "current_period_start"),
        "current_period_end": _edge(items, "current_period_end"),
        "discount": one_discount(obj, view),
        "items": {**obj["items"], "data": [without(item, *PERIOD) for item in items]},
        "plan": only.get("plan"),
        "quantity": only.get("quantity"),
    }


def payment_intent(obj: Object, view: View) -> Object:
    """Name the invoice that is paid (…/2025-03-31/add-support-for-multiple-partial-payments)."""
    return {**obj, "invoice": invoice_of(obj["id"], view)}


def charge(obj: Object, view: View) -> Object:
    """Name the invoice that is paid."""
    intent = obj.get("payment_intent")
    shown = intent["id"] if isinstance(intent, dict) else intent
    return {**obj, "invoice": invoice_of(shown, view) if shown else None}


def invoice_of(intent_id: str, view: View) -> str | None:
    """Find the invoice that a PaymentIntent was made for."""
    links = view.books.where("invoice_payment", "payment_intent", intent_id)
    return next((link["invoice"] for link in links), None)


def price(obj: Object, _: View) -> Object:
    """Show ``aggregate_usage`` of usage records, which meters replaced."""
    recurring = obj.get("recurring")
    return {**obj, "recurring": {**recurring, "aggregate_usage": None}} if recurring else obj


def plan(obj: Object, _: View) -> Object:
    """Show ``aggregate_usage`` of usage records, which meters replaced."""
    return {**obj, "aggregate_usage": None}


def _edge(items: list[Object], name: str) -> int | None:
    """Give the first start or the last end of several periods; an old shape has none left."""
    known = [item[name] for item in items if name in item]
    choose = min if name.endswith("start") else max
    return choose(known) if known else None


UNDO: dict[str, Undo] = {
    "subscription": subscription,
    "payment_intent": payment_intent,
    "charge": charge,
    "price": price,
    "plan": plan,
    "invoice": invoice,
    "line_item": line_item,
    "invoiceitem": invoiceitem,
    "credit_note": credit_note,
    "credit_note_line_item": line_item,
}
