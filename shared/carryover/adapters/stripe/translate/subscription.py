"""A subscription, from any API version.

What moved (docs.stripe.com/changelog):

- its paid period and its prices: see ``item.py``;
- its discounts: one ``discount`` object until 2024, then the list ``discounts`` of ids or objects;
- the coupon in a discount: ``coupon`` until basil, ``source.coupon`` since 2025-09-30.clover;
- its currency: told only by the prices in 2020-08-27, and by the subscription itself later;
- how it is collected: ``billing`` until 2019-10-17, ``collection_method`` since.
"""

from typing import Final

from carryover.adapters.stripe.translate.item import item
from carryover.adapters.stripe.translate.reading import (
    ODD,
    Json,
    given,
    identity,
    inside,
    is_json,
    kept,
    listed,
    moment,
    reference,
    refused,
    sorted_by_key,
)
from carryover.kernel.facts import SubscriptionState
from carryover.kernel.identity import Kind

UNCHANGED: Final = (
    "livemode", "status", "billing_cycle_anchor", "start_date", "cancel_at",
    "cancel_at_period_end", "canceled_at", "ended_at", "trial_start", "trial_end",
    "days_until_due",
)  # fmt: skip
"""Fields that have had this name and type in every version (docs.stripe.com/api/subscriptions)."""

REFERENCES: Final = (
    "customer", "default_payment_method", "default_source", "schedule", "latest_invoice",
    "application",
)  # fmt: skip
"""Fields that name another object, which the sender may have expanded."""


def subscription(raw: Json) -> SubscriptionState:
    """Read a subscription. Raises ``NeedsReview`` when it is not as documented."""
    if not shows_every_item(raw):
        raise refused(Kind.SUBSCRIPTION, raw, "`items` shows only some of them")
    items = _items(raw)
    if items == ():
        raise refused(Kind.SUBSCRIPTION, raw, "`items` is empty")
    fields = given(raw, UNCHANGED) | {
        **{name: reference(raw.get(name)) for name in REFERENCES},
        "id": identity(raw.get("id")),
        "created": moment(raw.get("created")),
        "currency": raw.get("currency") or _currency(items),
        "items": items,
        "collection_method": raw.get("collection_method") or raw.get("billing"),
        "discounts": _discounts(raw),
        "pause_collection": _pause(raw.get("pause_collection")),
        "metadata": sorted_by_key(raw.get("metadata")),
    }
    return kept(SubscriptionState, Kind.SUBSCRIPTION, raw, fields)


def shows_every_item(raw: Json) -> bool:
    """Tell whether the items are all there: Stripe embeds ten of them and says ``has_more``."""
    return inside(raw, "items", "has_more") is not True


def _items(raw: Json) -> object:
    """Read the items, in the order of their ids because Stripe promises none."""
    shown = inside(raw, "items", "data")
    if not isinstance(shown, list):
        return shown
    items = [item(each, raw) if is_json(each) else {} for each in shown]
    return tuple(sorted(items, key=lambda each: str(each.get("id"))))


def _currency(items: object) -> object:
    """Derive the currency where only the prices tell it, if they agree."""
    if not isinstance(items, tuple):
        return None
    currencies = [each.get("currency") for each in items]
    return currencies[0] if currencies.count(currencies[0]) == len(currencies) else None


def _discounts(raw: Json) -> object:
    if (several := raw.get("discounts")) is not None:
        return tuple(map(_discount, several)) if isinstance(several, list) else listed(several)
    one = raw.get("discount")
    return () if one is None else (_discount(one),)


def _discount(shown: object) -> object:
    """Name a discount; one from before discounts had ids (2020) is named by its coupon."""
    if not is_json(shown) or "id" in shown:
        return ODD if shown is None else reference(shown)
    coupon = inside(shown, "source", "coupon") or shown.get("coupon")
    return ODD if coupon is None else reference(coupon)


def _pause(shown: object) -> object:
    return given(shown, ("behavior", "resumes_at")) if is_json(shown) else shown
