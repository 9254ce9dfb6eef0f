"""Where a subscription's paid period ends, and how the target is told to renew on the same days."""

from collections.abc import Iterator
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.planning.codes import Code
from carryover.migration.planning.cycle import DAYS, Cycle
from carryover.migration.planning.papers import Item, Recurring, Subscription
from carryover.migration.planning.verdict import Reason

SHORTEST: Final = 28
"""Days every month has."""


def cycle(subscription: Subscription) -> Cycle:
    """Give the rhythm it renews in; with several, the shortest."""
    recurring = min((item.price.recurring for item in subscription.parts), key=_length)
    if subscription.trialing:
        return Cycle(subscription.boundary, recurring.interval, recurring.interval_count)
    config = subscription.billing_cycle_anchor_config
    return Cycle(
        subscription.billing_cycle_anchor,
        recurring.interval,
        recurring.interval_count,
        None if config is None else config.day_of_month,
    )


def period(subscription: Subscription) -> Seconds:
    """Say how long a period usually is; the current one may be a stub before the first anchor."""
    return 86_400 * min(_length(item.price.recurring) for item in subscription.parts)


def mixed(subscription: Subscription) -> bool:
    """Tell whether its items are billed in different intervals."""
    return len({_rhythm(item) for item in subscription.parts}) > 1


def anchor_config(subscription: Subscription) -> dict[str, int] | None:
    """Say the day of the month where a plain anchor would not do: at the end of months it is
    forgotten, or lies later than Stripe allows (STRIPE.md §3). ``None``: a plain anchor does."""
    rhythm = cycle(subscription)
    if subscription.trialing or rhythm.months is None or _day(rhythm) <= SHORTEST:
        return None
    at = moment(rhythm.anchor)
    config = {"day_of_month": _day(rhythm)}
    if rhythm.months > 1:
        config["month"] = moment(subscription.boundary).month
    return {**config, "hour": at.hour, "minute": at.minute, "second": at.second}


def objections(subscription: Subscription) -> Iterator[Reason]:
    """Say what stands against anchoring the target at the boundary."""
    if len({item.current_period_end for item in subscription.parts}) > 1:
        yield _several_ends()
    elif subscription.trialing:
        yield from _against_trial(subscription)
    elif cycle(subscription).number_of(subscription.boundary) is None:
        yield _off_the_cycle(subscription)
    elif not _can_be_said(subscription):
        yield _beyond_a_year()


def _can_be_said(subscription: Subscription) -> bool:
    """A day of the month can be said for months and years, but not two years ahead, nor for
    several intervals at once."""
    rhythm = cycle(subscription)
    if rhythm.months is None or _day(rhythm) <= SHORTEST:
        return True
    return rhythm.months <= 12 and not mixed(subscription)


def _against_trial(subscription: Subscription) -> Iterator[Reason]:
    ends = {subscription.trial_end, subscription.billing_cycle_anchor}
    if ends != {subscription.boundary}:
        yield Reason(
            code=Code.TRIAL_ANCHOR,
            sentence=(
                "Its trial ends on another day than its billing is anchored at, so that an extra, "
                "shortened period is invoiced then. Let the trial end at the source, then move it."
            ),
        )


def _day(rhythm: Cycle) -> int:
    return rhythm.day or moment(rhythm.anchor).day


def _rhythm(item: Item) -> tuple[str, int]:
    return item.price.recurring.interval, item.price.recurring.interval_count


def _length(recurring: Recurring) -> int:
    return DAYS[recurring.interval] * recurring.interval_count


def _several_ends() -> Reason:
    return Reason(
        code=Code.MIXED_INTERVALS,
        sentence=(
            "Its items are paid up to different days, and Stripe takes one billing date for all of "
            "a new subscription: something would be charged too early. Move it on the day they "
            "meet, or split it at the source."
        ),
    )


def _off_the_cycle(subscription: Subscription) -> Reason:
    return Reason(
        code=Code.ANCHOR,
        sentence=(
            f"Its period ends on {moment(subscription.boundary):%Y-%m-%d %H:%M:%S} UTC, which is "
            "no renewal reckoned from its billing_cycle_anchor: when it renews after that is "
            "unclear. Let it renew once more at the source, then plan again."
        ),
    )


def _beyond_a_year() -> Reason:
    return Reason(
        code=Code.ANCHOR,
        sentence=(
            "It renews at the end of a month in an interval for which Stripe takes no day of the "
            "month. Recreate it by hand, or move its billing date at the source to a day up to the "
            "28th."
        ),
    )
