"""Fields of a subscription that may differ between source and target, each with its reason."""

from typing import Final

from carryover.migration.model import Thing
from carryover.migration.verifying.table import Table

_ID: Final = "an id of Stripe's own, different for every object"
_BEGAN: Final = "the target began when it was armed; what is paid for begins at the boundary"
_ENDS: Final = "the source ends because it was moved; the target's end is compared with the plan's"
_CADENCE: Final = "compared as the day and the time on which it renews"
_CHARGED: Final = "compared as what will be charged in the end"
_COPY: Final = "the same facts as the price has"
_PLANNED: Final = "compared with the specification, which has the customer's discount as well"

SUBSCRIPTION: Final = Table(
    explained={
        "id": _ID,
        "application": "who made it; whether that may be moved, the plan has said",
        "billing_cycle_anchor": _CADENCE,
        "billing_cycle_anchor_config": _CADENCE,
        "billing_mode.updated_at": _BEGAN,
        "cancel_at": _ENDS,
        "cancel_at_period_end": _ENDS,
        "canceled_at": _ENDS,
        "cancellation_details": _ENDS,
        "created": _BEGAN,
        "customer_account": _ID,
        "default_payment_method": _CHARGED,
        "default_source": _CHARGED,
        "discounts": _PLANNED,
        "ended_at": _ENDS,
        "invoice_settings.account_tax_ids": "says who sells, which is the account's setting",
        "items.url": _ID,
        "items.data[].created": _BEGAN,
        "items.data[].current_period_start": _BEGAN,
        "items.data[].discounts": _PLANNED,
        "items.data[].id": _ID,
        "items.data[].plan": _COPY,
        "items.data[].subscription": _ID,
        "latest_invoice": _ID,
        "plan": _COPY,
        "start_date": _BEGAN,
        "test_clock": "the clock of a test account",
        "trial_end": "compared with the specification: trials that are over are not recreated",
        "trial_start": _BEGAN,
    },
    mapped={
        "customer": Thing.CUSTOMER,
        "default_tax_rates[]": Thing.TAX_RATE,
        "items.data[].price": Thing.PRICE,
        "items.data[].tax_rates[]": Thing.TAX_RATE,
    },
    metadata=frozenset({"metadata"}),
    present=frozenset({"pending_setup_intent"}),
)
