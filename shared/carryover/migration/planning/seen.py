"""A subscription as it was seen at its source: in a snapshot, or live."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.ports.stripe_api import Json

EXPAND: Final = (
    "customer",
    "customer.tax_ids",
    "customer.default_source",
    "customer.invoice_settings.default_payment_method",
    "default_payment_method",
    "default_source",
    "discounts.source.coupon",
    "items.data.discounts",
    "latest_invoice",
)
"""For ``GET subscriptions/{id}``, and under ``data`` for lists. Stripe follows four levels
(docs.stripe.com/expand), so an item's discount names its coupon only: see ``coupons_to_read``."""

LIST_EXPAND: Final = tuple(f"data.{path}" for path in EXPAND)
"""For ``GET subscriptions``: no path is deeper than four levels."""


COUPON_EXPAND: Final = ("currency_options",)
"""For ``GET coupons/{id}``."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One subscription, and what it hangs on."""

    account: str
    """The source's alias."""
    subscription: Json
    """With everything in ``EXPAND``."""
    read_at: Seconds
    """When, by Stripe's clock."""
    coupons: Mapping[str, Json] = field(default_factory=dict)
    """By id, read with ``COUPON_EXPAND``: at least ``coupons_to_read``."""
    pending_items: tuple[Json, ...] | None = None
    """The customer's invoice items that no invoice has taken up yet. ``None``: not looked at; then
    the comparison of previews is what would find them."""


def coupons_to_read(subscription: Json) -> frozenset[str]:
    """Name the coupons that have to be read one by one, with ``COUPON_EXPAND``: those that are only
    named, and amounts off in another currency, which may have one in this currency, too."""
    currency = subscription["currency"]
    coupons = (each["source"]["coupon"] for each in _discounts(subscription))
    return frozenset(
        coupon if isinstance(coupon, str) else str(coupon["id"])
        for coupon in coupons
        if isinstance(coupon, str) or coupon.get("currency") not in {None, currency}
    )


def _discounts(subscription: Json) -> Iterator[Json]:
    yield from subscription.get("discounts", ())
    for item in subscription["items"]["data"]:
        yield from item.get("discounts", ())
    customer = subscription["customer"]
    if isinstance(customer, Mapping) and customer.get("discount"):
        yield customer["discount"]
