"""What an older version may still ask, put into today's words.

Only what subscriptions need. Other parameters that have gone are refused as not implemented: the
typed parameters of the installed SDK describe the pinned version alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

type Object = dict[str, Any]

SUBSCRIPTIONS = "/v1/subscriptions"


@dataclass(frozen=True, slots=True)
class Was:
    """One thing that was said differently before a release."""

    until: str
    path: str
    say: Callable[[Object], Object]


def now_named(raw: Object) -> Object:
    """``billing_cycle_anchor=now`` became a hash with a ``type`` (changelog/endive/2026-09-30/
    polymorphic-billing-cycle-anchor)."""
    anchor = raw.get("billing_cycle_anchor")
    return {**raw, "billing_cycle_anchor": {"type": anchor}} if isinstance(anchor, str) else raw


def in_discounts(raw: Object) -> Object:
    """``coupon`` and ``promotion_code`` moved into ``discounts`` (changelog/basil/2025-03-31/
    deprecate-singular-coupon-promotion-code); "" took the discount away."""
    given = [name for name in ("coupon", "promotion_code") if name in raw]
    if not given or "discounts" in raw:
        return raw
    rest = {name: value for name, value in raw.items() if name not in given}
    named = {str(place): {name: raw[name]} for place, name in enumerate(given) if raw[name]}
    return {**rest, "discounts": named or ""}


def classic(params: Object) -> Object:
    """``billing_mode`` was classic unless said otherwise (changelog/clover: flexible became the
    default with 2025-09-30)."""
    return {"billing_mode": {"type": "classic"}, **params}


WORDS = (
    Was("2026-09-30.endive", f"{SUBSCRIPTIONS}/{{id}}", now_named),
    Was("2025-03-31.basil", SUBSCRIPTIONS, in_discounts),
    Was("2025-03-31.basil", f"{SUBSCRIPTIONS}/{{id}}", in_discounts),
)
DEFAULTS = (Was("2025-09-30.clover", SUBSCRIPTIONS, classic),)


def said(rules: tuple[Was, ...], route: tuple[str, str], params: Object, version: str) -> Object:
    """Put the parameters of a route (method, path) into today's words, or fill in old defaults."""
    method, path = route
    for rule in rules:
        if method == "POST" and path == rule.path and version < rule.until:
            params = rule.say(params)
    return params
