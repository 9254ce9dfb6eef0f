"""Stripe's discounts and coupons, as far as a judgement reads them."""

from typing import Any, Literal

from carryover.kernel.clock import Seconds
from carryover.migration.planning.paper import Named, Paper


class Coupon(Paper):
    """What a discount is worth, and for how long."""

    id: str
    duration: Literal["forever", "once", "repeating"]
    duration_in_months: int | None = None
    amount_off: int | None = None
    currency: str | None = None
    currency_options: dict[str, Any] | None = None
    """Only when expanded."""


class CouponSource(Paper):
    """Since 2025-09-30 a discount names its coupon here (docs.stripe.com/changelog/clover)."""

    coupon: Coupon | Named | str
    """A coupon that was deleted is but its id."""


class Discount(Paper):
    """A coupon at work."""

    id: str
    source: CouponSource
    end: Seconds | None = None
    promotion_code: str | Named | None = None

    @property
    def coupon(self) -> str:
        """Name the coupon."""
        return self.source.coupon if isinstance(self.source.coupon, str) else self.source.coupon.id
