"""What every part of a migration reads off Stripe's objects, in one way."""

from collections.abc import Mapping
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.migration.model import Old, Thing
from carryover.ports.stripe_api import Json

OVER: Final = frozenset({"canceled", "incomplete_expired"})
"""Statuses no subscription comes back from (docs.stripe.com/api/subscriptions/object)."""


def id_of(field: object) -> str:
    """Name what a field points to, expanded or not; empty when it points nowhere."""
    if isinstance(field, Mapping):
        return str(field.get("id") or "")
    return field if isinstance(field, str) else ""


def boundary(subscription: Json) -> Seconds:
    """Find the end of the period that is paid for; of mixed intervals the first one
    (docs.stripe.com/changelog/basil/2025-07-30/support-mixed-intervals)."""
    return min(int(item["current_period_end"]) for item in subscription["items"]["data"])


def products(account: str, subscription: Json) -> frozenset[Old]:
    """Name the products of its prices: invoices name them beside the prices."""
    named = (item["price"]["product"] for item in subscription["items"]["data"])
    return frozenset(Old(account=account, kind=Thing.PRODUCT, id=id_of(each)) for each in named)
