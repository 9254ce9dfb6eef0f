"""When a subscription bills: its rhythm, its trial, what may happen between two renewals."""

from functools import cache
from typing import Final

from carryover.migration.audit.model import Rank
from carryover.migration.audit.rule import Rule
from carryover.migration.audit.subscription import Subscription
from carryover.migration.planning.rules import Rules

MONTHLY: Final = frozenset({"month", "year"})
"""Intervals that know the day of a month."""


def _late_anchor(one: Subscription) -> bool:
    return one.anchor_day > 28 and any(interval in MONTHLY for interval, _ in one.intervals)


@cache
def _unchanged() -> Rules:
    """The rules as they are when nobody has changed them."""
    return Rules()


def _soon(one: Subscription) -> bool:
    begin, end = one.period
    left = end - one.taken_at
    return one.status in {"active", "trialing"} and 0 <= left <= _unchanged().guard_of(end - begin)


TIMES: Final = (
    Rule[Subscription](
        "schedule",
        Rank.BLOCKS,
        "Driven by a subscription schedule",
        "Its later phases (price changes, ends) live in the schedule, which is not copied.",
        "Let the schedule finish, or release it and write down the phases that were still to come.",
        lambda one: bool(one.json.get("schedule")),
    ),
    Rule[Subscription](
        "thresholds",
        Rank.BLOCKS,
        "Billing thresholds",
        "It may send an invoice at any moment, so there is no boundary at which to move it.",
        "Remove the threshold at the source, or leave these for the end.",
        lambda one: (
            bool(one.json.get("billing_thresholds"))
            or any(item.get("billing_thresholds") for item in one.items)
        ),
    ),
    Rule[Subscription](
        "pending_update",
        Rank.BLOCKS,
        "A change waits for its payment",
        "What the subscription will be depends on a payment that is not made yet.",
        "Have the payment finished or the change discarded (it expires by itself after 23 hours).",
        lambda one: bool(one.json.get("pending_update")),
    ),
    Rule[Subscription](
        "pending_interval",
        Rank.BLOCKS,
        "Bills extra items between its periods",
        "pending_invoice_item_interval makes invoices of its own, at moments of its own.",
        "Switch it off at the source before the move and on again in the target.",
        lambda one: bool(one.json.get("pending_invoice_item_interval")),
    ),
    Rule[Subscription](
        "mixed_intervals",
        Rank.DECIDE,
        "Items of different intervals",
        "Each item has its own boundary: there is no one moment at which everything is paid.",
        "Moved only where it is proven exact; otherwise split it into one subscription per "
        "interval at the source first.",
        lambda one: len(one.intervals) > 1,
    ),
    Rule[Subscription](
        "late_anchor",
        Rank.CARE,
        "Billed on the 29th, 30th or 31st",
        "Anchored anew on a shorter month's last day, it would stay on that day for ever.",
        "Recreated with the original day (billing_cycle_anchor_config); check one in the pilot.",
        _late_anchor,
    ),
    Rule[Subscription](
        "trial_without_card",
        Rank.CARE,
        "On trial, nothing to charge",
        "What happens at the trial's end depends on trial_settings, which has to be carried over.",
        "Moved with the trial's end and its settings. They have no card to map.",
        lambda one: one.status == "trialing" and one.automatic and not one.means,
    ),
    Rule[Subscription](
        "trialing",
        Rank.CARE,
        "On trial",
        "Stripe announces a trial's end three days before; moved later, it would announce it now.",
        "Moved as trials, with the same end; those within three days of it wait.",
        lambda one: one.status == "trialing" and bool(one.means),
    ),
    Rule[Subscription](
        "boundary_near",
        Rank.KNOW,
        "Renews within the guard window",
        "A move must not begin shortly before the boundary.",
        "Left to renew at the source first; moved afterwards.",
        _soon,
    ),
    Rule[Subscription](
        "test_clock",
        Rank.DECIDE,
        "On a test clock",
        "Somebody's experiment, with a time of its own.",
        "Not moved unless the rules say so.",
        lambda one: bool(one.json.get("test_clock")),
    ),
)
