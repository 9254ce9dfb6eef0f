"""Credit note and its lines: https://docs.stripe.com/api/credit_notes/object."""

from typing import Any

type Object = dict[str, Any]


def credit_note(given: Object, invoice: Object, lines: list[Object]) -> Object:
    """Complete a credit note for a final invoice; untaxed, so that all totals are one."""
    page = f"https://pay.stripe.com/credit_notes/{given['id']}/pdf"
    return {
        "id": given["id"],
        "object": "credit_note",
        "amount_shipping": 0,
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "customer_account": None,
        "customer_balance_transaction": None,
        "discount_amount": 0,
        "discount_amounts": [],
        "invoice": invoice["id"],
        "lines": {
            "object": "list",
            "data": lines,
            "has_more": False,
            "url": f"/v1/credit_notes/{given['id']}/lines",
        },
        "livemode": invoice["livemode"],
        "pdf": page,
        "pretax_credit_amounts": [],
        "refunds": [],
        "shipping_cost": None,
        "status": "issued",
        "subtotal": given["amount"],
        "subtotal_excluding_tax": given["amount"],
        "total": given["amount"],
        "total_excluding_tax": given["amount"],
        "total_taxes": [],
        "voided_at": None,
        **given,
    }


def line(given: Object, *, livemode: bool) -> Object:
    """Complete a line of a credit note."""
    return {
        "id": given["id"],
        "object": "credit_note_line_item",
        "description": None,
        "discount_amount": 0,
        "discount_amounts": [],
        "invoice_line_item": None,
        "livemode": livemode,
        "metadata": {},
        "pretax_credit_amounts": [],
        "quantity": None,
        "tax_rates": [],
        "taxes": [],
        "unit_amount": None,
        "unit_amount_decimal": None,
        **given,
    }
