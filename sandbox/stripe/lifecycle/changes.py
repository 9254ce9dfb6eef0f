"""Updating a subscription: https://docs.stripe.com/billing/subscriptions/change.

Most changes wait for the next invoice. Some begin a new period now and are invoiced at once: the
end or the beginning of a trial, a reset anchor, another interval, and in classic mode the step
from a free price to a paid one.
"""

from dataclasses import dataclass
from typing import Any

from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.billing.lines import Line, trial
from sandbox.stripe.core.account import Account
from sandbox.stripe.lifecycle import (
    anchoring,
    collection,
    deductions,
    extra_items,
    prorating,
    renewal,
    terms,
)
from sandbox.stripe.lifecycle.agreed_end import agreed_end
from sandbox.stripe.lifecycle.invoicing import Bill, draft, finalize
from sandbox.stripe.lifecycle.item_changes import items_after
from sandbox.stripe.lifecycle.plain_changes import check_may_change, plain_changes
from sandbox.stripe.lifecycle.terms import Object

_UPDATED = "customer.subscription.updated"


@dataclass(slots=True)
class Revision:
    """A subscription before and after, and what that costs."""

    before: Object
    after: Object
    credits: list[Line]
    """Prorations, kept as invoice items until an invoice takes them up."""
    charges: list[Line] | None = None
    """Lines of an invoice to be made now; None: nothing is invoiced now."""
    waits: bool = False
    """Whether that invoice waits for somebody to confirm its payment."""


def update(account: Account, subscription: Object, params: dict[str, Any]) -> Object:
    """Change what was asked for, prorate, invoice and tell."""
    revision = revised(account, subscription, params)
    revision.waits = params.get("payment_behavior") == "default_incomplete"
    carry_out(account, revision)
    return subscription


def revised(account: Account, subscription: Object, params: dict[str, Any]) -> Revision:
    """Work out a change without making it; only invoice items given along exist already."""
    check_may_change(subscription, params)
    after = {**subscription, **plain_changes(account, subscription, params)}
    if "items" in params:
        kept = items_after(account, subscription, params["items"])
        after["items"] = {**after["items"], "data": kept, "total_count": len(kept)}
    deductions.changed(account, subscription, after, params)
    revision = Revision(subscription, after, [])
    _price(account, revision, params)
    _agree_on_end(account, revision, params)
    extra_items.for_subscription(account, subscription, params.get("add_invoice_items", []))
    return revision


def _price(account: Account, revision: Revision, params: dict[str, Any]) -> None:
    """Find out what the change costs and when the next period begins."""
    before, after, now = revision.before, revision.after, account.now()
    until = anchoring.checked_trial_end(params.get("trial_end"), now)
    prorated = prorating.wanted(before, params)
    at = prorating.moment(before, params, now)
    if until is not None:
        revision.credits = prorating.everything_unused(account, before, at) if prorated else []
        _start_trial(account, revision, until)
    elif _begins_anew(account, before, after, params):
        revision.credits = prorating.everything_unused(account, before, at) if prorated else []
        start_period(account, revision)
    elif prorated:
        revision.credits = prorating.differences(account, before, after, at)
        if params.get("proration_behavior") == "always_invoice" and revision.credits:
            revision.charges = []


def _begins_anew(account: Account, before: Object, after: Object, params: dict[str, Any]) -> bool:
    trialing = before["status"] == "trialing"
    if params.get("trial_end") == "now" and trialing:
        return True
    if params.get("billing_cycle_anchor", {}).get("type") == "now":
        return True
    if trialing:
        return False
    return not _rhythms(before) & _rhythms(after) or _first_price(account, before, after)


def _first_price(account: Account, before: Object, after: Object) -> bool:
    """Tell whether a free subscription becomes a paid one; flexible mode keeps its cycle."""
    classic = before["billing_mode"]["type"] == "classic"
    return classic and _is_free(account, before) and not _is_free(account, after)


def _is_free(account: Account, subscription: Object) -> bool:
    goods = terms.all_goods(account, subscription)
    return all(each.tariff.cost(each.quantity) == 0 for each in goods)


def _rhythms(subscription: Object) -> set[tuple[str, int]]:
    """Name the intervals; as long as one of them stays, so does the anchor [inferred]."""
    return {terms.rhythm(item["price"]) for item in terms.items(subscription)}


