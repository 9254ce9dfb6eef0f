"""Reads what is compared, whole: Stripe shows ten lines of an invoice and lists the others."""

from typing import Any

from carryover.migration.verifying.previews import PATH
from carryover.ports.stripe_api import Json, Params, Refused, StripeApi


def previewed(stripe: StripeApi, account: str, asked: Params) -> Json | Refused:
    """Ask for a preview with all its lines (docs.stripe.com/api/invoice-line-item/list: a preview's
    id lists its lines)."""
    preview = stripe.ask(account, PATH, asked)
    if isinstance(preview, Refused) or not preview["lines"].get("has_more"):
        return preview
    return {**preview, "lines": {**preview["lines"], **_all_lines(stripe, account, preview["id"])}}


def subscription(stripe: StripeApi, account: str, name: str, expand: list[str]) -> Json | None:
    """Read a subscription with all its items, of which it shows ten."""
    found = stripe.get(account, f"subscriptions/{name}", {"expand": expand})
    if found is None or not found["items"].get("has_more"):
        return found
    asked = {"subscription": name, "expand": ["data.discounts"]}
    items = [each for page in stripe.pages(account, "subscription_items", asked) for each in page]
    return {**found, "items": {**found["items"], "data": items, "has_more": False}}


def _all_lines(stripe: StripeApi, account: str, invoice: str) -> dict[str, Any]:
    path, asked = f"invoices/{invoice}/lines", {"expand": ["data.discounts"]}
    lines = [line for page in stripe.pages(account, path, asked) for line in page]
    return {"data": lines, "has_more": False}
