"""Products, prices, coupons, promotion codes and tax rates."""

from sandbox.stripe.adoption.house import EMPTY, House, check_current, check_empty
from sandbox.stripe.adoption.report import RefusedError
from sandbox.stripe.core.store import Object

_OPTION = ("custom_unit_amount", "tax_behavior", "unit_amount", "unit_amount_decimal")


def plain(house: House, obj: Object) -> None:
    """Keep a product, or anything else that hides nothing."""
    house.put(obj)


def price(house: House, obj: Object) -> None:
    """Keep a price with what it costs in each currency."""
    check_current(obj, ("billing_scheme", "currency", "recurring", "unit_amount_decimal"))
    check_empty(obj, ("custom_unit_amount",))
    if (obj["recurring"] or {}).get("usage_type") == "metered":
        raise RefusedError("it is metered: usage is not in a snapshot")
    beside = house.papers.beside[obj["id"]]
    own = {name: obj.get(name) for name in _OPTION} | {"tiers": beside.get("tiers")}
    if obj["billing_scheme"] == "tiered" and not own["tiers"]:
        raise RefusedError("its tiers were not read (expand them)")
    others = beside.get("currency_options") or {}
    currencies = {obj["currency"]: own}
    for currency, option in others.items():
        shown = {name: option.get(name) for name in (*_OPTION, "tiers")}
        if obj["billing_scheme"] == "tiered" and not shown["tiers"]:
            if currency == obj["currency"]:
                continue
            house.report.suppose(
                "Tiers of a price in other currencies than its own were not read; a subscription "
                "in one of those is refused."
            )
            continue
        currencies[currency] = shown
    house.account.facts[obj["id"]] = {"currencies": currencies}
    house.put(obj)


def coupon(house: House, obj: Object) -> None:
    """Keep a coupon with what it applies to."""
    beside = house.papers.beside[obj["id"]]
    house.account.facts[f"coupon {obj['id']}"] = {
        "applies_to": beside.get("applies_to") or None,
        "currency_options": beside.get("currency_options") or None,
    }
    house.put(obj)
    if obj["redeem_by"] is not None and obj["valid"]:
        house.account.at(obj["redeem_by"] + 1, "coupon.expire", obj["id"])


def promotion_code(house: House, obj: Object) -> None:
    """Keep a code."""
    check_current(obj, ("promotion",))
    house.put(obj)
    if obj["expires_at"] is not None and obj["active"]:
        house.account.at(obj["expires_at"] + 1, "promotion_code.expire", obj["id"])


def tax_rate(house: House, obj: Object) -> None:
    """Keep a rate."""
    if obj.get("rate_type") == "flat_amount" or obj.get("flat_amount") not in EMPTY:
        raise RefusedError("it is a flat amount, which the local Stripe does not simulate")
    house.put(obj)
