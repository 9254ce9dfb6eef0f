"""Cancelling at once, settled or not: https://docs.stripe.com/api/subscriptions/cancel."""

from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import collection, ending, prorating, terms
from sandbox.stripe.lifecycle.invoicing import Bill, draft, pending_items


def cancel(
    account: Account,
    subscription: Object,
    said: Object | None = None,
    *,
    invoice_now: bool = False,
    prorate: bool = False,
) -> None:
    """End it now; on demand give back the unused time and invoice what waited.

    What a request does not invoice stays pending and falls to the customer's next invoice.
    """
    if prorate and subscription["status"] in prorating.PAID_FOR:
        unused = prorating.everything_unused(account, subscription, account.now())
        prorating.keep(account, subscription, unused)
    if invoice_now and pending_items(account, subscription):
        _last_invoice(account, subscription)
    ending.end(account, subscription, reason="cancellation_requested", said=said)


def _last_invoice(account: Account, subscription: Object) -> None:
    """The final invoice is closed in the same breath; a credit goes to the balance."""
    bill = Bill((), "subscription_update", Period(terms.period(subscription).start, account.now()))
    invoice_id = account.new_id("in")
    invoice = draft(account, subscription, bill, invoice_id=invoice_id, automatic=True)
    account.change(subscription, {"latest_invoice": invoice_id})
    collection.advance(account, invoice, scheduled=False)
