"""A subscription's discounts, with what is left of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from carryover.kernel.clock import Seconds
from carryover.migration.planning import coupons
from carryover.migration.planning.coupons import Coupon
from carryover.migration.planning.cycle import Cycle
from carryover.migration.planning.paper import Named
from carryover.migration.planning.papers import Subscription
from carryover.migration.planning.remaining import Window, exact_months, renewals_before
from carryover.migration.planning.spec import Discount
from carryover.ports.stripe_api import Json


@dataclass(frozen=True, slots=True)
class Sale:
    """What a discount is reckoned against."""

    currency: str
    cycle: Cycle
    window: Window
    known: Mapping[str, Json]

    def coupon(self, discount: coupons.Discount) -> Coupon | None:
        """Find the coupon of a discount; ``None``: it was deleted, or is no coupon we can read."""
        inline = discount.source.coupon
        try:
            return Coupon.model_validate(self.known[discount.coupon])
        except (KeyError, ValidationError):
            return inline if isinstance(inline, Coupon) else None

    def renewals(self, end: Seconds) -> int:
        """Count the renewals a discount that ends then still reduces."""
        return renewals_before(end, self.cycle, self.window.boundary)


def of_subscription(subscription: Subscription) -> tuple[coupons.Discount, ...]:
    """List what reduces its invoices as a whole: its own discounts, or else its customer's one
    (docs.stripe.com/api/subscriptions/create, ``discounts``)."""
    theirs = subscription.customer.discount
    return subscription.discounts or (() if theirs is None else (theirs,))


def every(subscription: Subscription) -> Iterator[coupons.Discount]:
    """Go through those of the whole, then those of the items."""
    yield from of_subscription(subscription)
    for item in subscription.parts:
        yield from item.discounts


def carried(discounts: tuple[coupons.Discount, ...], sale: Sale) -> tuple[Discount, ...]:
    """Say them for the target; those that reduce no further renewal are left out."""
    said = (_carried(each, sale) for each in discounts)
    return tuple(each for each in said if each is not None)


def _carried(discount: coupons.Discount, sale: Sale) -> Discount | None:
    coupon = sale.coupon(discount)
    if coupon is None or is_void(coupon, sale.currency):
        return None
    code = discount.promotion_code
    told = code.id if isinstance(code, Named) else code
    if discount.end is None:
        return Discount(coupon=coupon.id, promotion_code=told)
    if not (left := sale.renewals(discount.end)):
        return None
    months = _months(left, sale)
    whole = months == coupon.duration_in_months
    kept = None if whole else months
    return Discount(coupon=coupon.id, months=kept, repeats=True, promotion_code=told)


def _months(renewals: int, sale: Sale) -> int:
    """Say the exact number; where there is none, it waits (``discount_findings``): the nearest."""
    nearest = renewals * (sale.cycle.months or 1)
    return exact_months(renewals, sale.cycle, sale.window) or nearest


def is_void(coupon: Coupon, currency: str) -> bool:
    """An amount off of another currency takes nothing off (STRIPE.md §3)."""
    if coupon.amount_off is None or coupon.currency == currency:
        return False
    return currency not in (coupon.currency_options or {})
