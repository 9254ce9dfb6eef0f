"""The first moments of a subscription: its first invoice, and what the bank says to it.

https://docs.stripe.com/billing/subscriptions/overview#payment-behavior
"""

from dataclasses import dataclass

from sandbox.stripe.billing.amounts import settle
from sandbox.stripe.billing.backdating import at_once, by_cycle
from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.billing.lines import Line, charge, trial
from sandbox.stripe.billing.retries import FINALIZATION_DELAY, INCOMPLETE_LIFETIME
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Approved, Declined, Processing, RequiresAction
from sandbox.stripe.core.errors import StripeError, card_error, invalid_request
from sandbox.stripe.lifecycle import collection, deductions, drafts, pending_setup, renewal, terms
from sandbox.stripe.lifecycle.invoice_lines import item_line, pending_line
from sandbox.stripe.lifecycle.invoicing import Bill, draft, finalize, pending_items
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.payments.instruments import ask
from sandbox.stripe.payments.methods import declined

MOST_LINES = 250
"""docs.stripe.com/billing/subscriptions/backdating, billing mode considerations."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the first payment is to be handled."""

    payment_behavior: str = "allow_incomplete"
    proration_behavior: str = "create_prorations"
    off_session: bool = False
    draft: bool = False
    """Whether the first invoice waits an hour as a renewal's does: nobody is there to pay now."""


def begin(account: Account, subscription: Object, manner: Manner) -> Object:
    """Keep the subscription, tell of it, and invoice what is due from the first moment."""
    key = subscription["id"]
    account.facts.setdefault(key, {})["proration_behavior"] = manner.proration_behavior
    lines = _first_lines(account, subscription)
    due = _due_now(account, subscription, lines)
    subscription["status"] = _status(account, subscription, due, manner)
    if lines is not None:
        subscription["latest_invoice"] = account.new_id("in")
    account.add(subscription, "customer.subscription.created")
    deductions.tell(account, None, subscription)
    _tell_currency(account, subscription)
    if lines is not None:
        _first_invoice(account, subscription, lines, manner)
    if subscription["status"] == "trialing" and not manner.draft:
        pending_setup.begin(account, subscription)
    renewal.plan_ahead(account, subscription)
    if subscription["status"] == "incomplete":
        account.at(account.now() + INCOMPLETE_LIFETIME, "subscription.expire", key)
    return subscription


def _first_lines(account: Account, subscription: Object) -> list[Line] | None:
    """What the first invoice charges; None: there is no invoice until the first boundary."""
    if subscription["trial_end"] is not None:
        first = terms.period(subscription)
        return [trial(goods, first) for goods in terms.all_goods(account, subscription)]
    prorated, now = _is_prorated(account, subscription), account.now()
    if not prorated and subscription["billing_cycle_anchor"] > now:
        return None
    if prorated and subscription["start_date"] < now:
        return _since_start(account, subscription)
    return renewal.charges(account, subscription, terms.items(subscription)) or None


def _since_start(account: Account, subscription: Object) -> list[Line]:
    """Bill a backdated subscription from its start to the end of its first period."""
    start, now, lines = subscription["start_date"], account.now(), list[Line]()
    flexible = subscription["billing_mode"]["type"] == "flexible"
    for item in terms.items(subscription):
        goods, period = terms.goods(account, subscription, item), terms.period_of(item)
        if flexible:
            lines += by_cycle(goods, start, period.end)
        elif subscription["billing_cycle_anchor"] > now:
            lines += at_once(goods, start, period.end)
        else:
            lines += at_once(goods, start, now) + charge(goods, period)
    if len(lines) > MOST_LINES:
        message = f"An invoice of a backdated subscription can have at most {MOST_LINES} lines."
        raise invalid_request(message, param="backdate_start_date")
    return lines


def _is_prorated(account: Account, subscription: Object) -> bool:
    behavior: str = account.facts[subscription["id"]]["proration_behavior"]
    return behavior != "none"


def _due_now(account: Account, subscription: Object, lines: list[Line] | None) -> int:
    if lines is None:
        return 0
    waiting = [pending_line(account, "", item) for item in pending_items(account, subscription)]
    first = [item_line(account, "", subscription, line) for line in lines]
    total = drafts.of_subscription(account, subscription, waiting + first).total
    balance = account.get("customer", subscription["customer"]).get("balance", 0)
    return settle(total, balance, subscription["currency"]).amount_due


def _status(account: Account, subscription: Object, due: int, manner: Manner) -> str:
    """Say how the subscription begins; refuse it when the request asks for all or nothing."""
    settled = "active" if subscription["trial_end"] is None else "trialing"
    if due == 0 or manner.draft or subscription["collection_method"] == "send_invoice":
        return settled
    if manner.payment_behavior == "default_incomplete":
        return "incomplete"
    method = terms.payment_method(account, subscription)
    if method is None:
        raise _nothing_to_charge()
    answer = ask(account, method, off_session=manner.off_session)
    if isinstance(answer, Approved | Processing):
        return settled
    if manner.payment_behavior == "error_if_incomplete":
        raise _refused(answer)
    return "incomplete"


def _first_invoice(
    account: Account, subscription: Object, lines: list[Line], manner: Manner
) -> None:
    """A first invoice is final at once, unless nobody is there to pay it."""
    now = account.now()
    bill = Bill(tuple(lines), "subscription_create", Period(now, now))
    invoice_id: str = subscription["latest_invoice"]
    wait = FINALIZATION_DELAY if manner.draft else 0
    invoice = draft(account, subscription, bill, invoice_id=invoice_id, automatic=True, wait=wait)
    if manner.draft:
        account.at(invoice["automatically_finalizes_at"], "invoice.advance", invoice_id)
    elif manner.payment_behavior == "default_incomplete" and subscription["status"] == "incomplete":
        finalize(account, invoice)
    else:
        collection.advance(account, invoice, scheduled=False, off_session=manner.off_session)


def _tell_currency(account: Account, subscription: Object) -> None:
    customer = account.get("customer", subscription["customer"])
    if customer.get("currency") is None:
        account.change(customer, {"currency": subscription["currency"]}, "customer.updated")


def _nothing_to_charge() -> StripeError:
    message = (
        "This customer has no attached payment source or default payment method. Please consider "
        "adding a default payment method. For more information, visit "
        "https://stripe.com/docs/billing/subscriptions/payment-methods-setting"
        "#payment-method-priority."
    )
    return invalid_request(message, code="resource_missing")


def _refused(answer: Declined | RequiresAction) -> StripeError:
    if isinstance(answer, Declined):
        return declined(answer)
    message = (
        "Payment for this subscription requires additional user action before it can be "
        "completed successfully."
    )
    return card_error(message, code="subscription_payment_intent_requires_action")
