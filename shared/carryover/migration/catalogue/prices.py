"""A price as it must be created (docs.stripe.com/api/prices/create)."""

from collections.abc import Mapping
from typing import Any, Final

from carryover.migration.catalogue.terms import Unmakeable, exact, some
from carryover.migration.stripe_json import id_of
from carryover.ports.stripe_api import Json

UNSAID: Final = "unspecified"
"""A price's tax behaviour as long as nobody has said one; it may be said later."""


def params(seen: Json, product: str) -> dict[str, Any]:
    """Say the whole price. Raises ``Unmakeable`` for what cannot be bought in the target."""
    cycle = seen.get("recurring")
    return {
        "active": True,
        "currency": seen["currency"],
        "product": product,
        "billing_scheme": seen["billing_scheme"],
        **({"recurring": _recurring(cycle)} if cycle else {}),
        **_worth(seen),
        **some(seen, "nickname", "lookup_key", "tiers_mode", "transform_quantity"),
        **_options(seen),
    }


def product_of(seen: Json) -> str:
    """Name what it is a price of, at the source."""
    return id_of(seen["product"])


def _recurring(cycle: Mapping[str, Any]) -> dict[str, Any]:
    if cycle.get("usage_type") != "licensed" or cycle.get("meter"):
        raise Unmakeable(
            "It bills by usage. Usage is not copied and a meter belongs to its account: cut at the "
            "end of a period, begin with a new meter in the target, and name the new price under "
            "`catalogue`."
        )
    return some(cycle, "interval", "interval_count", "usage_type", "trial_period_days")


def _worth(seen: Json) -> dict[str, Any]:
    """Say what it costs in one currency: per unit, by tiers, or as the customer likes."""
    return {
        **_taxed(seen),
        **_tiers(seen),
        **exact(seen, "unit_amount"),
        **_chosen_by_customer(seen),
    }


def _taxed(seen: Json) -> dict[str, Any]:
    behaviour = seen.get("tax_behavior")
    return {} if behaviour in (None, UNSAID) else {"tax_behavior": behaviour}


def _tiers(seen: Json) -> dict[str, Any]:
    if seen.get("billing_scheme") == "tiered" and not seen.get("tiers"):
        raise Unmakeable("Its tiers were not read: ask Stripe with expand[]=tiers.")
    tiers = [_tier(each) for each in seen.get("tiers") or ()]
    return {"tiers": tiers} if tiers else {}


def _tier(seen: Json) -> dict[str, Any]:
    up_to = seen.get("up_to")
    return {
        "up_to": "inf" if up_to is None else up_to,
        **exact(seen, "unit_amount"),
        **exact(seen, "flat_amount"),
    }


def _chosen_by_customer(seen: Json) -> dict[str, Any]:
    bounds = seen.get("custom_unit_amount")
    if not bounds:
        return {}
    return {"custom_unit_amount": {"enabled": True, **some(bounds, "maximum", "minimum", "preset")}}


def _options(seen: Json) -> dict[str, Any]:
    others = {
        currency: _worth(option)
        for currency, option in sorted((seen.get("currency_options") or {}).items())
        if currency != seen["currency"]
    }
    return {"currency_options": others} if others else {}
