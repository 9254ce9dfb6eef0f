"""How a subscription ends: https://docs.stripe.com/billing/subscriptions/cancel."""

from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.billing.retries import FINALIZATION_DELAY
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import TASKS, task
from sandbox.stripe.lifecycle import terms, writing_off
from sandbox.stripe.lifecycle.invoicing import Bill, draft, pending_items
from sandbox.stripe.lifecycle.terms import Object


def end(
    account: Account, subscription: Object, *, reason: str | None, said: Object | None = None
) -> None:
    """End it now; what was finalised stays owed but is not collected any more.

    ``said`` are the customer's comment and feedback.
    """
    now = account.now()
    changes = {
        "canceled_at": subscription["canceled_at"] or now,
        "cancellation_details": {
            **subscription["cancellation_details"],
            **(said or {}),
            "reason": reason,
        },
        "ended_at": now,
        "status": "canceled",
    }
    account.change(subscription, changes, "customer.subscription.deleted")
    _stop_collecting(account, subscription)
    if subscription["schedule"] is not None:
        TASKS["subscription_schedule.ended"](account, subscription["schedule"])


def end_as_agreed(account: Account, subscription: Object) -> None:
    """End it at the instant that was set; pending items are still invoiced (docs: cancel)."""
    if any(_for_it_alone(item) for item in pending_items(account, subscription)):
        _last_invoice(account, subscription)
    end(account, subscription, reason="cancellation_requested")


def expire(account: Account, subscription: Object) -> None:
    """Give up a subscription whose first invoice was not paid."""
    changes = {"ended_at": account.now(), "status": "incomplete_expired"}
    account.change(subscription, changes, "customer.subscription.updated")


@task("subscription.expire")
def expire_incomplete(account: Account, subscription_id: str) -> None:
    """23 hours have passed: void the first invoice, which ends the subscription."""
    subscription = account.find("subscription", subscription_id)
    if subscription is None or subscription["status"] != "incomplete":
        return
    writing_off.void(account, account.get("invoice", subscription["latest_invoice"]))
    expire(account, subscription)


@task("subscription.cancel")
def cancel_when_agreed(account: Account, subscription_id: str) -> None:
    """End it if its end still stands where it stood when this was planned."""
    subscription = account.find("subscription", subscription_id)
    if subscription is None or subscription["status"] in terms.OVER:
        return
    if terms.ends_by(subscription, account.now()):
        end_as_agreed(account, subscription)


def _for_it_alone(invoiceitem: Object) -> bool:
    return invoiceitem["parent"] is not None


def _last_invoice(account: Account, subscription: Object) -> None:
    start = terms.period(subscription).start
    bill = Bill((), "subscription_cycle", Period(start, account.now()))
    invoice_id = account.new_id("in")
    invoice = draft(
        account, subscription, bill, invoice_id=invoice_id, automatic=True, wait=FINALIZATION_DELAY
    )
    account.at(invoice["automatically_finalizes_at"], "invoice.advance", invoice["id"])
    latest = {"latest_invoice": invoice["id"]}
    account.change(subscription, latest, "customer.subscription.updated")


def _stop_collecting(account: Account, subscription: Object) -> None:
    for invoice in account.where("invoice", "subscription", subscription["id"]):
        if invoice["status"] == "open":
            stopped = {"auto_advance": False, "next_payment_attempt": None}
            account.change(invoice, stopped, "invoice.updated")
