"""What to ask Stripe for to see the next invoice of a subscription that is about to end.

A subscription set to cancel has no next invoice (docs.stripe.com/api/invoices/create_preview), and
of the two sides one always is: the target until it is disarmed, the source once it is stopped. So
both are previewed as if the end at the boundary were lifted. Ends that were agreed later stay.
"""

from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.migration.stripe_json import boundary
from carryover.ports.stripe_api import Json, Params

PATH: Final = "invoices/create_preview"

EXPAND: Final = ("discounts", "lines.data.discounts")
"""Without them a discount is only an id, which differs between accounts even where it is equal."""


def asking_source(subscription: Json, ends: Seconds | None = None) -> Params:
    """Ask for the next invoice as if nothing was ever stopped; ``ends`` is the end agreed with the
    customer (``Spec.cancel_at``), which our stop has written over."""
    return _asking(subscription, ends)


def asking_target(
    subscription: Json, ends: Seconds | None = None, reapplied: Params | None = None
) -> Params:
    """Ask for the next invoice as if it was disarmed already, with the end it is to have. Lifting
    an end drops repeating coupons here as it does in earnest (STRIPE.md §3), so the preview is told
    what disarming will tell: ``reapplied`` is ``planning.params.reapplying``."""
    asked = _asking(subscription, ends)
    return {**asked, **(reapplied or {})} if "subscription_details" in asked else asked


def _asking(subscription: Json, ends: Seconds | None) -> Params:
    asked: dict[str, Any] = {"subscription": subscription["id"], "expand": list(EXPAND)}
    if lifted := _lifted(subscription, ends):
        asked["subscription_details"] = {**lifted, "proration_behavior": "none"}
    return asked


def _lifted(subscription: Json, ends: Seconds | None) -> dict[str, Any]:
    """Say what would have to change for it to go on over the boundary; nothing, if it does.

    A schedule decides the end itself, and Stripe refuses to change it past the schedule."""
    if subscription.get("schedule") is not None or ends == subscription["cancel_at"]:
        return {}
    if ends is not None:
        return {"cancel_at": ends}
    if subscription["cancel_at_period_end"]:
        return {"cancel_at_period_end": False}
    if subscription["cancel_at"] <= boundary(subscription):
        return {"cancel_at": ""}
    return {}
