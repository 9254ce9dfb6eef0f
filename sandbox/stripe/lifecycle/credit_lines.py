"""What a credit note credits: an amount, lines of the invoice, or lines of its own.

https://docs.stripe.com/api/credit_notes/create, ``amount`` and ``lines``
"""

from decimal import Decimal
from typing import Any

from sandbox.stripe.billing.amounts import line_amount
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.shapes import credit_note as shapes


def lines_wanted(account: Account, invoice: Object, params: dict[str, Any]) -> list[Object]:
    """Read the lines; an amount alone becomes one line without a name [inferred]."""
    if "amount" in params and "lines" in params:
        message = "You may only specify one of these parameters: amount, lines."
        raise invalid_request(message, param="amount")
    if "amount" in params:
        known = {"amount": params["amount"], "type": "custom_line_item", "quantity": 1}
        return [_line(account, invoice, known)]
    if not params.get("lines"):
        raise missing("amount")
    wanted = enumerate(params["lines"])
    return [_wanted(account, invoice, each, f"lines[{n}]") for n, each in wanted]


def _wanted(account: Account, invoice: Object, given: dict[str, Any], place: str) -> Object:
    if given["type"] == "custom_line_item":
        return _custom(account, invoice, given, place)
    if "invoice_line_item" not in given:
        raise missing(f"{place}[invoice_line_item]")
    source = account.get(
        "line_item", given["invoice_line_item"], param=f"{place}[invoice_line_item]"
    )
    if source["invoice"] != invoice["id"]:
        message = "The line item does not belong to the invoice."
        raise invalid_request(message, param=f"{place}[invoice_line_item]")
    if source["taxes"] or source["discount_amounts"]:
        raise not_implemented("crediting a line that is taxed or discounted: credit an amount")
    known = {
        "amount": _share(source, given, place),
        "description": source["description"],
        "invoice_line_item": source["id"],
        "quantity": given.get("quantity"),
        "type": "invoice_line_item",
    }
    return _line(account, invoice, {**known, "metadata": merged({}, given.get("metadata"))})


def _share(source: Object, given: dict[str, Any], place: str) -> int:
    """So many of its units, or an amount, at most all of it."""
    if "quantity" in given:
        each = Decimal(source["amount"]) / (source["quantity"] or 1)
        amount = line_amount(each, given["quantity"])
    elif "amount" in given:
        amount = given["amount"]
    else:
        raise missing(f"{place}[quantity]")
    if amount > source["amount"]:
        message = "The amount to credit is greater than the amount of the line item."
        raise invalid_request(message, param=place)
    return int(amount)


def _custom(account: Account, invoice: Object, given: dict[str, Any], place: str) -> Object:
    said = [name for name in ("unit_amount", "unit_amount_decimal") if name in given]
    if len(said) != 1:
        raise missing(f"{place}[unit_amount]")
    if "description" not in given:
        raise missing(f"{place}[description]")
    unit, quantity = Decimal(given[said[0]]), given.get("quantity", 1)
    known = {
        "amount": line_amount(unit, quantity),
        "description": given["description"],
        "metadata": merged({}, given.get("metadata")),
        "quantity": quantity,
        "type": "custom_line_item",
        "unit_amount": int(unit) if unit == unit.to_integral_value() else None,
        "unit_amount_decimal": f"{unit.normalize():f}",
    }
    return _line(account, invoice, known)


def _line(account: Account, invoice: Object, known: Object) -> Object:
    given = {"id": account.new_id("cnli"), **known}
    return shapes.line(given, livemode=invoice["livemode"])
