"""Credit notes: taking back a part of a final invoice.

https://docs.stripe.com/invoicing/credit-notes: before payment a note lowers what remains to be
paid; after payment it says where the money went: back to the card, to the balance, or elsewhere.
"""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.lifecycle import balance, collection
from sandbox.stripe.lifecycle.attempts import cancel_intent
from sandbox.stripe.lifecycle.credit_lines import lines_wanted
from sandbox.stripe.payments import refunding
from sandbox.stripe.shapes.credit_note import credit_note

KIND = "credit_note"
_WAYS = ("credit_amount", "out_of_band_amount", "refund_amount")


def written(account: Account, params: dict[str, Any]) -> Object:
    """Write a note that nobody has issued yet, so that it can be previewed."""
    invoice = account.get("invoice", params["invoice"], param="invoice")
    lines = lines_wanted(account, invoice, params)
    total = sum(line["amount"] for line in lines)
    _check_worth(invoice, total)
    before = invoice["status"] in {"open", "uncollectible"}
    _check_ways(params, 0 if before else total)
    now = account.now()
    given = {
        "id": account.new_id("cn"),
        "amount": total,
        "created": now,
        "effective_at": params.get("effective_at", now),
        "memo": params.get("memo"),
        "metadata": merged({}, params.get("metadata")),
        "number": _number(account, invoice),
        "out_of_band_amount": params.get("out_of_band_amount"),
        "post_payment_amount": 0 if before else total,
        "pre_payment_amount": total if before else 0,
        "reason": params.get("reason"),
        "refunds": _refunds(account, params),
        "type": "pre_payment" if before else "post_payment",
    }
    return credit_note(given, invoice, lines)


def issue(account: Account, note: Object, params: dict[str, Any]) -> Object:
    """Issue the note and do what it says; the refund, which may be refused, comes first."""
    invoice = account.get("invoice", note["invoice"])
    if refunded := params.get("refund_amount", 0):
        note["refunds"] = [*note["refunds"], _refunded(account, invoice, refunded)]
    if credited := params.get("credit_amount", 0):
        customer = account.get("customer", invoice["customer"])
        links = {"credit_note": note["id"], "currency": note["currency"]}
        moved = balance.move(account, customer, -credited, "credit_note", **links)
        note["customer_balance_transaction"] = moved["id"]
    account.add(note, "credit_note.created")
    if note["type"] == "pre_payment":
        _lower(account, invoice, note["amount"])
    else:
        credited = invoice["post_payment_credit_notes_amount"] + note["amount"]
        changes = {"post_payment_credit_notes_amount": credited}
        account.change(invoice, changes, "invoice.updated")
    return note


def void(account: Account, note: Object) -> Object:
    """Undo a note of an invoice that is still open."""
    invoice = account.get("invoice", note["invoice"])
    if note["status"] == "void" or invoice["status"] != "open":
        message = "You can only void a credit note whose invoice is open."
        raise invalid_request(message)
    account.change(note, {"status": "void", "voided_at": account.now()}, "credit_note.voided")
    _lower(account, invoice, -note["amount"])
    return note


def _lower(account: Account, invoice: Object, amount: int) -> None:
    """Lower what remains; nothing left to pay means it is paid."""
    remaining = invoice["amount_remaining"] - amount
    changes = {
        "amount_due": invoice["amount_due"] - amount,
        "amount_remaining": remaining,
        "pre_payment_credit_notes_amount": invoice["pre_payment_credit_notes_amount"] + amount,
    }
    account.change(invoice, changes, "invoice.updated")
    for link in account.where("invoice_payment", "invoice", invoice["id"]):
        account.change(link, {"amount_requested": remaining})
        intent = account.get("payment_intent", link["payment"]["payment_intent"])
        account.change(intent, {"amount": remaining})
    if remaining == 0:
        cancel_intent(account, invoice, "void_invoice")
        collection.mark_paid(account, invoice)


def _check_worth(invoice: Object, total: int) -> None:
    if invoice["status"] not in {"open", "paid", "uncollectible"}:
        message = "You can only create a credit note for a finalized invoice that is not void."
        raise invalid_request(message, param="invoice")
    if total <= 0:
        raise invalid_request("The credit note total must be greater than 0.", param="amount")
    left = invoice["amount_remaining"]
    if invoice["status"] == "paid":
        left = invoice["total"] - invoice["pre_payment_credit_notes_amount"]
        left -= invoice["post_payment_credit_notes_amount"]
    if total > left:
        message = (
            f"The credit note total ({total}) is greater than the amount that can still be "
            f"credited on the invoice ({left})."
        )
        raise invalid_request(message, param="amount")


def _check_ways(params: dict[str, Any], total: int) -> None:
    """Every cent of a paid invoice goes somewhere; an open one has nothing to give back."""
    spread = sum(params.get(name, 0) for name in _WAYS)
    linked = params.get("refunds", [])
    spread += sum(each.get("amount_refunded", 0) for each in linked)
    if spread != total:
        raise _unbalanced(spread, total)


def _unbalanced(spread: int, total: int) -> StripeError:
    message = (
        "The sum of `credit_amount`, `refund_amount`, `out_of_band_amount` and `refunds` "
        f"({spread}) must equal the post payment amount of the credit note ({total})."
    )
    return invalid_request(message)


def _refunded(account: Account, invoice: Object, amount: int) -> Object:
    """Give money back to the charge that paid the invoice."""
    payment = next(account.where("invoice_payment", "invoice", invoice["id"]), None)
    if payment is None or payment["status"] != "paid":
        message = "There is no payment on this invoice that could be refunded."
        raise invalid_request(message, param="refund_amount")
    intent = account.get("payment_intent", payment["payment"]["payment_intent"])
    charge = account.get("charge", intent["latest_charge"])
    refunding.check(charge, amount, account.where("dispute", "charge", charge["id"]))
    made = refunding.give_back(account, charge, amount, {"metadata": {}, "reason": None})
    return _linked(made, amount)


def _linked(refund: Object, amount: int) -> Object:
    return {
        "amount_refunded": amount,
        "payment_record_refund": None,
        "refund": refund["id"],
        "type": "refund",
    }


def _refunds(account: Account, params: dict[str, Any]) -> list[Object]:
    """Link refunds that were made already."""
    return [_refund(account, each, n) for n, each in enumerate(params.get("refunds", []))]


def _refund(account: Account, given: dict[str, Any], place: int) -> Object:
    if given.get("type", "refund") != "refund":
        raise not_implemented("credit notes linked to payment records")
    for name in ("refund", "amount_refunded"):
        if name not in given:
            raise missing(f"refunds[{place}][{name}]")
    found = account.get("refund", given["refund"], param=f"refunds[{place}][refund]")
    amount: int = given["amount_refunded"]
    if amount > found["amount"]:
        message = f"The refund is of {found['amount']} only."
        raise invalid_request(message, param=f"refunds[{place}][amount_refunded]")
    return _linked(found, amount)


def _number(account: Account, invoice: Object) -> str:
    """Numbered within the invoice: ``ABC-0001-CN-01``."""
    known = sum(1 for _ in account.where(KIND, "invoice", invoice["id"]))
    return f"{invoice['number']}-CN-{known + 1:02d}"
