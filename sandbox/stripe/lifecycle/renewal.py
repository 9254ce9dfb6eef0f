"""Carrying a subscription over a boundary: https://docs.stripe.com/billing/subscriptions/overview."""

from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.billing.lines import Line, charge
from sandbox.stripe.billing.retries import FINALIZATION_DELAY, TRIAL_NOTICE
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import TASKS, task
from sandbox.stripe.lifecycle import ending, settings, standing, terms, writing_off
from sandbox.stripe.lifecycle.invoicing import Bill, draft, finalize
from sandbox.stripe.lifecycle.terms import Object

_UPDATED = "customer.subscription.updated"


@task("subscription.cycle")
def cycle(account: Account, subscription_id: str) -> None:
    """The current period may be over: end, pause or renew."""
    subscription = account.find("subscription", subscription_id)
    if subscription is None or subscription["status"] in terms.STANDS_STILL:
        return
    if subscription["schedule"] is not None:
        TASKS["subscription_schedule.step"](account, subscription["schedule"])
    if subscription["status"] in terms.STANDS_STILL:
        return
    if terms.ends_by(subscription, account.now()):
        ending.end_as_agreed(account, subscription)
    elif terms.period(subscription).end > account.now():
        return
    elif subscription["status"] == "trialing" and _lacks_method(account, subscription):
        _end_trial_unpaid(account, subscription)
    else:
        renew(account, subscription)


@task("subscription.trial_notice")
def announce_trial_end(account: Account, subscription_id: str) -> None:
    """Say three days ahead that the trial ends (docs: customer.subscription.trial_will_end)."""
    subscription = account.find("subscription", subscription_id)
    if subscription is None or subscription["status"] != "trialing":
        return
    ends, facts = subscription["trial_end"], account.facts[subscription_id]
    if ends - TRIAL_NOTICE <= account.now() and facts.get("announced_trial_end") != ends:
        facts["announced_trial_end"] = ends
        account.change(subscription, {}, "customer.subscription.trial_will_end")


@task("subscription.resume_collection")
def resume_collection(account: Account, subscription_id: str) -> None:
    """End a pause of collection at its ``resumes_at``."""
    subscription = account.find("subscription", subscription_id)
    if subscription is None or subscription["pause_collection"] is None:
        return
    resumes_at = subscription["pause_collection"]["resumes_at"]
    if resumes_at is not None and resumes_at <= account.now():
        account.change(subscription, {"pause_collection": None}, _UPDATED)


def renew(account: Account, subscription: Object) -> None:
    """Open the next period of every item that is due and draft their invoice; it is finalised an
    hour later. Items of other intervals join in when their periods end together."""
    old = terms.period(subscription)
    due = {item["id"] for item in terms.items(subscription) if terms.period_of(item).end <= old.end}
    trialing = subscription["status"] == "trialing"
    changes: Object = {"items": opened(subscription, old.end, due)}
    changes["status"] = "active" if trialing else subscription["status"]
    begun = [item for item in changes["items"]["data"] if item["id"] in due]
    if lines := charges(account, subscription, begun):
        bill = Bill(tuple(lines), "subscription_cycle", old)
        after = {**subscription, **changes}
        invoice = _draft_renewal(account, after, bill)
        changes |= {"items": after["items"], "latest_invoice": invoice["id"]}
    account.change(subscription, changes, _UPDATED)
    _plan_renewal(account, subscription)
    if "latest_invoice" in changes:
        _apply_pause(account, subscription, invoice)


def opened(subscription: Object, start: int, due: set[str] | None = None) -> Object:
    """Give the items list with a new period from ``start`` for those that are due; None: all."""

    def period(item: Object) -> Period:
        if due is not None and item["id"] not in due:
            return terms.period_of(item)
        return following(subscription, item["price"], start)

    return terms.with_periods(subscription, period)


def following(subscription: Object, price: Object, start: int) -> Period:
    """Give the period from ``start`` to the next boundary, or to the agreed end before it."""
    end = terms.cycle(subscription, price).next_after(start)
    agreed = subscription["cancel_at"]
    return Period(start, agreed if agreed is not None and start < agreed < end else end)


