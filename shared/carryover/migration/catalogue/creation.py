"""What must be said to Stripe so that a copy is exactly what its original is (MIG-4).

Everything is made active: Stripe takes no new subscriber for what is archived ("This field only
accepts active prices"), and those who have it at the source must have it in the target. What is
archived at the source is archived in the target when all have moved (``closing``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.migration.catalogue import discounts, prices
from carryover.migration.catalogue.naming import MARK
from carryover.migration.catalogue.terms import Unmakeable, number, some
from carryover.migration.model import Old, Thing
from carryover.ports.stripe_api import Json

type Made = Mapping[Old, str]
"""New ids of what was made before."""

METADATA_KEYS: Final = 50
"""As many as Stripe keeps (docs.stripe.com/api/metadata)."""

_PRODUCT: Final = (
    "name",
    "description",
    "images",
    "shippable",
    "statement_descriptor",
    "tax_code",
    "tax_details",
    "unit_label",
    "url",
)
_TAX_RATE: Final = (
    "display_name",
    "inclusive",
    "percentage",
    "country",
    "state",
    "jurisdiction",
    "description",
    "tax_type",
)


@dataclass(frozen=True, slots=True)
class Original:
    """An object at the source."""

    old: Old
    seen: Json
    now: Seconds = 0
    """The target's time, for what may be over; 0: whether it is over does not matter."""


def hangs_on(original: Original) -> tuple[Old, ...]:
    """Name what has to be in the target before it."""
    old, seen = original.old, original.seen
    match old.kind:
        case Thing.PRICE:
            return (_beside(old, Thing.PRODUCT, prices.product_of(seen)),)
        case Thing.COUPON:
            return tuple(_beside(old, Thing.PRODUCT, each) for each in discounts.products_of(seen))
        case Thing.PROMOTION_CODE:
            return _of_code(old, seen)
        case _:
            return ()


def params(original: Original, made: Made) -> dict[str, Any]:
    """Say how it is created. Raises ``Unmakeable`` or ``Over`` with a sentence."""
    return {**terms(original, made), "metadata": _marked(original)}


def terms(original: Original, made: Made) -> dict[str, Any]:
    """Say what it is, in the target's ids: all that two twins have to have in common."""
    new = _named(hangs_on(original), made)
    old, seen = original.old, original.seen
    match old.kind:
        case Thing.PRODUCT:
            return {"active": True, **some(seen, *_PRODUCT), **_features(seen), **_parcel(seen)}
        case Thing.PRICE:
            return prices.params(seen, new[Thing.PRODUCT, prices.product_of(seen)])
        case Thing.COUPON:
            products = [new[Thing.PRODUCT, each] for each in discounts.products_of(seen)]
            return discounts.coupon(old, seen, products, original.now)
        case Thing.PROMOTION_CODE:
            return discounts.promotion_code(seen, new, original.now)
        case Thing.TAX_RATE:
            return _tax_rate(seen)
        case _:
            raise Unmakeable(f"{old.kind} is nothing that belongs to a catalogue.")


def _named(needed: Iterable[Old], made: Made) -> dict[tuple[Thing, str], str]:
    return {(old.kind, old.id): made[old] for old in needed if old in made}


def _tax_rate(seen: Json) -> dict[str, Any]:
    """Copy a rate made by hand; those of Stripe Tax are Stripe's to make."""
    if seen.get("rate_type") == "flat_amount" or seen.get("percentage") is None:
        raise Unmakeable(
            "This tax rate is a flat amount, which only Stripe Tax can make: turn on Stripe Tax "
            "in the target, or give the subscription another rate."
        )
    return {"active": True, **some(seen, *_TAX_RATE), "percentage": number(seen["percentage"])}


def _features(seen: Json) -> dict[str, Any]:
    names = [{"name": each["name"]} for each in seen.get("marketing_features") or ()]
    return {"marketing_features": names} if names else {}


def _parcel(seen: Json) -> dict[str, Any]:
    sides = seen.get("package_dimensions")
    return {"package_dimensions": {each: number(sides[each]) for each in sides}} if sides else {}


def _marked(original: Original) -> dict[str, str]:
    metadata = dict(original.seen.get("metadata") or {})
    if len(metadata) >= METADATA_KEYS and MARK not in metadata:
        raise Unmakeable(
            f"It has {len(metadata)} metadata keys, as many as Stripe allows, and there is no room "
            f"for {MARK}: remove one, or name its twin in the target under `catalogue`."
        )
    return {**metadata, MARK: str(original.old)}


def _of_code(old: Old, seen: Json) -> tuple[Old, ...]:
    coupon = _beside(old, Thing.COUPON, discounts.open_coupon(seen))
    customer = discounts.customer_of(seen)
    return (coupon, *([_beside(old, Thing.CUSTOMER, customer)] if customer else ()))


def _beside(old: Old, kind: Thing, object_id: str) -> Old:
    return Old(account=old.account, kind=kind, id=object_id)
