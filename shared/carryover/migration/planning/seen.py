"""A subscription as it was seen at its source: in a snapshot, or live."""

from collections.abc import Mapping
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
"""For ``GET subscriptions/{id}``. Stripe follows four levels (docs.stripe.com/expand), so an item's
discount comes with its coupon's id only: see ``coupons_to_read``."""

LIST_EXPAND: Final = tuple(f"data.{path}" for path in EXPAND)
"""For ``GET subscriptions``: no path is deeper than four levels."""


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
    """By id: those whose discounts name them by id only."""
    pending_items: tuple[Json, ...] | None = None
    """The customer's invoice items that no invoice has taken up yet. ``None``: not looked at; then
    the comparison of previews is what would find them."""


def coupons_to_read(subscription: Json) -> frozenset[str]:
    """Name the coupons whose duration has to be known and was not expanded."""
    discounts = [*subscription.get("discounts", ())]
    for item in subscription["items"]["data"]:
        discounts += item.get("discounts", ())
    customer = subscription["customer"]
    if isinstance(customer, Mapping) and customer.get("discount"):
        discounts.append(customer["discount"])
    named = (each["source"]["coupon"] for each in discounts if isinstance(each, Mapping))
    return frozenset(coupon for coupon in named if isinstance(coupon, str))
