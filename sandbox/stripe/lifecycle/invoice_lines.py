"""Turning what is charged into the lines an invoice shows."""

from sandbox.stripe.billing.lines import Line
from sandbox.stripe.core.account import Account
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.shapes import invoice as shapes


def item_line(account: Account, invoice_id: str, subscription: Object, line: Line) -> Object:
    """Charge for an item of the subscription."""
    goods = line.goods
    return shapes.line(
        {
            "id": account.new_id("il"),
            "amount": line.amount,
            "currency": goods.currency,
            "description": line.description,
            "invoice": invoice_id,
            "livemode": account.livemode,
            "metadata": dict(subscription["metadata"]),
            "parent": shapes.item_line_parent(line, subscription["id"]),
            "period": line.period._asdict(),
            "pricing": shapes.pricing(goods.price, goods.product, line.unit),
            "quantity": line.quantity,
            "quantity_decimal": str(line.quantity),
            "subscription": subscription["id"],
        }
    )


def pending_line(account: Account, invoice_id: str, item: Object) -> Object:
    """Take up an invoice item that was waiting."""
    parent = item["parent"] or {}
    return shapes.line(
        {
            "id": account.new_id("il"),
            "currency": item["currency"],
            "invoice": invoice_id,
            "livemode": item["livemode"],
            "parent": shapes.invoice_item_line_parent(item),
            "subscription": parent.get("subscription_details", {}).get("subscription"),
            **pending_fields(item),
        }
    )


def pending_fields(item: Object) -> Object:
    """Give what a line copies from its invoice item, and copies again when that is changed."""
    same = ("amount", "description", "discountable", "discounts", "metadata", "period", "pricing",
            "quantity", "quantity_decimal")  # fmt: skip
    return {"subtotal": item["amount"], **{name: item[name] for name in same}}
