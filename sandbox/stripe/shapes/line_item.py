"""A line of a Checkout Session or payment link: docs.stripe.com/api/checkout/sessions."""

from typing import Any

type Object = dict[str, Any]


def line_item(item_id: str, price: Object, name: str, quantity: int, amount: int) -> Object:
    """Complete a line; nothing is taken off and no tax comes on top."""
    return {
        "id": item_id,
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": name,
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }
