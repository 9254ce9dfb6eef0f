"""What stands against carrying a subscription's discounts exactly."""

from collections.abc import Iterator
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.planning.codes import Code
from carryover.migration.planning.coupons import Coupon, Discount
from carryover.migration.planning.discounting import Sale, every, is_void
from carryover.migration.planning.papers import Subscription
from carryover.migration.planning.remaining import exact_months
from carryover.migration.planning.verdict import Finding, Reason, Wait

SETTLED: Final = 2 * 3_600
"""Seconds after a boundary until its invoice is drafted, final and paid: an hour, and some air
(docs.stripe.com/billing/subscriptions/overview)."""


def findings(subscription: Subscription, sale: Sale) -> Iterator[Finding]:
    """Say what stands against carrying its discounts exactly."""
    for discount in every(subscription):
        yield from _against(discount, sale)
    theirs = subscription.customer.discount
    if theirs is None or subscription.discounts:
        return
    coupon = sale.coupon(theirs)
    if coupon is not None and coupon.duration == "once":
        yield _used_by_whoever_is_first(coupon.id)


def _against(discount: Discount, sale: Sale) -> Iterator[Finding]:
    coupon = sale.coupon(discount)
    if coupon is None:
        yield _unreadable(discount)
    elif _of_another_currency(coupon, sale.currency):
        yield _perhaps_void(coupon)
    elif discount.end is not None and not is_void(coupon, sale.currency):
        yield from _months(discount, discount.end, sale)


def _months(discount: Discount, end: Seconds, sale: Sale) -> Iterator[Finding]:
    left = sale.renewals(end)
    if left and exact_months(left, sale.cycle, sale.window) is None:
        yield _cannot_be_said(discount, end, sale)


def _of_another_currency(coupon: Coupon, currency: str) -> bool:
    """Tell whether it may have an amount in this currency, and we were not shown."""
    foreign = coupon.amount_off is not None and coupon.currency != currency
    return foreign and coupon.currency_options is None


def _cannot_be_said(discount: Discount, end: Seconds, sale: Sale) -> Wait:
    return Wait(
        code=Code.COUPON_MONTHS,
        sentence=(
            f"Its coupon {discount.coupon} ends on {moment(end):%Y-%m-%d}, and no whole number of "
            "months in the target reduces exactly the same renewals. It is looked at again after "
            "the next renewal, at the latest when the coupon is over."
        ),
        until=sale.window.boundary + SETTLED,
    )


def _unreadable(discount: Discount) -> Reason:
    return Reason(
        code=Code.COUPON_UNKNOWN,
        sentence=(
            f"It has a discount of the coupon {discount.coupon}, which the source does not show "
            "(it was deleted?), so nobody can say what it takes off and how long. Give it a coupon "
            "that exists, at the source, then plan again."
        ),
    )


def _perhaps_void(coupon: Coupon) -> Reason:
    return Reason(
        code=Code.COUPON_CURRENCY,
        sentence=(
            f"Its coupon {coupon.id} takes an amount off in {coupon.currency}; whether it has one "
            "in the subscription's currency, too, was not shown. Remove the coupon at the source "
            "if it takes nothing off, or give it one of the right currency."
        ),
    )


def _used_by_whoever_is_first(coupon: str) -> Reason:
    return Reason(
        code=Code.CUSTOMER_ONCE,
        sentence=(
            f"Its customer has the coupon {coupon}, good for one invoice, whichever subscription "
            "renews first. Give it to one subscription at the source, then plan again."
        ),
    )
