"""Undoes what 2025-03-31.basil changed on invoices, their lines and what is like them.

``parent``, ``payments``, ``pricing`` and ``taxes`` took the place of fields on the object itself:
https://docs.stripe.com/changelog/basil/2025-03-31/adds-new-parent-field-to-invoicing-objects,
…/add-support-for-multiple-partial-payments-on-invoices, …/invoice-tax-configurations.
"""

from decimal import Decimal

from sandbox.stripe.shapes.subscription import plan
from sandbox.stripe.versions.view import Object, View, without


def invoice(obj: Object, view: View) -> Object:
    """Name what the invoice is for, how it is paid, and its tax, on the invoice itself."""
    parent = obj.get("parent") or {}
    details = parent.get("subscription_details") or {}
    quote = parent.get("quote_details") or {}
    return {
        **without(obj, "parent", "payments", "confirmation_secret", "total_taxes"),
        **_payment(obj, view),
        "application_fee_amount": None,
        "discount": one_discount(obj, view),
        "quote": quote.get("quote"),
        "subscription": details.get("subscription"),
        "subscription_details": {"metadata": details.get("metadata")},
        "tax": _sum(obj.get("total_taxes")),
        "total_tax_amounts": _old_taxes(obj.get("total_taxes")),
        "transfer_data": None,
    }


def line_item(obj: Object, view: View) -> Object:
    """Name on the line itself what it charges for; credit note lines lack what they never had."""
    taxes = {
        "amount_excluding_tax": obj["amount"] - _inclusive(obj.get("taxes")),
        "tax_amounts": _old_taxes(obj.get("taxes")),
        "tax_rates": _tax_rates(obj, view),
    }
    shown = {**without(obj, "parent", "pricing", "taxes"), **taxes}
    shown["unit_amount_excluding_tax"] = _each(shown["amount_excluding_tax"], obj.get("quantity"))
    return shown if "parent" not in obj else {**shown, **_source(obj), **_priced(obj, view)}


def invoiceitem(obj: Object, view: View) -> Object:
    """Name subscription and price on the invoice item itself."""
    parent = obj.get("parent") or {}
    details = parent.get("subscription_details") or {}
    unit = (obj.get("pricing") or {}).get("unit_amount_decimal")
    return {
        **without(obj, "parent", "pricing"),
        **_priced(obj, view),
        "subscription": details.get("subscription"),
        "subscription_item": details.get("subscription_item"),
        "unit_amount": _whole(unit),
        "unit_amount_decimal": unit,
    }


def credit_note(obj: Object, _: View) -> Object:
    """Show the one refund and the taxes as before."""
    refunds = obj.get("refunds") or []
    return {
        **without(obj, "refunds", "total_taxes"),
        "refund": refunds[0]["refund"] if refunds else None,
        "tax_amounts": _old_taxes(obj.get("total_taxes")),
    }


def one_discount(obj: Object, view: View) -> Object | None:
    """Show the discount of an object that has at least one [inferred: the first of several]."""
    given = obj.get("discounts") or [None]
    return view.whole("discount", given[0])


def _payment(obj: Object, view: View) -> Object:
    """Name the PaymentIntent that finalising made, and its latest charge; a forecast has no id."""
    links = list(view.books.where("invoice_payment", "invoice", obj.get("id", "")))
    intent_id = next((link["payment"].get("payment_intent") for link in links), None)
    intent = view.books.find("payment_intent", intent_id) if intent_id else None
    paid = obj["status"] == "paid"
    through_us = any(link["status"] == "paid" for link in links)
    return {
        "charge": intent["latest_charge"] if intent else None,
        "paid": paid,
        "paid_out_of_band": paid and obj["amount_due"] > 0 and not through_us,
        "payment_intent": intent_id,
    }


def _source(obj: Object) -> Object:
    """Say from which subscription item or invoice item a line was made."""
    parent = obj["parent"] or {}
    item = parent.get("subscription_item_details") or {}
    pending = parent.get("invoice_item_details") or {}
    details = item or pending
    return {
        "invoice_item": details.get("invoice_item"),
        "proration": details.get("proration", False),
        "proration_details": details.get("proration_details"),
        "subscription": details.get("subscription"),
        "subscription_item": item.get("subscription_item"),
        "type": "subscription" if item else "invoiceitem",
    }


def _priced(obj: Object, view: View) -> Object:
    """Show price and plan in full [inferred: none where an amount was given without a price;
    Stripe made a hidden one]."""
    details = (obj.get("pricing") or {}).get("price_details") or {}
    price = view.whole("price", details.get("price"))
    recurring = price is not None and price["recurring"] is not None
    return {"price": price, "plan": view.show(plan(price)) if price and recurring else None}


def _tax_rates(obj: Object, view: View) -> list[Object]:
    """Show the tax rates in full, those that Stripe Tax computed included."""
    named = [(tax.get("tax_rate_details") or {}).get("tax_rate") for tax in obj.get("taxes") or []]
    return [rate for name in named if (rate := view.whole("tax_rate", name))]


def _old_taxes(taxes: list[Object] | None) -> list[Object]:
    return [
        {
            "amount": tax["amount"],
            "inclusive": tax["tax_behavior"] == "inclusive",
            "tax_rate": (tax.get("tax_rate_details") or {}).get("tax_rate"),
            "taxability_reason": tax.get("taxability_reason"),
            "taxable_amount": tax.get("taxable_amount"),
        }
        for tax in taxes or []
    ]


def _sum(taxes: list[Object] | None) -> int | None:
    return sum(tax["amount"] for tax in taxes) if taxes else None


def _inclusive(taxes: list[Object] | None) -> int:
    return sum(tax["amount"] for tax in taxes or [] if tax["tax_behavior"] == "inclusive")


def _each(amount: int, quantity: int | None) -> str | None:
    """Share an amount among its units, as a decimal string."""
    if not quantity:
        return None
    return f"{(Decimal(amount) / quantity).quantize(Decimal('1e-12')).normalize():f}"


def _whole(unit: str | None) -> int | None:
    exact = Decimal(unit) if unit else None
    return int(exact) if exact is not None and exact == exact.to_integral_value() else None
