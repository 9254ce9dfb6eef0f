"""What a subscription costs and until when it is paid: what a person compares before ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from carryover.access.model import Billed
from carryover.kernel.clock import Seconds, moment
from carryover.ports.stripe_api import Json, StripeApi
from cli.money import amount


@dataclass(frozen=True, slots=True)
class Terms:
    """One subscription's; moments are ISO 8601 in UTC."""

    minor: int | None
    """What a period costs by the price list, before discounts and tax, in minor units of
    ``currency``; ``None``: it depends on usage."""
    currency: str
    rhythm: str
    """``month``, ``3 months``, ``year``."""
    products: tuple[str, ...]
    """What is sold, as the member knows it."""
    paid_until: str | None
    """When the current period ends; since 2025-03-31 (basil) it stands on each item."""
    ends_at: str | None
    comment: str
    """Why it ends, as it stands on the subscription in the Dashboard."""

    @property
    def told(self) -> str:
        """Say the price: ``$29.00 a month``."""
        if self.minor is None:
            return f"by usage, every {self.rhythm}"
        return f"{amount(self.minor, self.currency)} every {self.rhythm}"


def terms(stripe: StripeApi, one: Billed) -> Terms:
    """Read them from Stripe now."""
    asked = {"expand": ["items.data.price.product"]}
    raw = stripe.get(one.account, f"subscriptions/{one.id}", asked) or {}
    items = (raw.get("items") or {}).get("data") or []
    periods = [item["current_period_end"] for item in items if item.get("current_period_end")]
    return Terms(
        minor=_sum(items),
        currency=str(raw.get("currency") or ""),
        rhythm=_rhythm(items),
        products=tuple(dict.fromkeys(str(item["price"]["product"]["name"]) for item in items)),
        paid_until=_iso(min(periods, default=None)),
        ends_at=_iso(_end(raw, periods)),
        comment=str((raw.get("cancellation_details") or {}).get("comment") or ""),
    )


def _end(raw: Json, periods: Sequence[Seconds]) -> Seconds | None:
    said: Seconds | None = raw.get("ended_at") or raw.get("cancel_at")
    if said is None and raw.get("cancel_at_period_end"):
        return min(periods, default=None)
    return said


def _sum(items: Sequence[Json]) -> int | None:
    """Add the items up; a price by tiers or usage has no amount of its own."""
    amounts = [_of(item) for item in items]
    known = [each for each in amounts if each is not None]
    return sum(known) if items and len(known) == len(items) else None


def _of(item: Json) -> int | None:
    each: int | None = item["price"].get("unit_amount")
    metered = (item["price"].get("recurring") or {}).get("usage_type") == "metered"
    return None if each is None or metered else each * int(item.get("quantity") or 1)


def _rhythm(items: Sequence[Json]) -> str:
    found: dict[str, Any] = next((item["price"].get("recurring") or {} for item in items), {})
    count, unit = int(found.get("interval_count") or 1), str(found.get("interval") or "period")
    return unit if count == 1 else f"{count} {unit}s"


def _iso(at: Seconds | None) -> str | None:
    return None if at is None else moment(at).isoformat()
