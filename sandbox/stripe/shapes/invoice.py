"""Invoice, its lines and its payments: https://docs.stripe.com/api/invoices/object."""

from decimal import Decimal
from typing import Any

from sandbox.stripe.billing.lines import Line
from sandbox.stripe.shapes.fresh import fresh

type Object = dict[str, Any]

_UNUSED: Object = {
    "account_country": "US",
    "account_name": None,
    "account_tax_ids": None,
    "amount_overpaid": 0,
    "amount_paid": 0,
    "amount_paid_off_stripe": 0,
    "amount_shipping": 0,
    "application": None,
    "attempt_count": 0,
    "attempted": False,
    "automatic_tax": {
        "disabled_reason": None,
        "enabled": False,
        "liability": None,
        "provider": None,
        "status": None,
    },
    "automatically_finalizes_at": None,
    "custom_fields": None,
    "customer_account": None,
    "customer_tax_exempt": "none",
    "customer_tax_ids": [],
    "default_payment_method": None,
    "default_source": None,
    "default_tax_rates": [],
    "description": None,
    "discounts": [],
    "due_date": None,
    "effective_at": None,
    "ending_balance": None,
    "footer": None,
    "from_invoice": None,
    "hosted_invoice_url": None,
    "invoice_pdf": None,
    "issuer": {"type": "self"},
    "last_finalization_error": None,
    "latest_revision": None,
    "metadata": {},
    "next_payment_attempt": None,
    "number": None,
    "on_behalf_of": None,
    "payment_settings": {
        "default_mandate": None,
        "payment_method_options": None,
        "payment_method_types": None,
    },
    "post_payment_credit_notes_amount": 0,
    "pre_payment_credit_notes_amount": 0,
    "receipt_number": None,
    "rendering": None,
    "shipping_cost": None,
    "shipping_details": None,
    "starting_balance": 0,
    "statement_descriptor": None,
    "status": "draft",
    "status_transitions": {
        "finalized_at": None,
        "marked_uncollectible_at": None,
        "paid_at": None,
        "voided_at": None,
    },
    "test_clock": None,
    "total_discount_amounts": [],
    "total_pretax_credit_amounts": [],
    "total_taxes": [],
}


def invoice(given: Object, customer: Object) -> Object:
    """Complete a draft; what the customer is called is copied and stays as it was."""
    return {
        "id": given["id"],
        "object": "invoice",
        **fresh(_UNUSED),
        "customer": customer["id"],
        "customer_address": customer.get("address"),
        "customer_email": customer.get("email"),
        "customer_name": customer.get("name"),
        "customer_phone": customer.get("phone"),
        "customer_shipping": customer.get("shipping"),
        **given,
    }


def line_list(invoice_id: str, lines: list[Object], count: int) -> Object:
    """Wrap the lines that the invoice shows, of ``count`` that it has."""
    return {
        "object": "list",
        "data": lines,
        "has_more": count > len(lines),
        "total_count": count,
        "url": f"/v1/invoices/{invoice_id}/lines",
    }


def subscription_parent(subscription: Object) -> Object:
    """Say which subscription an invoice belongs to, with its metadata as of now."""
    details = {
        "metadata": dict(subscription["metadata"]),
        "subscription": subscription["id"],
    }
    return {
        "quote_details": None,
        "subscription_details": details,
        "type": "subscription_details",
    }


def item_line_parent(line: Line, subscription_id: str) -> Object:
    """Say which subscription item a line charges for."""
    details = {
        "invoice_item": None,
        "proration": line.proration,
        "proration_details": {"credited_items": None},
        "subscription": subscription_id,
        "subscription_item": line.goods.item,
    }
    return {
        "invoice_item_details": None,
        "subscription_item_details": details,
        "type": "subscription_item_details",
    }


def invoice_item_line_parent(invoiceitem: Object) -> Object:
    """Say which pending invoice item a line was made from."""
    parent = invoiceitem["parent"] or {}
    details = {
        "invoice_item": invoiceitem["id"],
        "proration": invoiceitem["proration"],
        "proration_details": {"credited_items": None},
        "subscription": parent.get("subscription_details", {}).get("subscription"),
    }
    return {
        "invoice_item_details": details,
        "subscription_item_details": None,
        "type": "invoice_item_details",
    }


def line(given: Object) -> Object:
    """Complete an invoice line; both kinds of line add only where they come from."""
    return {
        "id": given["id"],
        "object": "line_item",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "metadata": {},
        "pretax_credit_amounts": [],
        "subtotal": given["amount"],
        "taxes": [],
        **given,
    }


def pricing(price: str, product: str, unit: Decimal | None) -> Object:
    """Name the price a line was computed from."""
    return {
        "price_details": {"price": price, "product": product},
        "type": "price_details",
        "unit_amount_decimal": None if unit is None else f"{unit.normalize():f}",
    }


def invoiceitem(given: Object) -> Object:
    """Complete a pending invoice item: https://docs.stripe.com/api/invoiceitems/object."""
    return {
        "id": given["id"],
        "object": "invoiceitem",
        "customer_account": None,
        "description": None,
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "metadata": {},
        "net_amount": None if given.get("discountable", True) else given["amount"],
        "parent": None,
        "pricing": None,
        "proration": False,
        "quantity": 1,
        "quantity_decimal": str(given.get("quantity", 1)),
        "tax_rates": [],
        "test_clock": None,
        **given,
    }


def invoice_payment(given: Object) -> Object:
    """Complete the link between an invoice and the PaymentIntent that pays it."""
    return {
        "id": given["id"],
        "object": "invoice_payment",
        "amount_paid": None,
        "is_default": True,
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
        **given,
    }
