"""Every field of a subscription, its items and its customer at the pinned API version, and what
becomes of it.

A test holds this table to the SDK's own types, so that a field of a new version cannot pass unseen;
a field in the JSON that is not here and says something blocks (``unknown``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from carryover.migration.planning.codes import Code


class Fate(StrEnum):
    """What becomes of a field."""

    CARRIED = "carried"
    """The target is given the same, in its own ids."""
    DERIVED = "derived"
    """Follows from what is carried."""
    IRRELEVANT = "irrelevant"
    """Changes no invoice and no date."""
    JUDGED = "judged"
    """A rule of its own decides (``judging``)."""
    BLOCKS = "blocks"
    """Whoever has it is held."""
    NESTED = "nested"
    """Its own fields stand below, with a dot."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field."""

    fate: Fate
    why: str
    """How, or why. Of a field that blocks: the sentence for people."""
    code: Code = Code.BILLING
    harmless: tuple[object, ...] = ()
    """Values besides nothing at which a field that blocks does not."""


def _carried(how: str) -> Field:
    return Field(Fate.CARRIED, how)


def _derived(how: str) -> Field:
    return Field(Fate.DERIVED, how)


def _irrelevant(why: str) -> Field:
    return Field(Fate.IRRELEVANT, why)


def _judged(how: str) -> Field:
    return Field(Fate.JUDGED, how)


def _blocks(sentence: str, code: Code = Code.BILLING, *harmless: object) -> Field:
    return Field(Fate.BLOCKS, sentence, code, harmless)


_NESTED: Final = Field(Fate.NESTED, "see below")
_ID: Final = _derived("new ids in the target; the id map keeps the pair")
_CONNECT: Final = (
    "Its money goes to or through a connected account ({field}), and connected accounts are known "
    "to one platform only. Recreate it by hand once the account is connected to the target."
)
_SELF: Final = {"type": "self"}

SUBSCRIPTION: Final[Mapping[str, Field]] = {
    "application": _judged("held, unless the rules say the application was disconnected"),
    "application_fee_percent": _blocks(_CONNECT, Code.CONNECT),
    "automatic_tax": _NESTED,
    "automatic_tax.disabled_reason": _blocks(
        "Stripe has switched its automatic tax off because the customer's location is missing. Add "
        "the address at the source, or switch automatic tax off there, then plan again.",
        Code.TAX,
    ),
    "automatic_tax.enabled": _carried("automatic_tax[enabled]"),
    "automatic_tax.liability": _blocks(_CONNECT, Code.CONNECT, _SELF),
    "billing_cycle_anchor": _derived("the boundary, on the same day and second"),
    "billing_cycle_anchor_config": _derived("said again where the 29th to 31st would be forgotten"),
    "billing_mode": _NESTED,
    "billing_mode.flexible": _carried("billing_mode[flexible]"),
    "billing_mode.type": _carried("billing_mode[type], always said"),
    "billing_mode.updated_at": _irrelevant("when the mode was chosen"),
    "billing_schedules": _blocks(
        "It is billed ahead by billing schedules, which say what was paid for and cannot be made "
        "with that memory. Move it when the schedules are over, or recreate it by hand."
    ),
    "billing_thresholds": _blocks(
        "It is invoiced when a threshold is reached, so nobody can foretell its next invoice. "
        "Remove the threshold at the source, or recreate it by hand."
    ),
    "cancel_at": _judged("an end at the boundary or before stays, a later one is carried"),
    "cancel_at_period_end": _judged("it is left to end where it is"),
    "canceled_at": _irrelevant("when an end was asked for"),
    "cancellation_details": _irrelevant("what was said about an end; our own stop is marked there"),
    "collection_method": _carried("collection_method"),
    "created": _irrelevant("the target is created when it is moved; reports read the id map"),
    "currency": _carried("currency, always said"),
    "customer": _carried("through the card mapping"),
    "customer_account": _blocks(
        "It is paid by an account (Accounts v2), which the data copy does not carry. Recreate it "
        "by hand."
    ),
    "days_until_due": _carried("days_until_due"),
    "default_payment_method": _carried("through the card mapping"),
    "default_source": _carried("through the card mapping"),
    "default_tax_rates": _carried("through the catalogue"),
    "description": _carried("description"),
    "discounts": _carried("coupons of the catalogue, with the months they have left"),
    "ended_at": _judged("what is over stays"),
    "id": _ID,
    "invoice_settings": _NESTED,
    "invoice_settings.account_tax_ids": _blocks(
        "Its invoices bear tax ids of the source account. Take them off at the source, plan again, "
        "and set the target's own ids after the move.",
        Code.TAX,
    ),
    "invoice_settings.custom_fields": _carried("invoice_settings[custom_fields]"),
    "invoice_settings.description": _carried("invoice_settings[description]"),
    "invoice_settings.footer": _carried("invoice_settings[footer]"),
    "invoice_settings.issuer": _blocks(_CONNECT, Code.CONNECT, _SELF),
    "items": _carried("item by item, see below"),
    "latest_invoice": _judged("waits while it is being paid"),
    "livemode": _irrelevant("keys of another mode are refused at the start"),
    "managed_payments": _blocks(
        "Stripe is its merchant of record (Managed Payments), which no other account can take "
        "over. Ask Stripe."
    ),
    "metadata": _carried("every key; one is added, carryover_source"),
    "next_pending_invoice_item_invoice": _blocks(
        "Charges are invoiced in an interval of their own. Remove pending_invoice_item_interval at "
        "the source, then plan again."
    ),
    "object": _irrelevant("says subscription"),
    "on_behalf_of": _blocks(_CONNECT, Code.CONNECT),
    "pause_collection": _carried("pause_collection, right after the creation"),
    "payment_settings": _NESTED,
    "payment_settings.payment_method_options": _judged("3-D Secure and verification are carried"),
    "payment_settings.payment_method_types": _carried("payment_settings[payment_method_types]"),
    "payment_settings.save_default_payment_method": _carried(
        "payment_settings[save_default_payment_method]"
    ),
    "pending_invoice_item_interval": _blocks(
        "Charges are invoiced in an interval of their own, and when the next one is due cannot be "
        "said to Stripe. Remove pending_invoice_item_interval at the source, then plan again."
    ),
    "pending_setup_intent": _irrelevant("Stripe makes one in the target when it needs one"),
    "pending_update": _judged("waits until it is paid or expires"),
    "presentment_details": _blocks(
        "It is paid in another currency than it is priced in (Adaptive Pricing), and what that "
        "costs is not a parameter. Recreate it by hand."
    ),
    "schedule": _blocks(
        "A schedule ({value}) governs it: later phases would be lost. Release it at the source "
        "(subscription_schedules/{value}/release) if its remaining phases change nothing, or move "
        "it by hand.",
        Code.SCHEDULE,
    ),
    "start_date": _irrelevant("backdating would charge or eat coupon months; reports read the map"),
    "status": _judged("active and trialing move"),
    "status_details": _derived("says why a status is what it is"),
    "test_clock": _judged("held, unless the rules say this is a trial run"),
    "transfer_data": _blocks(_CONNECT, Code.CONNECT),
    "trial_end": _carried("trial_end, while the trial runs"),
    "trial_settings": _NESTED,
    "trial_settings.end_behavior": _NESTED,
    "trial_settings.end_behavior.billing_cycle_anchor": _blocks(
        "Its trial keeps another billing date when it ends, so that an extra, shortened period is "
        "invoiced then. Let the trial end at the source, then move it.",
        Code.TRIAL_ANCHOR,
        "now",
    ),
    "trial_settings.end_behavior.missing_payment_method": _carried(
        "trial_settings[end_behavior][missing_payment_method]"
    ),
    "trial_start": _irrelevant("the past of the trial"),
}

