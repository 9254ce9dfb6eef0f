"""How an invoice comes to be paid, and what is tried when it is not.

https://docs.stripe.com/invoicing/integration/automatic-advancement-collection
"""

from sandbox.stripe.billing.retries import FINALIZATION_DELAY, next_attempt
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Approved, Declined, Outcome, Processing, RequiresAction
from sandbox.stripe.core.declines import forbids_retrying
from sandbox.stripe.core.due import task
from sandbox.stripe.lifecycle import standing, terms
from sandbox.stripe.lifecycle.attempts import attempt, cancel_intent, link_paid
from sandbox.stripe.lifecycle.invoicing import finalize, subscription_of
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.payments.intents import Presence


def advance(
    account: Account, invoice: Object, *, scheduled: bool = True, off_session: bool = True
) -> Outcome | None:
    """Finalise, then charge or send; None when no bank was asked."""
    finalize(account, invoice)
    if invoice["amount_due"] == 0:
        mark_paid(account, invoice)
        return None
    if invoice["collection_method"] == "charge_automatically":
        return collect(account, invoice, scheduled=scheduled, off_session=off_session)
    send(account, invoice)
    return None


def collect(
    account: Account,
    invoice: Object,
    method: str | None = None,
    *,
    scheduled: bool,
    off_session: bool = True,
    authenticated: bool = False,
) -> Outcome | None:
    """Try once; ``scheduled`` tries are Stripe's own and move the retry schedule."""
    method = method or default_method(account, invoice)
    tried = {"attempted": True, "attempt_count": _counted(invoice, scheduled=scheduled)}
    if method is None:
        _failed(account, invoice, tried, scheduled=scheduled)
        return None
    presence = Presence(off_session=off_session, authenticated=authenticated)
    answer = attempt(account, invoice, method, presence)
    match answer:
        case Approved():
            mark_paid(account, invoice, tried, amount=invoice["amount_due"])
            standing.remember_method(account, invoice, method)
        case Processing():
            account.change(invoice, {**tried, "next_payment_attempt": None}, "invoice.updated")
            standing.payment_on_its_way(account, invoice)
        case Declined():
            _remember_refusal(account, invoice, method, answer)
            _failed(account, invoice, tried, scheduled=scheduled)
        case RequiresAction():
            needs = "invoice.payment_action_required"
            _failed(account, invoice, tried, needs, scheduled=scheduled)
    return answer


def settled(account: Account, invoice: Object, answer: Outcome) -> None:
    """A debit that was on its way has ended; a failed one counts as the attempt it was."""
    if isinstance(answer, Approved):
        link_paid(account, invoice)
        if invoice["status"] == "open":
            mark_paid(account, invoice, amount=invoice["amount_due"])
    elif invoice["status"] == "open":
        tried = {"attempt_count": invoice["attempt_count"]}
        _failed(account, invoice, tried, scheduled=True)


def resume(account: Account, invoice: Object) -> None:
    """Turn automatic collection on; Stripe moves the invoice on within about an hour."""
    when = account.now() + FINALIZATION_DELAY
    charged = invoice["collection_method"] == "charge_automatically"
    if invoice["status"] == "draft":
        planned = {"automatically_finalizes_at": when}
        account.change(invoice, planned, "invoice.updated")
        account.at(when, "invoice.advance", invoice["id"])
    elif invoice["status"] == "open" and charged:
        account.change(invoice, {"next_payment_attempt": when}, "invoice.updated")
        account.at(when, "invoice.retry", invoice["id"])
    elif invoice["status"] == "open":
        send(account, invoice)


def default_method(account: Account, invoice: Object) -> str | None:
    """Find what an invoice is charged to when nobody says otherwise."""
    if invoice["default_payment_method"]:
        return str(invoice["default_payment_method"])
    subscription = subscription_of(account, invoice)
    if subscription is not None:
        return terms.payment_method(account, subscription)
    return terms.method_of_customer(account, invoice["customer"])


def mark_paid(
    account: Account, invoice: Object, tried: Object | None = None, *, amount: int = 0
) -> None:
    """Close the invoice as paid and let the subscription and the customer know."""
    changes = {
        "amount_paid": amount,
        "amount_remaining": 0,
        "attempted": True,
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": "paid",
        "status_transitions": {**invoice["status_transitions"], "paid_at": account.now()},
        **(tried or {}),
    }
    account.change(invoice, changes, "invoice.updated", "invoice.paid", "invoice.payment_succeeded")
    standing.invoice_paid(account, invoice)


