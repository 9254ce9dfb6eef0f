"""Tax rates, tax ids and what invoices say of taxes: https://docs.stripe.com/api/tax_rates."""

from decimal import Decimal

from sandbox.stripe.billing.taxes import Tax
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged

TEXTS = ("country", "description", "jurisdiction", "state", "tax_type")
"""Labels of a rate; only its percentage and ``inclusive`` are ever computed with."""


def tax_rate(object_id: str, account: Account, params: Object) -> Object:
    """Build a rate; what only Stripe Tax fills in is null."""
    return {
        "id": object_id,
        "object": "tax_rate",
        "active": params.get("active", True),
        "created": account.now(),
        "display_name": params["display_name"],
        "effective_percentage": params.get("effective_percentage"),
        "flat_amount": None,
        "inclusive": params["inclusive"],
        "jurisdiction_level": params.get("jurisdiction_level"),
        "livemode": account.livemode,
        "metadata": merged({}, params.get("metadata")),
        "percentage": plain(Decimal(str(params["percentage"]))),
        "rate_type": params.get("rate_type"),
        **{name: params.get(name) for name in TEXTS},
    }


def plain(percentage: Decimal) -> int | float:
    """Write a percentage as JSON numbers are: 23, not 23.0."""
    whole = percentage == percentage.to_integral_value()
    return int(percentage) if whole else float(percentage)


def shown(tax: Tax) -> Object:
    """Say what a line, or all lines together, owe at one rate."""
    return {
        "amount": tax.amount,
        "tax_behavior": "inclusive" if tax.rate.inclusive else "exclusive",
        "tax_rate_details": {"tax_rate": tax.rate.key},
        "taxability_reason": tax.rate.reason,
        "taxable_amount": tax.taxable,
        "type": "tax_rate_details",
    }


def tax_id(account: Account, customer: str, given: Object, country: str, status: str) -> Object:
    """Build a customer's tax id; whether it is genuine is found out later, if at all."""
    return {
        "id": account.new_id("txi"),
        "object": "tax_id",
        "country": country,
        "created": account.now(),
        "customer": customer,
        "customer_account": None,
        "livemode": account.livemode,
        "owner": {
            "account": None,
            "application": None,
            "customer": customer,
            "customer_account": None,
            "type": "customer",
        },
        "type": given["type"],
        "value": given["value"],
        "verification": {"status": status, "verified_address": None, "verified_name": None},
    }


def automatic_tax(*, enabled: bool, status: str | None, disabled: str | None = None) -> Object:
    """Say how an invoice is taxed when Stripe is asked to find the rates."""
    return {
        "disabled_reason": disabled,
        "enabled": enabled,
        "liability": {"type": "self"} if enabled else None,
        "provider": "stripe" if enabled else None,
        "status": status,
    }
