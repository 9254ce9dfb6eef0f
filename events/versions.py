"""How older API versions showed the same objects: Stripe's changelog, read backwards.

Only what moved is listed, and what was added later is left out, as it was at the time
(docs.stripe.com/changelog). An object in the newest shape goes through every change that is younger
than the version asked for.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Final

from events.objects import COUPON, DISCOUNT, PLAN, PRICE, Json

NEWEST: Final = "2026-10-28.endive"
VERSIONS: Final = (
    "2020-08-27",
    "2024-12-18.acacia",
    "2025-03-31.basil",
    "2025-09-30.clover",
    NEWEST,
)
VERSIONLESS: Final = "versionless"
"""An event without ``api_version``, as old exports hold them: the oldest shape of all."""


def shown_in(version: str, newest: Json) -> Json:
    """Show an object of the newest shape as this version would have."""
    shown = deepcopy(newest)
    for since, undo in CHANGES:
        if version == VERSIONLESS or version < since:
            undo(shown)
    return shown


def _drop(shown: Json, *names: str) -> None:
    for name in names:
        shown.pop(name, None)


def _before_endive(shown: Json) -> None:
    for item in shown.get("items", {}).get("data", ()):
        _drop(item, "billed_until", "current_trial")


def _before_dahlia(shown: Json) -> None:
    _drop(shown, "billing_schedules", "managed_payments", "business_name", "individual_name")


def _before_clover(shown: Json) -> None:
    """Accounts v2 and flexible billing came with clover; line subtotals soon after."""
    _drop(shown, "billing_mode", "customer_account")
    for line in shown.get("lines", {}).get("data", ()):
        _drop(line, "quantity_decimal", "subtotal")


def _before_basil(shown: Json) -> None:
    if shown["object"] == "subscription":
        _subscription_before_basil(shown)
    if shown["object"] == "invoice":
        _invoice_before_basil(shown)


def _subscription_before_basil(shown: Json) -> None:
    """Show the period on the subscription, and the last discount as a whole."""
    for item in shown["items"]["data"]:
        for name in ("current_period_start", "current_period_end"):
            shown[name] = item.pop(name)
    shown["discount"] = _whole_discount() if shown["discounts"] else None


def _invoice_before_basil(shown: Json) -> None:
    """Show subscription, payment and taxes as fields of the invoice itself."""
    details = (shown.pop("parent") or {}).get("subscription_details") or {}
    paid = shown["status"] == "paid"
    _drop(shown, "amount_overpaid", "total_taxes", "total_pretax_credit_amounts")
    shown |= {
        "application_fee_amount": None,
        "charge": "ch_GoldenRenewal00000000001" if paid else None,
        "discount": _whole_discount() if shown["discounts"] else None,
        "paid": paid,
        "paid_out_of_band": False,
        "payment_intent": "pi_GoldenRenewal00000000001" if shown["attempted"] else None,
        "quote": None,
        "subscription": details.get("subscription"),
        "subscription_details": {"metadata": details.get("metadata")},
        "tax": None,
        "total_tax_amounts": [],
        "transfer_data": None,
    }
    for line in shown["lines"]["data"]:
        _line_before_basil(line)


def _line_before_basil(line: Json) -> None:
    parent = line.pop("parent")
    billed = parent["subscription_item_details"]
    by_hand = parent["invoice_item_details"] or {}
    _drop(line, "pricing", "taxes", "pretax_credit_amounts")
    line |= {
        "plan": deepcopy(PLAN) if billed else None,
        "price": deepcopy(PRICE),
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": billed and billed["subscription"],
        "subscription_item": billed and billed["subscription_item"],
        "tax_amounts": [],
        "tax_rates": [],
        "type": "subscription" if billed else "invoiceitem",
    }
    if by_hand:
        line["invoice_item"] = by_hand["invoice_item"]


def _whole_discount() -> Json:
    """Show the coupon inside the discount, as before ``source.coupon`` (clover)."""
    shown = {name: value for name, value in DISCOUNT.items() if name != "source"}
    return deepcopy({**shown, "coupon": COUPON})


def _before_acacia(shown: Json) -> None:
    """Leave out what was added after 2020-08-27."""
    _drop(shown, "application", "on_behalf_of", "description", "test_clock", "effective_at")
    _drop(shown, "from_invoice", "issuer", "latest_revision", "rendering", "shipping_cost")
    _drop(shown, "subscription_details", "amount_shipping", "total_excluding_tax")
    if shown["object"] == "subscription":
        _drop(shown, "currency", "discounts", "trial_settings", "cancellation_details")
        _drop(shown, "invoice_settings", "billing_cycle_anchor_config")
    if shown["object"] == "invoice" and shown["id"].startswith("upcoming_in"):
        _drop(shown, "id")


def _before_prices(shown: Json) -> None:
    """Show plans only (before 2020), and older names of two fields."""
    for item in shown.get("items", {}).get("data", ()):
        _drop(item, "price")
    if "collection_method" in shown:
        shown["billing"] = shown.pop("collection_method")
    if shown["object"] == "invoice":
        shown["date"] = shown.pop("created")


CHANGES: Final[tuple[tuple[str, Callable[[Json], None]], ...]] = (
    ("2026-09-30", _before_endive),
    ("2026-03-25", _before_dahlia),
    ("2025-09-30", _before_clover),
    ("2025-03-31", _before_basil),
    ("2024-09-30", _before_acacia),
    ("2019-10-17", _before_prices),
)
"""Youngest first; a version is named by the day it came out."""
