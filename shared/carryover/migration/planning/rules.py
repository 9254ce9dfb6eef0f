"""What people may decide about a plan. Everything has a default, and every default is the safe one.

The rules are part of a plan's hash: another rule is another plan, and wants another approval.
"""

from typing import Final, Literal

from pydantic import Field

from carryover.kernel.clock import Seconds
from carryover.kernel.messages import Message

HOUR: Final = 3_600
DAY: Final = 24 * HOUR

TRIAL_NOTICE: Final = 3 * DAY
"""So long before its end Stripe announces a trial's end, in seconds: a target created later would
announce it at the moment of the move (docs.stripe.com/billing/subscriptions/trials)."""


class Catalogue(Message):
    """What exists in the target already and is used instead of a copy: ``us/price_1: price_x``."""

    prices: dict[str, str] = Field(default_factory=dict)
    products: dict[str, str] = Field(default_factory=dict)
    coupons: dict[str, str] = Field(default_factory=dict)
    """A coupon with months left is named with them: ``us/SUMMER~3m: SUMMER-3``."""
    tax_rates: dict[str, str] = Field(default_factory=dict)


class Rules(Message):
    """What a plan is made with."""

    guard_hours: int = Field(default=48, ge=1, le=24 * 14)
    """No move begins later than so many hours before its boundary. Periods that are short have a
    guard of a quarter of their length, so that daily and weekly plans can move, too."""
    owed: Literal["hold"] = "hold"
    """``past_due`` and ``unpaid``: the debt stays at the source, and "active" in the target would
    be a gift. They are held until the debt is settled there; nothing else is safe."""
    balances: Literal["hold"] = "hold"
    """A customer's credit or debit: an amount of money that must not exist twice. Held until a
    person has carried it over."""
    applications: tuple[str, ...] = ()
    """Connect applications (``ca_…``) that were disconnected, so that the subscriptions they made
    may be moved. Others' are held: an application would go on managing what has moved away."""
    test_clocks: bool = False
    """Whether subscriptions on a test clock are moved: only for trying things out in test mode."""
    catalogue: Catalogue = Catalogue()

    def guard_of(self, period: Seconds) -> Seconds:
        """How long before its boundary a move must have begun, given a period's length."""
        return min(self.guard_hours * HOUR, period // 4)
