"""Puts right the one thing an outage can do: both sides ended, and nobody bills.

An outage that begins after the stop and outlasts the boundary leaves the source ended as we asked
and the target ended by itself. Neither can ever bill again, so a new target may be created as of
the boundary without any danger of a second charge: ``backdate_start_date`` bills the whole period
that began there, at once, as the renewal would have (docs.stripe.com/billing/subscriptions/
backdating). Whether that is the very amount both previews had foretold is asked before it is done.
"""

from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.migration.model import Expected
from carryover.migration.planning.spec import Spec
from carryover.ports.stripe_api import Json, Params, Refused

DISARMED: Final = ("cancel_at_period_end", "cancel_at", "trial_end", "billing_cycle_anchor_config")
"""What a target is armed with and a revived one is not."""

IN_A_PREVIEW: Final = ("customer", "currency", "discounts", "automatic_tax")
OF_THE_SUBSCRIPTION: Final = (
    "items",
    "billing_mode",
    "default_tax_rates",
    "proration_behavior",
)


def revival(creation: Params, spec: Spec, until: Seconds | None) -> Params:
    """Turn the armed creation into one that bills from the boundary to the next one."""
    kept = {name: value for name, value in creation.items() if name not in DISARMED}
    ends = {"cancel_at": spec.cancel_at} if spec.cancel_at is not None else {}
    return {
        **kept,
        **ends,
        "backdate_start_date": spec.boundary,
        "billing_cycle_anchor": until,
        "proration_behavior": "create_prorations",
    }


def asking(said: Params) -> Params:
    """Ask for the invoice that this creation would make at once."""
    details: dict[str, Any] = {name: said[name] for name in OF_THE_SUBSCRIPTION if name in said}
    details["start_date"] = said["backdate_start_date"]
    anchor = {"type": "timestamp", "timestamp": said["billing_cycle_anchor"]}
    details["billing_cycle_anchor"] = anchor
    asked = {name: said[name] for name in IN_A_PREVIEW if name in said}
    return {**asked, "subscription_details": details}


def would_charge_otherwise(preview: Json | Refused, expected: Expected | None) -> str | None:
    """Say why it must not be done; ``None``: it charges what was foretold."""
    if isinstance(preview, Refused):
        return f"{_STRANDED} Stripe makes no preview of a new one: {preview.message}"
    if expected is None:
        return f"{_STRANDED} There is no record of what the renewal was to be."
    total, currency = preview["total"], preview["currency"]
    if (total, currency) != (expected.amount, expected.currency):
        return (
            f"{_STRANDED} A new one would charge {total} {currency} (in minor units), the renewal "
            f"was to be {expected.amount} {expected.currency}."
        )
    return None


_STRANDED: Final = (
    "Both ended at the boundary during an outage, and nobody bills since: recreate it by hand."
)
