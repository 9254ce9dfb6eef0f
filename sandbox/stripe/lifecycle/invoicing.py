"""Drafting and finalising: https://docs.stripe.com/billing/invoices/subscription."""

from dataclasses import dataclass

from sandbox.stripe.billing.amounts import settle
from sandbox.stripe.billing.calendar import Period, due_date
from sandbox.stripe.billing.lines import Line
from sandbox.stripe.core import hosted
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.lifecycle import balance as balances
from sandbox.stripe.lifecycle import debits, discounting, drafts
from sandbox.stripe.lifecycle.composing import compose, taken_up
from sandbox.stripe.lifecycle.invoice_lines import item_line
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.payments.presentation import kinds
from sandbox.stripe.shapes import invoice as shapes
from sandbox.stripe.shapes.payment import payment_intent


@dataclass(frozen=True, slots=True)
class Bill:
    """What a subscription is to be invoiced for."""

    lines: tuple[Line, ...]
    reason: str
    """``billing_reason``: subscription_create, subscription_cycle, subscription_update."""
    period: Period
    """In which invoice items could be added; not the period that is paid for."""


def draft(
    account: Account,
    subscription: Object,
    bill: Bill,
    *,
    invoice_id: str,
    automatic: bool,
    wait: int = 0,
) -> Object:
    """Write the invoice; ``automatic`` ones finalise and collect themselves after ``wait`` seconds,
    and with no wait the caller finalises them in the same breath."""
    customer = account.get("customer", subscription["customer"])
    pending = pending_items(account, subscription)
    lines = taken_up(account, invoice_id, pending)
    lines += [item_line(account, invoice_id, subscription, line) for line in bill.lines]
    reckoned = drafts.of_subscription(account, subscription, lines)
    now = account.now()
    finalizes_at = now + wait if automatic and wait else None
    charged = subscription["collection_method"] == "charge_automatically"
    given = {
        "id": invoice_id,
        "auto_advance": automatic,
        "automatically_finalizes_at": finalizes_at,
        "billing_reason": bill.reason,
        "collection_method": subscription["collection_method"],
        "created": now,
        "currency": subscription["currency"],
        **_texts(subscription, customer),
        "livemode": account.livemode,
        "next_payment_attempt": finalizes_at if charged else None,
        "parent": shapes.subscription_parent(subscription),
        "period_end": bill.period.end,
        "period_start": bill.period.start,
        "webhooks_delivered_at": now,
    }
    invoice = compose(account, customer, given, reckoned.fields, reckoned.lines)
    discounting.spend(account, invoice, subscription)
    debits.invoiced(account, bill.lines, reckoned.lines[len(pending) :])
    return invoice


def _texts(subscription: Object, customer: Object) -> Object:
    """What its invoices say: of its own, or what all invoices of the customer say
    (docs.stripe.com/api/customers/object)."""
    own: Object = subscription["invoice_settings"]
    theirs: Object = customer.get("invoice_settings") or {}
    return {
        "description": own["description"] or subscription["description"],
        "custom_fields": own["custom_fields"] or theirs.get("custom_fields"),
        "footer": own["footer"] or theirs.get("footer"),
    }


def pending_items(account: Account, subscription: Object) -> list[Object]:
    """Find what waits for this subscription's next invoice, or for the customer's next one."""
    return [
        item
        for item in account.where("invoiceitem", "customer", subscription["customer"])
        if item["invoice"] is None and belongs(item, subscription)
    ]


def belongs(invoiceitem: Object, subscription: Object) -> bool:
    """Tell whether an invoice item goes on this subscription's invoices; one with rates of its own
    waits for an invoice without automatic tax (api/invoices/object, ``automatic_tax.enabled``)."""
    if invoiceitem["currency"] != subscription["currency"]:
        return False
    if subscription["automatic_tax"]["enabled"] and invoiceitem["tax_rates"]:
        return False
    parent = invoiceitem["parent"]
    return parent is None or parent["subscription_details"]["subscription"] == subscription["id"]