def _start_trial(account: Account, revision: Revision, until: int) -> None:
    """Free time until then; a trial that is only moved makes no second invoice of 0."""
    after, now = revision.after, account.now()
    running = revision.before["status"] == "trialing"
    start = revision.before["trial_start"] if running else now
    after.update(
        billing_cycle_anchor=until,
        billing_cycle_anchor_config=None,
        status="trialing",
        trial_end=until,
        trial_start=start,
    )
    period = Period(start, until)
    after["items"] = terms.with_period(after, period)
    if not running:
        revision.charges = [trial(goods, period) for goods in terms.all_goods(account, after)]


def start_period(account: Account, revision: Revision) -> None:
    """A full period from now on, whatever was agreed before."""
    after, now = revision.after, account.now()
    after.update(billing_cycle_anchor=now, billing_cycle_anchor_config=None)
    if after["status"] == "trialing":
        after.update(status="active", trial_end=now)
    after["items"] = renewal.opened(after, now)
    revision.charges = renewal.charges(account, after, terms.items(after))


def _agree_on_end(account: Account, revision: Revision, params: dict[str, Any]) -> None:
    """Set or lift the agreed end; a flag set earlier moves with the period."""
    after = revision.after
    after.update(agreed_end(after, params, account.now()))
    period = terms.period(after)
    if after["cancel_at_period_end"] and after["cancel_at"] is not None:
        after["cancel_at"] = period.end
    if after["cancel_at"] != revision.before["cancel_at"] and revision.charges is None:
        _settle_moved_end(account, revision, params)


def _settle_moved_end(account: Account, revision: Revision, params: dict[str, Any]) -> None:
    """Give back what the end cuts off, or charge again what it no longer does."""
    after = revision.after
    facts = account.facts.setdefault(after["id"], {})
    wanted = prorating.wanted(revision.before, params)
    undone = facts.pop("cut_at", None)
    lines = prorating.cut_short(account, after, undone, wanted=wanted)
    moved = wanted and undone is not None and after["cancel_at"] is not None
    if moved or any(line.gives_back for line in lines):
        facts["cut_at"] = after["cancel_at"]
    revision.credits += lines
    if lines and params.get("proration_behavior") == "always_invoice":
        revision.charges = []


def carry_out(account: Account, revision: Revision, *news: str) -> None:
    """Write it all down; the invoice exists before the subscription names it."""
    subscription, after = revision.before, revision.after
    before = {**subscription}
    invoice = invoiced(account, revision)
    if invoice is not None:
        after["latest_invoice"] = invoice["id"]
    moved = _agreed_times(subscription) != _agreed_times(after)
    account.change(subscription, after, _UPDATED, *news)
    deductions.tell(account, before, subscription)
    if moved and subscription["status"] not in terms.OVER:
        renewal.plan_ahead(account, subscription)
    if invoice is not None and revision.waits:
        _await_payment(account, subscription, invoice)
    elif invoice is not None:
        collection.advance(account, invoice, scheduled=False)


def _await_payment(account: Account, subscription: Object, invoice: Object) -> None:
    """``default_incomplete``: past due until somebody confirms the payment."""
    if invoice["total"] + invoice["starting_balance"] <= 0:
        collection.advance(account, invoice, scheduled=False)
        return
    finalize(account, invoice)
    if invoice["amount_due"]:
        account.change(subscription, {"status": "past_due"}, _UPDATED)


def invoiced(account: Account, revision: Revision) -> Object | None:
    """Keep the prorations, and draft the invoice if one is to be made now."""
    prorating.keep(account, revision.after, revision.credits)
    if revision.charges is None:
        return None
    start = terms.period(revision.before).start
    bill = Bill(tuple(revision.charges), "subscription_update", Period(start, account.now()))
    invoice_id = account.new_id("in")
    return draft(account, revision.after, bill, invoice_id=invoice_id, automatic=True)


def _agreed_times(subscription: Object) -> tuple[object, ...]:
    """What the calendar holds work for."""
    names = ("cancel_at", "trial_end", "pause_collection", "status")
    periods = map(terms.period_of, terms.items(subscription))
    return (*periods, *(subscription[name] for name in names))
