"""A subscription's discounts, with what is left of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from carryover.kernel.clock import Seconds, moment
from carryover.migration.planning import papers
from carryover.migration.planning.codes import Code
from carryover.migration.planning.cycle import Cycle
from carryover.migration.planning.papers import Coupon, Subscription
from carryover.migration.planning.remaining import Window, exact_months, renewals_before
from carryover.migration.planning.spec import Discount
from carryover.migration.planning.verdict import Finding, Reason, Wait
from carryover.ports.stripe_api import Json

SETTLED: Final = 2 * 3_600
"""Seconds after a boundary until its invoice is drafted, final and paid: an hour, and some air
(docs.stripe.com/billing/subscriptions/overview)."""


@dataclass(frozen=True, slots=True)
class Sale:
    """What a discount is reckoned against."""

    currency: str
    cycle: Cycle
    window: Window
    coupons: Mapping[str, Json]

    def coupon(self, discount: papers.Discount) -> Coupon | None:
        """Find the coupon of a discount; ``None``: it was deleted, or is no coupon we can read."""
        inline = discount.source.coupon
        try:
            return Coupon.model_validate(self.coupons[discount.coupon])
        except (KeyError, ValidationError):
            return inline if isinstance(inline, Coupon) else None

    def renewals(self, end: Seconds) -> int:
        """Count the renewals a discount that ends then still reduces."""
        return renewals_before(end, self.cycle, self.window.boundary)


def of_subscription(subscription: Subscription) -> tuple[papers.Discount, ...]:
    """List what reduces its invoices as a whole: its own discounts, or else its customer's one
    (docs.stripe.com/api/subscriptions/create, ``discounts``)."""
    theirs = subscription.customer.discount
    return subscription.discounts or (() if theirs is None else (theirs,))


def every(subscription: Subscription) -> Iterator[papers.Discount]:
    """Go through those of the whole, then those of the items."""
    yield from of_subscription(subscription)
    for item in subscription.parts:
        yield from item.discounts


def carried(discounts: tuple[papers.Discount, ...], sale: Sale) -> tuple[Discount, ...]:
    """Say them for the target; those that reduce no further renewal are left out."""
    said = (_carried(each, sale) for each in discounts)
    return tuple(each for each in said if each is not None)


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


def _carried(discount: papers.Discount, sale: Sale) -> Discount | None:
    coupon = sale.coupon(discount)
    if coupon is None or _is_void(coupon, sale.currency):
        return None
    code = discount.promotion_code
    told = code if code is None or isinstance(code, str) else code.id
    if discount.end is None:
        return Discount(coupon=coupon.id, promotion_code=told)
    if not (left := sale.renewals(discount.end)):
        return None
    months = exact_months(left, sale.cycle, sale.window) or left * (sale.cycle.months or 1)
    whole = months == coupon.duration_in_months
    return Discount(
        coupon=coupon.id,
        months=None if whole else months,
        repeats=True,
        promotion_code=told,
    )


def _is_void(coupon: Coupon, currency: str) -> bool:
    """An amount off of another currency takes nothing off (STRIPE.md §3)."""
    if coupon.amount_off is None or coupon.currency == currency:
        return False
    return currency not in (coupon.currency_options or {})


def _against(discount: papers.Discount, sale: Sale) -> Iterator[Finding]:
    coupon = sale.coupon(discount)
    if coupon is None:
        yield _unreadable(discount)
    elif _of_another_currency(coupon, sale.currency):
        yield _perhaps_void(coupon)
    elif discount.end is not None and not _is_void(coupon, sale.currency):
        yield from _months(discount, discount.end, sale)


def _months(discount: papers.Discount, end: Seconds, sale: Sale) -> Iterator[Finding]:
    left = sale.renewals(end)
    if left and exact_months(left, sale.cycle, sale.window) is None:
        yield _cannot_be_said(discount, end, sale)


def _of_another_currency(coupon: Coupon, currency: str) -> bool:
    """Tell whether it may have an amount in this currency, and we were not shown."""
    foreign = coupon.amount_off is not None and coupon.currency != currency
    return foreign and coupon.currency_options is None


def _cannot_be_said(discount: papers.Discount, end: Seconds, sale: Sale) -> Wait:
    return Wait(
        code=Code.COUPON_MONTHS,
        sentence=(
            f"Its coupon {discount.coupon} ends on {moment(end):%Y-%m-%d}, and no whole number of "
            "months in the target reduces exactly the same renewals. It is looked at again after "
            "the next renewal, at the latest when the coupon is over."
        ),
        until=sale.window.boundary + SETTLED,
    )


def _unreadable(discount: papers.Discount) -> Reason:
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
