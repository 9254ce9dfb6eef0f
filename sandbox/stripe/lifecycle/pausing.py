"""Pausing a subscription and taking it up again.

https://docs.stripe.com/api/subscriptions/pause and …/resume: nothing is invoiced meanwhile.
"""

from typing import Any

from sandbox.stripe.billing.lines import Line, debit
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import changes, prorating, terms
from sandbox.stripe.lifecycle.changes import Revision

_CAN_PAUSE = frozenset({"active", "past_due", "trialing"})
"""Statuses that can be paused on request [inferred]."""


def pause(account: Account, subscription: Object, params: dict[str, Any]) -> None:
    """Stop billing; what was paid for and is not used is credited, unless said otherwise."""
    if subscription["status"] not in _CAN_PAUSE:
        message = f"A subscription in `{subscription['status']}` status can't be paused."
        raise invalid_request(message)
    after = {**subscription, **terms.paused(account.now(), "pause_requested")}
    revision = Revision(subscription, after, _unused(account, subscription, params))
    if params.get("invoicing_behavior") == "invoice" and revision.credits:
        revision.charges = []
    changes.carry_out(account, revision, "customer.subscription.paused")


def resume(account: Account, subscription: Object, params: dict[str, Any]) -> None:
    """Go on, from now with a new period or in the period it would be in by now."""
    _check_can_resume(subscription, params)
    now = account.now()
    after = {**subscription, "status": "active", "status_details": None}
    if after["trial_end"] is not None and after["trial_end"] > now:
        raise not_implemented("resuming a subscription that was paused during its trial")
    revision = Revision(subscription, after, [])
    if params.get("billing_cycle_anchor", {}).get("type", "now") == "now":
        changes.start_period(account, revision)
    else:
        _rejoin(account, revision, params)
    changes.carry_out(account, revision, "customer.subscription.resumed")


def _unused(account: Account, subscription: Object, params: dict[str, Any]) -> list[Line]:
    """``unused_time_from``: now, from the beginning of the period, or nothing."""
    since = params.get("bill_for", {}).get("unused_time_from", {}).get("type", "now")
    if since == "none" or subscription["status"] not in prorating.PAID_FOR:
        return []
    if since == "now":
        return prorating.everything_unused(account, subscription, account.now())
    return prorating.whole_periods(account, subscription)


def _check_can_resume(subscription: Object, params: dict[str, Any]) -> None:
    if subscription["status"] != "paused":
        raise _not_paused()
    if params.get("payment_behavior", "resume_on_payment_attempt") != "resume_on_payment_attempt":
        raise not_implemented(f"payment_behavior={params['payment_behavior']} on a resume")


def _rejoin(account: Account, revision: Revision, params: dict[str, Any]) -> None:
    """Keep the anchor: the rest of the period that surrounds now is charged."""
    after, now = revision.after, account.now()
    after["items"] = terms.with_periods(
        after, lambda item: terms.cycle(after, item["price"]).period_at(now)
    )
    behavior = params.get("proration_behavior", "create_prorations")
    if behavior == "none":
        return
    at = prorating.moment(after, params, now)
    revision.credits = [
        debit(terms.goods(account, after, item), terms.period_of(item), at)
        for item in terms.items(after)
    ]
    if behavior == "always_invoice":
        revision.charges = []


def _not_paused() -> StripeError:
    message = "You can only resume a subscription that is paused."
    return invalid_request(message)
