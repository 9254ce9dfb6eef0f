"""Reading a price object as the arithmetic of ``billing.tariffs``, in one of its currencies.

Tiers and other currencies of a price are shown only when expanded (docs.stripe.com/api/prices), so
they are kept beside the object, by currency.
"""

from decimal import Decimal

from sandbox.stripe.billing.tariffs import Tariff, Tier
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object


def options(account: Account, price: Object) -> dict[str, Object]:
    """List what the price costs, by currency, its own currency first."""
    kept: dict[str, Object] = account.facts.get(price["id"], {}).get("currencies", {})
    return kept


def tariff(account: Account, price: Object, currency: str) -> Tariff:
    """Say what a quantity of it costs in a currency it is offered in."""
    option = options(account, price)[currency]
    transform = price["transform_quantity"] or {"divide_by": 1, "round": "down"}
    return Tariff(
        unit=Decimal(option["unit_amount_decimal"] or 0),
        tiers=tuple(_tier(each) for each in option["tiers"] or ()),
        graduated=price["tiers_mode"] == "graduated",
        package=transform["divide_by"],
        round_up=transform["round"] == "up",
    )


def _tier(shown: Object) -> Tier:
    unit, flat = shown["unit_amount_decimal"], shown["flat_amount_decimal"]
    return Tier(shown["up_to"], Decimal(unit or 0), Decimal(flat or 0))
