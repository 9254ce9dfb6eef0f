"""Which fields of an object may differ between two accounts, and how the others are compared.

Paths are written as in Stripe's documentation, with ``[]`` for every element of a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from carryover.migration.model import Thing


@dataclass(frozen=True, slots=True)
class Table:
    """What is not named here has to be equal, fields nobody has heard of included."""

    explained: Mapping[str, str]
    """May differ, each for the reason given."""
    mapped: Mapping[str, Thing]
    """Ids that have a counterpart in the target: compared as what they stand for."""
    metadata: frozenset[str]
    """Metadata of the subscription, where the target carries our mark."""
    discounts: frozenset[str] = frozenset()
    """Redemptions: compared as the coupon they redeem. The order of ``discounts`` says something,
    for they are taken off in turn (docs.stripe.com/billing/subscriptions/coupons)."""
    unordered: frozenset[str] = frozenset()
    """Lists whose order says nothing."""
    present: frozenset[str] = frozenset()
    """Ids without a counterpart: compared as being there or not."""