ITEM: Final[Mapping[str, Field]] = {
    "billed_until": _judged("has to be the end of its period"),
    "billing_thresholds": SUBSCRIPTION["billing_thresholds"],
    "created": _irrelevant("the past"),
    "current_period_end": _derived("the boundary"),
    "current_period_start": _derived("the past"),
    "current_trial": _blocks(
        "An item of it is on a trial offer, and how much of that is left cannot be said to Stripe. "
        "Let the offer end at the source, then move it."
    ),
    "deleted": _irrelevant("never of an item that is there"),
    "discounts": _carried("coupons of the catalogue, with the months they have left"),
    "id": _ID,
    "metadata": _carried("every key"),
    "object": _irrelevant("says subscription_item"),
    "plan": _irrelevant("the price once more, in its shape of before 2020"),
    "price": _carried("through the catalogue"),
    "quantity": _carried("quantity"),
    "subscription": _ID,
    "tax_rates": _carried("through the catalogue"),
}

_COPIED: Final = _irrelevant("the data copy carries it")
_NOT_SHOWN: Final = _irrelevant("shown only when asked for; the audit looks at it")

CUSTOMER: Final[Mapping[str, Field]] = {
    "address": _COPIED,
    "balance": _judged("held: an amount of money must not exist twice"),
    "business_name": _irrelevant("a name; no invoice of a subscription is reckoned with it"),
    "cash_balance": _NOT_SHOWN,
    "created": _irrelevant("the past"),
    "currency": _derived("of its first subscription"),
    "customer_account": _irrelevant("an identity beside the customer, which pays as before"),
    "default_source": _carried("where a subscription falls back to it"),
    "deleted": _judged("held"),
    "delinquent": _derived("from its latest invoice"),
    "description": _irrelevant("a note; not copied"),
    "discount": _carried("to the subscription, where it has none of its own"),
    "email": _COPIED,
    "id": _ID,
    "individual_name": _irrelevant("a name; no invoice of a subscription is reckoned with it"),
    "invoice_credit_balance": _NOT_SHOWN,
    "invoice_prefix": _irrelevant("invoices of the target have numbers of their own"),
    "invoice_settings": _NESTED,
    "invoice_settings.custom_fields": _carried("if the target's customer has none"),
    "invoice_settings.default_payment_method": _carried("where a subscription falls back to it"),
    "invoice_settings.footer": _carried("if the target's customer has none"),
    "invoice_settings.rendering_options": _irrelevant(
        "how a PDF looks; templates are the account's"
    ),
    "livemode": _irrelevant("keys of another mode are refused at the start"),
    "metadata": _COPIED,
    "name": _COPIED,
    "next_invoice_sequence": _irrelevant("invoices of the target have numbers of their own"),
    "object": _irrelevant("says customer"),
    "phone": _COPIED,
    "preferred_locales": _carried("if the target's customer has none"),
    "shipping": _judged("decides automatic tax, and is not copied"),
    "sources": _NOT_SHOWN,
    "subscriptions": _NOT_SHOWN,
    "tax": _derived("from address, shipping and tax ids"),
    "tax_exempt": _carried("tax_exempt"),
    "tax_ids": _carried("one by one"),
    "test_clock": _judged("held, unless the rules say this is a trial run"),
}
