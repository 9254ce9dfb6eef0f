"""Every field of a subscription at the pinned API version, and what becomes of it.

A test holds this table, and that of what is around (``fields_around``), to the SDK's own types, so
that a field of a new version cannot pass unseen; a field in the JSON that is not here and says
something blocks (``unknown``).
"""

from collections.abc import Mapping
from typing import Final

from carryover.migration.planning.codes import Code
from carryover.migration.planning.fate import (
    ID,
    NESTED,
    Field,
    blocks,
    carried,
    derived,
    irrelevant,
    judged,
)
from carryover.migration.planning.fields_around import THRESHOLDS

_CONNECT: Final = (
    "Its money goes to or through a connected account ({field}), and connected accounts are known "
    "to one platform only. Recreate it by hand once the account is connected to the target."
)
_SELF: Final = {"type": "self"}

SUBSCRIPTION: Final[Mapping[str, Field]] = {
    "application": judged("held, unless the rules say the application was disconnected"),
    "application_fee_percent": blocks(_CONNECT, Code.CONNECT),
    "automatic_tax": NESTED,
    "automatic_tax.disabled_reason": blocks(
        "Stripe has switched its automatic tax off because the customer's location is missing. Add "
        "the address at the source, or switch automatic tax off there, then plan again.",
        Code.TAX,
    ),
    "automatic_tax.enabled": carried("automatic_tax[enabled]"),
    "automatic_tax.liability": blocks(_CONNECT, Code.CONNECT, _SELF),
    "billing_cycle_anchor": derived("the boundary, on the same day and second"),
    "billing_cycle_anchor_config": derived("said again where the 29th to 31st would be forgotten"),
    "billing_mode": NESTED,
    "billing_mode.flexible": carried("billing_mode[flexible]"),
    "billing_mode.type": carried("billing_mode[type], always said"),
    "billing_mode.updated_at": irrelevant("when the mode was chosen"),
    "billing_schedules": blocks(
        "It is billed ahead by billing schedules, which say what was paid for and cannot be made "
        "with that memory. Move it when the schedules are over, or recreate it by hand."
    ),
    "billing_thresholds": THRESHOLDS,
    "cancel_at": judged("an end at the boundary or before stays, a later one is carried"),
    "cancel_at_period_end": judged("it is left to end where it is"),
    "canceled_at": irrelevant("when an end was asked for"),
    "cancellation_details": irrelevant("what was said about an end; our own stop is marked there"),
    "collection_method": carried("collection_method"),
    "created": irrelevant("the target is created when it is moved; reports read the id map"),
    "currency": carried("currency, always said"),
    "customer": carried("through the card mapping"),
    "customer_account": blocks(
        "It is paid by an account (Accounts v2), which the data copy does not carry. Recreate it "
        "by hand."
    ),
    "days_until_due": carried("days_until_due"),
    "default_payment_method": carried("through the card mapping"),
    "default_source": carried("through the card mapping"),
    "default_tax_rates": carried("through the catalogue"),
    "description": carried("description"),
    "discounts": carried("coupons of the catalogue, with the months they have left"),
    "ended_at": judged("what is over stays"),
    "id": ID,
    "invoice_settings": NESTED,
    "invoice_settings.account_tax_ids": blocks(
        "Its invoices bear tax ids of the source account. Take them off at the source, plan again, "
        "and set the target's own ids after the move.",
        Code.TAX,
    ),
    "invoice_settings.custom_fields": carried("invoice_settings[custom_fields]"),
    "invoice_settings.description": carried("invoice_settings[description]"),
    "invoice_settings.footer": carried("invoice_settings[footer]"),
    "invoice_settings.issuer": blocks(_CONNECT, Code.CONNECT, _SELF),
    "items": carried("item by item, see below"),
    "latest_invoice": judged("waits while it is being paid"),
    "livemode": irrelevant("keys of another mode are refused at the start"),
    "managed_payments": blocks(
        "Stripe is its merchant of record (Managed Payments), which no other account can take "
        "over. Ask Stripe."
    ),
    "metadata": carried("every key; one is added, carryover_source"),
    "next_pending_invoice_item_invoice": blocks(
        "Charges are invoiced in an interval of their own. Remove pending_invoice_item_interval at "
        "the source, then plan again."
    ),
    "object": irrelevant("says subscription"),
    "on_behalf_of": blocks(_CONNECT, Code.CONNECT),
    "pause_collection": carried("pause_collection, right after the creation"),
    "payment_settings": NESTED,
    "payment_settings.payment_method_options": judged("3-D Secure and verification are carried"),
    "payment_settings.payment_method_types": carried("payment_settings[payment_method_types]"),
    "payment_settings.save_default_payment_method": carried(
        "payment_settings[save_default_payment_method]"
    ),
    "pending_invoice_item_interval": blocks(
        "Charges are invoiced in an interval of their own, and when the next one is due cannot be "
        "said to Stripe. Remove pending_invoice_item_interval at the source, then plan again."
    ),
    "pending_setup_intent": irrelevant("Stripe makes one in the target when it needs one"),
    "pending_update": judged("waits until it is paid or expires"),
    "presentment_details": blocks(
        "It is paid in another currency than it is priced in (Adaptive Pricing), and what that "
        "costs is not a parameter. Recreate it by hand."
    ),
    "schedule": blocks(
        "A schedule ({value}) governs it: later phases would be lost. Release it at the source "
        "(subscription_schedules/{value}/release) if its remaining phases change nothing, or move "
        "it by hand.",
        Code.SCHEDULE,
    ),
    "start_date": irrelevant("backdating would charge or eat coupon months; reports read the map"),
    "status": judged("active and trialing move"),
    "status_details": derived("says why a status is what it is"),
    "test_clock": judged("held, unless the rules say this is a trial run"),
    "transfer_data": blocks(_CONNECT, Code.CONNECT),
    "trial_end": carried("trial_end, while the trial runs"),
    "trial_settings": NESTED,
    "trial_settings.end_behavior": NESTED,
    "trial_settings.end_behavior.billing_cycle_anchor": blocks(
        "Its trial keeps another billing date when it ends, so that an extra, shortened period is "
        "invoiced then. Let the trial end at the source, then move it.",
        Code.TRIAL_ANCHOR,
        "now",
    ),
    "trial_settings.end_behavior.missing_payment_method": carried(
        "trial_settings[end_behavior][missing_payment_method]"
    ),
    "trial_start": irrelevant("the past of the trial"),
}