def finalize(account: Account, invoice: Object) -> Object:
    """Number a draft, apply the balance and open it; nothing to pay means it is paid."""
    if invoice["status"] != "draft":
        message = "This invoice is already finalized, you can't re-finalize it."
        raise invalid_request(message, code="invoice_not_editable")
    drafts.finish_taxes(account, invoice)
    customer = account.get("customer", invoice["customer"])
    balance = customer.get("balance", 0)
    due = settle(invoice["total"], balance, invoice["currency"])
    numbered = invoice["number"] is None
    changes = {
        **_opened(account, invoice, invoice["number"] or _number(customer)),
        "amount_due": due.amount_due,
        "amount_remaining": due.amount_due,
        "starting_balance": balance,
        "ending_balance": due.ending_balance,
    }
    account.change(invoice, changes, "invoice.finalized")
    balances.record_invoice(account, customer, invoice)
    sequence = customer.get("next_invoice_sequence", 1) + (1 if numbered else 0)
    told = {"balance": due.ending_balance, "next_invoice_sequence": sequence}
    account.change(customer, told, "customer.updated")
    if due.amount_due:
        ask_for_payment(account, invoice)
    return invoice


def _opened(account: Account, invoice: Object, number: str) -> Object:
    """What finalising changes, whatever the amount."""
    now, advances = account.now(), invoice["auto_advance"]
    page = hosted.page(account, "invoice", f"/i/{account.id}/{invoice['id']}")
    return {
        "automatically_finalizes_at": None,
        "due_date": invoice["due_date"] or _due_date(account, invoice),
        "effective_at": now,
        "hosted_invoice_url": page,
        "invoice_pdf": f"{page}/pdf",
        "next_payment_attempt": invoice["next_payment_attempt"] if advances else None,
        "number": number,
        "status": "open",
        "status_transitions": {**invoice["status_transitions"], "finalized_at": now},
    }


def _due_date(account: Account, invoice: Object) -> int | None:
    subscription = subscription_of(account, invoice)
    if subscription is None or invoice["collection_method"] != "send_invoice":
        return None
    return due_date(account.now(), subscription["days_until_due"])


def _number(customer: Object) -> str:
    """Number within the customer: docs.stripe.com/invoicing/customize, invoice numbering."""
    return f"{customer['invoice_prefix']}-{customer.get('next_invoice_sequence', 1):04d}"


def ask_for_payment(account: Account, invoice: Object) -> None:
    """Every open amount has a PaymentIntent from the moment it is final."""
    intent_id = account.new_id("pi")
    intent = payment_intent(
        {
            "id": intent_id,
            "amount": invoice["amount_due"],
            "client_secret": f"{intent_id}_secret_{account.new_id('x')[2:]}",
            "created": account.now(),
            "currency": invoice["currency"],
            "customer": invoice["customer"],
            "description": _purpose(invoice),
            "livemode": account.livemode,
            "payment_method_types": kinds({}, invoice["currency"]),
            "setup_future_usage": "off_session" if _begins(invoice) else None,
        }
    )
    account.facts[intent_id] = {"invoice": invoice["id"]}
    account.add(intent, "payment_intent.created")
    account.add(
        shapes.invoice_payment(
            {
                "id": account.new_id("inpay"),
                "amount_requested": invoice["amount_due"],
                "created": account.now(),
                "currency": invoice["currency"],
                "invoice": invoice["id"],
                "livemode": account.livemode,
                "payment": {"payment_intent": intent_id, "type": "payment_intent"},
            }
        )
    )


def _begins(invoice: Object) -> bool:
    """Tell a subscription's first invoice, which also saves its payment method for the others."""
    return bool(invoice["billing_reason"] == "subscription_create")


def _purpose(invoice: Object) -> str:
    return "Subscription creation" if _begins(invoice) else "Subscription update"


def subscription_of(account: Account, invoice: Object) -> Object | None:
    """Find the subscription an invoice belongs to."""
    parent = invoice["parent"]
    if parent is None:
        return None
    return account.find("subscription", parent["subscription_details"]["subscription"])
