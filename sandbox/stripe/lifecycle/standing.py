"""What an invoice's fate means for its subscription and its customer.

Statuses: https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses;
``delinquent``: https://docs.stripe.com/api/customers/object.
"""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import run
from sandbox.stripe.lifecycle import ending, settings
from sandbox.stripe.lifecycle.invoicing import subscription_of
from sandbox.stripe.lifecycle.terms import Object

_OWING = frozenset({"incomplete", "past_due", "unpaid"})
_UPDATED = "customer.subscription.updated"


def invoice_paid(account: Account, invoice: Object) -> None:
    """Paying the latest invoice makes good what it spoiled."""
    _settle_update(account, invoice, "subscription.pending_update_paid")
    subscription = _if_latest(account, invoice)
    if subscription is not None and subscription["status"] in _OWING:
        account.change(subscription, {"status": "active"}, _UPDATED)
    set_delinquent(account, invoice, delinquent=False)


def _settle_update(account: Account, invoice: Object, work: str) -> None:
    """An update may wait for this very invoice."""
    subscription = subscription_of(account, invoice)
    if subscription is None:
        return
    waiting = account.facts.get(subscription["id"], {}).get("pending_update")
    if waiting is not None and waiting["invoice"] == invoice["id"]:
        run(work, account, subscription["id"])


def payment_on_its_way(account: Account, invoice: Object) -> None:
    """A subscription whose first debit is under way is active already
    (docs.stripe.com/billing/subscriptions/sepa-debit)."""
    subscription = _if_latest(account, invoice)
    if subscription is not None and subscription["status"] == "incomplete":
        account.change(subscription, {"status": "active"}, _UPDATED)


def written_off(account: Account, invoice: Object) -> None:
    """A latest invoice that is void or uncollectible is not owed any more.

    The first invoice is another matter: without it the subscription never began.
    """
    _settle_update(account, invoice, "subscription.pending_update_dropped")
    subscription = _if_latest(account, invoice)
    if subscription is None:
        return
    if subscription["status"] == "incomplete":
        ending.expire(account, subscription)
    elif subscription["status"] in _OWING:
        account.change(subscription, {"status": "active"}, _UPDATED)


def payment_failed(account: Account, invoice: Object, *, scheduled: bool) -> None:
    """A failed payment makes the subscription past due; the last failure decides its end."""
    subscription = _if_latest(account, invoice)
    if subscription is not None and subscription["status"] == "active":
        account.change(subscription, {"status": "past_due"}, _UPDATED)
    if not scheduled:
        return
    set_delinquent(account, invoice, delinquent=True)
    if invoice["next_payment_attempt"] is None:
        _give_up(account, invoice)


def overdue(account: Account, invoice: Object) -> None:
    """A sent invoice was not paid in time."""
    subscription = _if_latest(account, invoice)
    if subscription is not None and subscription["status"] == "active":
        account.change(subscription, {"status": "past_due"}, _UPDATED)
    set_delinquent(account, invoice, delinquent=True)


def remember_method(account: Account, invoice: Object, method: str) -> None:
    """Keep the method that worked when ``save_default_payment_method`` asks for it."""
    subscription = subscription_of(account, invoice)
    if subscription is None:
        return
    if subscription["payment_settings"]["save_default_payment_method"] == "on_subscription":
        account.change(subscription, {"default_payment_method": method}, _UPDATED)


def set_delinquent(account: Account, invoice: Object, *, delinquent: bool) -> None:
    """Tell the customer's latest standing; silent when it is what it was."""
    customer = account.find("customer", invoice["customer"])
    if customer is not None:
        account.change(customer, {"delinquent": delinquent}, "customer.updated")


def _give_up(account: Account, invoice: Object) -> None:
    """Retries are used up: do what the account chose in its dashboard."""
    subscription = subscription_of(account, invoice)
    if subscription is None or subscription["status"] != "past_due":
        return
    match settings.after_last_retry(account):
        case "cancel":
            ending.end(account, subscription, reason="payment_failed")
        case "unpaid":
            account.change(subscription, {"status": "unpaid"}, _UPDATED)
        case "past_due":
            return


def _if_latest(account: Account, invoice: Object) -> Object | None:
    subscription = subscription_of(account, invoice)
    if subscription is None or subscription["latest_invoice"] != invoice["id"]:
        return None
    return subscription
