"""KAJ: what Stripe holds of a subscription's further periods, and of the payments for them."""

from collections.abc import Iterator
from typing import Any

from tests.simulation.access.town import Town


def renewed(town: Town, alias: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """When each further period of a subscription began, and the payment for it."""
    account = town.stripes.world.accounts[alias]
    begun = {
        each["id"]: each["created"]
        for each in account.all("invoice")
        if each["billing_reason"] == "subscription_cycle" and _subscription_of(each) == name
    }
    paid = {
        each["payment"].get("payment_intent"): begun[each["invoice"]]
        for each in account.all("invoice_payment")
        if each["invoice"] in begun
    }
    for charge in account.all("charge"):
        if charge["paid"] and charge["payment_intent"] in paid:
            yield paid[charge["payment_intent"]], charge


def _subscription_of(invoice: dict[str, Any]) -> str | None:
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    named = details.get("subscription")
    return str(named) if named else None