def charges(account: Account, subscription: Object, begun: list[Object]) -> list[Line]:
    """Charge items for their periods.

    Without prorations the time up to a later anchor is free, and has no invoice when nothing else
    is charged (docs.stripe.com/billing/subscriptions/billing-cycle). An end inside the first period
    shortens it at the full price then; one inside a later period is always prorated
    (docs.stripe.com/api/subscriptions/create, ``cancel_at``).
    """
    prorated = account.facts.get(subscription["id"], {}).get("proration_behavior") != "none"
    lines: list[Line] = []
    for item in begun:
        period = terms.period_of(item)
        natural = terms.cycle(subscription, item["price"]).period_at(period.start)
        if prorated or period.start == natural.start:
            in_full = not prorated and period.start == subscription["start_date"]
            lines += charge(terms.goods(account, subscription, item), period, in_full=in_full)
    return lines


def plan_ahead(account: Account, subscription: Object) -> None:
    """Put everything this subscription has agreed to into the calendar."""
    key = subscription["id"]
    _plan_renewal(account, subscription)
    if subscription["cancel_at"] is not None:
        account.at(subscription["cancel_at"], "subscription.cancel", key)
    pause = subscription["pause_collection"]
    if pause is not None and pause["resumes_at"] is not None:
        account.at(pause["resumes_at"], "subscription.resume_collection", key)
    if subscription["status"] == "trialing":
        notice = subscription["trial_end"] - TRIAL_NOTICE
        if notice <= account.now():
            announce_trial_end(account, key)
        else:
            account.at(notice, "subscription.trial_notice", key)


def _plan_renewal(account: Account, subscription: Object) -> None:
    """The end of the period, and the day on which it is announced unless that is over already."""
    key, end = subscription["id"], terms.period(subscription).end
    account.at(end, "subscription.cycle", key)
    if settings.notice(account) and end - settings.notice(account) > account.now():
        account.at(end - settings.notice(account), "subscription.upcoming", key)


def _draft_renewal(account: Account, subscription: Object, bill: Bill) -> Object:
    """Unpaid and paused subscriptions go on being invoiced, but nothing is collected."""
    automatic = subscription["status"] != "unpaid" and subscription["pause_collection"] is None
    invoice_id = account.new_id("in")
    invoice = draft(
        account,
        subscription,
        bill,
        invoice_id=invoice_id,
        automatic=automatic,
        wait=FINALIZATION_DELAY,
    )
    if automatic:
        account.at(invoice["automatically_finalizes_at"], "invoice.advance", invoice_id)
    return invoice


def _apply_pause(account: Account, subscription: Object, invoice: Object) -> None:
    """docs.stripe.com/billing/subscriptions/pause-payment: drafts stay, or are written off."""
    behavior = (subscription["pause_collection"] or {}).get("behavior", "keep_as_draft")
    if behavior == "keep_as_draft":
        return
    finalize(account, invoice)
    if behavior == "void":
        writing_off.void(account, invoice)
    else:
        writing_off.uncollectible(account, invoice, "subscription_paused")
    standing.written_off(account, invoice)


def _lacks_method(account: Account, subscription: Object) -> bool:
    charged = subscription["collection_method"] == "charge_automatically"
    return charged and terms.payment_method(account, subscription) is None


def _end_trial_unpaid(account: Account, subscription: Object) -> None:
    """Do what ``trial_settings`` says when a trial ends and there is nothing to charge."""
    match subscription["trial_settings"]["end_behavior"]["missing_payment_method"]:
        case "cancel":
            ending.end(account, subscription, reason=None)
        case "pause":
            _pause(account, subscription)
        case _:
            renew(account, subscription)


def _pause(account: Account, subscription: Object) -> None:
    changes = terms.paused(account.now(), "trial_end_without_payment_method")
    account.change(subscription, changes, _UPDATED, "customer.subscription.paused")
