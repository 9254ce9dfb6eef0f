"""A customer, from any API version."""

from typing import Final

from carryover.adapters.stripe.translate.reading import (
    Json,
    given,
    identity,
    inside,
    kept,
    listed,
    moment,
    reference,
    sorted_by_key,
)
from carryover.kernel.facts import CustomerState
from carryover.kernel.identity import Kind

UNCHANGED: Final = (
    "livemode", "email", "name", "phone", "currency", "balance", "delinquent", "tax_exempt",
    "deleted",
)  # fmt: skip
"""Fields that have had this name and type in every version (docs.stripe.com/api/customers)."""


def customer(raw: Json) -> CustomerState:
    """Read a customer. Raises ``NeedsReview`` when it is not as documented."""
    chosen = inside(raw, "invoice_settings", "default_payment_method")
    fields = given(raw, UNCHANGED) | {
        "id": identity(raw.get("id")),
        "created": moment(raw.get("created")),
        "default_payment_method": reference(chosen),
        "default_source": reference(raw.get("default_source")),
        "preferred_locales": listed(raw.get("preferred_locales")),
        "metadata": sorted_by_key(raw.get("metadata")),
    }
    return kept(CustomerState, Kind.CUSTOMER, raw, fields)
