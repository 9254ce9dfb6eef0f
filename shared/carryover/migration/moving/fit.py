"""Is the target what it was to be? Compared with what it was armed with, field by field."""

from collections.abc import Mapping

from carryover.migration.moving.sides import TargetSide
from carryover.migration.moving.sight import Sight
from carryover.migration.planning.spec import Spec
from carryover.ports.stripe_api import Json


def unfinished(spec: Spec, target: Json) -> bool:
    """Tell whether what a creation cannot say has still to be said (``params.finishing``)."""
    return spec.pause is not None and not _shows(target.get("pause_collection"), spec.pause)


def dropped(spec: Spec, target: Json) -> bool:
    """Tell whether an update has dropped discounts, as updates may (STRIPE.md §3)."""
    return len(target["discounts"]) < len(spec.discounts)


def astray(sight: Sight, spec: Spec | None, target: TargetSide) -> bool:
    """Tell whether the two sides, just read, do not meet at the boundary."""
    if target.boundary != sight.source.boundary:
        return True
    if spec is None:
        return False
    if len(target.raw["items"]["data"]) != len(spec.items) or _items_lost_discounts(spec, target):
        return True
    return unfinished(spec, target.raw)


def _items_lost_discounts(spec: Spec, target: TargetSide) -> bool:
    """Tell whether an update has dropped an item's discounts: those are not said again, so the
    move is taken back and held."""
    left = sum(len(item.get("discounts") or ()) for item in target.raw["items"]["data"])
    return left < sum(len(item.discounts) for item in spec.items)


def unchanged(sight: Sight) -> bool:
    """Tell whether the source still is what the target was made from, as far as it is sold."""
    spec, raw = sight.armed, sight.source.raw
    if spec is None:
        return True
    sold = sorted((item["price"]["id"], item.get("quantity")) for item in raw["items"]["data"])
    wanted = sorted((item.price, item.quantity) for item in spec.items)
    return sold == wanted and sight.source.boundary == spec.boundary


def _shows(found: object, wanted: object) -> bool:
    """Tell whether an object shows a parameter; it may show more than was said."""
    if isinstance(wanted, Mapping):
        if not isinstance(found, Mapping):
            return False
        return all(_shows(found.get(name), value) for name, value in wanted.items())
    return found == wanted
