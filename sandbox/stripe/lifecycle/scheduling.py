"""A schedule from its beginning to its end.

https://docs.stripe.com/billing/subscriptions/subscription-schedules: phases follow each other
by themselves; after the last one the subscription is released, or ends with its schedule.
"""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import task
from sandbox.stripe.lifecycle import (
    cancelling,
    changes,
    ending,
    extra_items,
    ordering,
    schedule_terms,
    terms,
)
from sandbox.stripe.lifecycle.opening import Manner, begin
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.shapes.subscription_schedule import current

STEP = "subscription_schedule.step"
EXPIRY_NOTICE = 7 * 86_400
"""Seconds before its end that a schedule is announced to expire (docs.stripe.com/api/events/types,
subscription_schedule.expiring)."""

_KIND = "subscription_schedule"
_UPDATED = "subscription_schedule.updated"


def plan(account: Account, schedule: Object) -> None:
    """Put the beginnings and ends of its phases into the calendar."""
    key = schedule["id"]
    dates = {
        schedule["phases"][0]["start_date"],
        *(each["end_date"] for each in schedule["phases"]),
    }
    for date in sorted(dates):
        if date > account.now():
            account.at(date, STEP, key)
    notice = schedule["phases"][-1]["end_date"] - EXPIRY_NOTICE
    if notice > account.now():
        account.at(notice, "subscription_schedule.notice", key)


def start(account: Account, schedule: Object) -> None:
    """Create the subscription of the first phase.

    Its first invoice stays a draft for an hour like a renewal's [inferred], so nothing has to be
    charged at this instant and no schedule can fail to start for want of a card.
    """
    params = schedule_terms.beginning(schedule, account.now())
    subscription = ordering.ordered(account, params)
    subscription["schedule"] = schedule["id"]
    sold = schedule_terms.sold_along(schedule["phases"][0])
    extra_items.for_subscription(account, subscription, sold)
    begin(
        account, subscription, Manner(proration_behavior=params["proration_behavior"], draft=True)
    )
    running = current(schedule["phases"][0])
    changed = {"current_phase": running, "status": "active", "subscription": subscription["id"]}
    account.change(schedule, changed, *([_UPDATED] if _is_known(account, schedule) else []))


@task(STEP)
def step(account: Account, schedule_id: str) -> None:
    """Do what has become due: start, enter the next phase, or end; harmless when nothing has."""
    schedule = account.find(_KIND, schedule_id)
    if schedule is None:
        return
    if schedule["status"] == "not_started" and schedule["phases"][0]["start_date"] <= account.now():
        _start_if_customer(account, schedule)
    while schedule["status"] == "active" and schedule["current_phase"]["end_date"] <= account.now():
        _leave_phase(account, schedule)


@task("subscription_schedule.notice")
def announce_end(account: Account, schedule_id: str) -> None:
    """Say seven days ahead that the schedule ends, if that is still so."""
    schedule = account.find(_KIND, schedule_id)
    if schedule is None or schedule["status"] not in {"active", "not_started"}:
        return
    facts, ends = account.facts.setdefault(schedule_id, {}), schedule["phases"][-1]["end_date"]
    if ends - EXPIRY_NOTICE <= account.now() and facts.get("announced_end") != ends:
        facts["announced_end"] = ends
        account.change(schedule, {}, "subscription_schedule.expiring")


@task("subscription_schedule.ended")
def follow_its_subscription(account: Account, schedule_id: str) -> None:
    """Its subscription has ended: as planned, for want of payment, or because somebody said so."""
    schedule = account.find(_KIND, schedule_id)
    if schedule is None or schedule["status"] != "active":
        return
    subscription, now = account.get("subscription", schedule["subscription"]), account.now()
    planned = schedule_terms.ends_itself(schedule) and schedule["phases"][-1]["end_date"] <= now
    if planned:
        _close(account, schedule, "completed", "completed")
    elif subscription["cancellation_details"]["reason"] == "payment_failed":
        _close(account, schedule, "canceled", "aborted")
    else:
        _close(account, schedule, "canceled", "canceled")


def release(account: Account, schedule: Object, *, preserve_cancel_date: bool = False) -> None:
    """Let the subscription live on by itself."""
    subscription = account.find("subscription", schedule["subscription"] or "")
    changed = {
        "current_phase": None,
        "released_at": account.now(),
        "released_subscription": schedule["subscription"],
        "status": "released",
        "subscription": None,
    }
    account.change(schedule, changed, "subscription_schedule.released")
    if subscription is None:
        return
    if not preserve_cancel_date and subscription["cancel_at"] is not None:
        changes.update(account, subscription, {"cancel_at": ""})
    account.change(subscription, {"schedule": None}, "customer.subscription.updated")


def cancel(account: Account, schedule: Object, *, invoice_now: bool, prorate: bool) -> None:
    """End the schedule and the subscription it manages, at once."""
    subscription = account.find("subscription", schedule["subscription"] or "")
    if subscription is None:
        _close(account, schedule, "canceled", "canceled")
    else:
        cancelling.cancel(account, subscription, invoice_now=invoice_now, prorate=prorate)


def _start_if_customer(account: Account, schedule: Object) -> None:
    """A plan for a customer who was deleted meanwhile is cancelled [inferred]."""
    if account.find("customer", schedule["customer"]) is None:
        _close(account, schedule, "canceled", "canceled")
    else:
        start(account, schedule)


def _leave_phase(account: Account, schedule: Object) -> None:
    over = schedule["current_phase"]["end_date"]
    subscription = account.get("subscription", schedule["subscription"])
    following = [each for each in schedule["phases"] if each["start_date"] >= over]
    if subscription["status"] in terms.OVER:
        follow_its_subscription(account, schedule["id"])
    elif following:
        _enter(account, schedule, subscription, following[0])
    elif schedule_terms.ends_itself(schedule):
        ending.end_as_agreed(account, subscription)
    else:
        release(account, schedule)


def _enter(account: Account, schedule: Object, subscription: Object, phase: Object) -> None:
    account.change(schedule, {"current_phase": current(phase)}, _UPDATED)
    params = schedule_terms.entering(schedule, phase, subscription, account.now())
    changes.update(account, subscription, params)


def _close(account: Account, schedule: Object, status: str, event: str) -> None:
    changed = {"current_phase": None, f"{status}_at": account.now(), "status": status}
    account.change(schedule, changed, f"subscription_schedule.{event}")


def _is_known(account: Account, schedule: Object) -> bool:
    """Tell a schedule that has waited from one that starts as it is created."""
    return account.find(_KIND, schedule["id"]) is not None
