"""Coupons and promotion codes as they must be created: with what is left of them.

docs.stripe.com/api/coupons/create, docs.stripe.com/api/promotion_codes/create
"""

from collections.abc import Mapping
from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.migration.catalogue.naming import OPEN, base, months, opened, shape
from carryover.migration.catalogue.terms import Over, Unmakeable, number, some
from carryover.migration.model import Old, Thing
from carryover.migration.stripe_json import id_of
from carryover.ports.stripe_api import Json

_LIMITS: Final = ("max_redemptions", "redeem_by")


def limited(seen: Json) -> bool:
    """Tell a coupon that only so many, or only for so long, may redeem."""
    return any(seen.get(name) is not None for name in _LIMITS)


def products_of(seen: Json) -> tuple[str, ...]:
    """Name the products a coupon is good for; none: all."""
    return tuple((seen.get("applies_to") or {}).get("products") or ())


def coupon(old: Old, seen: Json, products: list[str], now: Seconds) -> dict[str, Any]:
    """Say the coupon, in the shape it is needed in."""
    return {
        **some(seen, "name", "amount_off"),
        **({"percent_off": number(seen["percent_off"])} if seen.get("percent_off") else {}),
        **({"currency": seen["currency"]} if seen.get("amount_off") else {}),
        **_duration(old, seen),
        **({"applies_to": {"products": products}} if products else {}),
        **_options(seen),
        **(_left(seen, now, "redeem_by") if shape(old) == OPEN else {}),
    }


def promotion_code(
    seen: Json, new: Mapping[tuple[Thing, str], str], now: Seconds
) -> dict[str, Any]:
    """Say the code with what is left of it: redemptions start at zero in the target."""
    if not seen.get("active"):
        raise Over("It can no longer be redeemed.")
    customer = customer_of(seen)
    if customer and (Thing.CUSTOMER, customer) not in new:
        raise Unmakeable(f"It is for {customer} alone, who is not in the card mapping yet.")
    return {
        "active": True,
        "code": seen["code"],
        "promotion": {"type": "coupon", "coupon": new[Thing.COUPON, open_coupon(seen)]},
        **({"customer": new[Thing.CUSTOMER, customer]} if customer else {}),
        **_left_of_code(seen, now),
        **_restrictions(seen.get("restrictions") or {}),
    }


def open_coupon(seen: Json) -> str:
    """Name the coupon behind a code, in the shape the public may redeem: without limits, that is
    the one moved subscriptions have, too."""
    behind = seen["promotion"]["coupon"]
    if isinstance(behind, dict) and not limited(behind):
        return str(behind["id"])
    return opened(id_of(behind))


def customer_of(seen: Json) -> str | None:
    """Name the one customer who may redeem a code, if it is for one only."""
    return id_of(seen["customer"]) if seen.get("customer") else None


def _duration(old: Old, seen: Json) -> dict[str, Any]:
    left = months(old)
    if left is None:
        return some(seen, "duration", "duration_in_months")
    if seen["duration"] != "repeating":
        raise Unmakeable(f"{base(old)} runs {seen['duration']}: it has no months to count.")
    return {"duration": "repeating", "duration_in_months": left}


def _options(seen: Json) -> dict[str, Any]:
    others = {
        currency: {"amount_off": option["amount_off"]}
        for currency, option in sorted((seen.get("currency_options") or {}).items())
        if currency != seen.get("currency")
    }
    return {"currency_options": others} if others else {}


def _left(seen: Json, now: Seconds, until: str) -> dict[str, Any]:
    left: dict[str, Any] = {}
    if seen.get("max_redemptions") is not None:
        left["max_redemptions"] = seen["max_redemptions"] - seen["times_redeemed"]
    if seen.get(until) is not None:
        left[until] = seen[until]
    if left.get("max_redemptions", 1) < 1:
        raise Over(f"It was redeemed {seen['times_redeemed']} times, as often as allowed.")
    if left.get(until, now + 1) <= now:
        raise Over("Its time is over.")
    return left


def _left_of_code(seen: Json, now: Seconds) -> dict[str, Any]:
    """A code cannot promise more than its coupon has left: other codes use that up, too."""
    left, behind = _left(seen, now, "expires_at"), seen["promotion"]["coupon"]
    if isinstance(behind, dict) and "max_redemptions" in left:
        most = _left(behind, now, "redeem_by").get("max_redemptions", left["max_redemptions"])
        left["max_redemptions"] = min(left["max_redemptions"], most)
    return left


def _restrictions(seen: Json) -> dict[str, Any]:
    options = {
        currency: some(option, "minimum_amount")
        for currency, option in sorted((seen.get("currency_options") or {}).items())
        if currency != seen.get("minimum_amount_currency")
    }
    told = {
        **({"first_time_transaction": True} if seen.get("first_time_transaction") else {}),
        **some(seen, "minimum_amount", "minimum_amount_currency"),
        **({"currency_options": options} if options else {}),
    }
    return {"restrictions": told} if told else {}