def pay_elsewhere(account: Account, invoice: Object) -> None:
    """Note that the money came outside Stripe; the bank is not asked."""
    cancel_intent(account, invoice, "void_invoice")
    off_stripe = {"amount_paid_off_stripe": invoice["amount_due"]}
    mark_paid(account, invoice, off_stripe, amount=invoice["amount_due"])


def send(account: Account, invoice: Object) -> None:
    """Mail the invoice (we only say so) and watch its due date."""
    account.change(invoice, {}, "invoice.sent")
    if invoice["due_date"] is not None:
        account.at(invoice["due_date"], "invoice.due", invoice["id"])


def _counted(invoice: Object, *, scheduled: bool) -> int:
    """Any first attempt counts; later only Stripe's own do (api/invoices, attempt_count)."""
    count: int = invoice["attempt_count"]
    return count + 1 if scheduled or count == 0 else count


def _remember_refusal(account: Account, invoice: Object, method: str, answer: Declined) -> None:
    """Note the method that the bank will never accept again for this invoice."""
    if forbids_retrying(answer):
        account.facts.setdefault(invoice["id"], {})["hopeless"] = method


def _hopeless(account: Account, invoice: Object) -> bool:
    refused = account.facts.get(invoice["id"], {}).get("hopeless")
    return refused is not None and refused == default_method(account, invoice)


def _skip(account: Account, invoice: Object) -> None:
    """Retries go on being scheduled after a hard decline, but the bank is asked again only for
    another payment method (docs.stripe.com/billing/revenue-recovery/smart-retries) [inferred: what
    is skipped counts as an attempt]."""
    tried = {"attempt_count": invoice["attempt_count"] + 1}
    again = _next_try(account, invoice, tried["attempt_count"])
    account.change(invoice, {**tried, "next_payment_attempt": again}, "invoice.updated")
    if again is not None:
        account.at(again, "invoice.retry", invoice["id"])
    standing.payment_failed(account, invoice, scheduled=True)


def _failed(account: Account, invoice: Object, tried: Object, *news: str, scheduled: bool) -> None:
    again = _next_try(account, invoice, tried["attempt_count"])
    changes = {**tried, "next_payment_attempt": again}
    account.change(invoice, changes, "invoice.updated", *news, "invoice.payment_failed")
    if again is not None:
        account.at(again, "invoice.retry", invoice["id"])
    standing.payment_failed(account, invoice, scheduled=scheduled)


def _next_try(account: Account, invoice: Object, count: int) -> int | None:
    """Place the next try; a first invoice is never retried, its subscription expires instead."""
    subscription = subscription_of(account, invoice)
    if subscription is None or subscription["status"] == "incomplete":
        return None
    if not invoice["auto_advance"]:
        return None
    facts = account.facts.setdefault(invoice["id"], {})
    first: int = facts.setdefault("first_failure", account.now())
    return next_attempt(first, count)


@task("invoice.advance")
def advance_draft(account: Account, invoice_id: str) -> None:
    """Do what was announced by ``automatically_finalizes_at``."""
    invoice = account.find("invoice", invoice_id)
    if invoice is None or invoice["status"] != "draft":
        return
    if account.find("customer", invoice["customer"]) is None:
        return
    planned = invoice["automatically_finalizes_at"]
    if planned is not None and planned <= account.now():
        advance(account, invoice, scheduled=True)


@task("invoice.retry")
def retry(account: Account, invoice_id: str) -> None:
    """Try again when the announced time has come and nobody paid or stopped it meanwhile."""
    invoice = account.find("invoice", invoice_id)
    if invoice is None or invoice["status"] != "open" or not invoice["auto_advance"]:
        return
    planned = invoice["next_payment_attempt"]
    if planned is None or planned > account.now():
        return
    if _hopeless(account, invoice):
        _skip(account, invoice)
    else:
        collect(account, invoice, scheduled=True)


@task("invoice.due")
def fall_due(account: Account, invoice_id: str) -> None:
    """A sent invoice that is still open at its due date makes the subscription past due."""
    invoice = account.find("invoice", invoice_id)
    if invoice is None or invoice["status"] != "open":
        return
    if invoice["due_date"] is not None and invoice["due_date"] <= account.now():
        account.change(invoice, {}, "invoice.overdue")
        standing.overdue(account, invoice)
