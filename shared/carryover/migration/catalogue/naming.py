"""What a thing of the catalogue is called at the source, in the target, and in its mark.

A coupon is needed in up to three shapes, told apart by what follows a tilde in its old id (Stripe
allows none in ids):

``SUMMER``       as moved subscriptions need it: without limits, for a move must not use up what the
                 public may still redeem, nor be refused because the public has redeemed it all
``SUMMER~3m``    with three months left
``SUMMER~open``  as the public may redeem it from now on: with what is left of its limits
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from carryover.migration.model import Old, Thing

MARK: Final = "carryover_source"
"""The metadata key by which a copy names its original: ``us/price_1``."""

OPEN: Final = "open"

ORDER: Final = (
    Thing.TAX_RATE,
    Thing.PRODUCT,
    Thing.PRICE,
    Thing.COUPON,
    Thing.PROMOTION_CODE,
)
"""What is made first: everything before whatever hangs on it."""

PATHS: Final = {
    Thing.TAX_RATE: "tax_rates",
    Thing.PRODUCT: "products",
    Thing.PRICE: "prices",
    Thing.COUPON: "coupons",
    Thing.PROMOTION_CODE: "promotion_codes",
}

EXPAND: Final = {
    Thing.PRICE: ("tiers", "currency_options"),
    Thing.COUPON: ("applies_to", "currency_options"),
    Thing.PROMOTION_CODE: ("promotion.coupon",),
}
"""What Stripe only shows when asked for it."""

_STRANGE: Final = re.compile(r"[^A-Za-z0-9_-]+")
"""No longer allowed in a chosen id (docs.stripe.com/changelog/2018-05-21); old ids have it."""

_LONG: Final = 100

_MONTHS: Final = re.compile(r"(\d+)m")


def base(old: Old) -> Old:
    """Name the object at the source that this one is made of."""
    return old.model_copy(update={"id": old.id.partition("~")[0]})


def shape(old: Old) -> str:
    """Say in which shape a coupon is needed: nothing, ``3m`` or ``open``."""
    return old.id.partition("~")[2]


def months(old: Old) -> int | None:
    """Say how many months a coupon shall still run, if it was made for that."""
    told = _MONTHS.fullmatch(shape(old))
    return int(told[1]) if told else None


def opened(coupon: str) -> str:
    """Name a coupon with limits as the public may redeem it."""
    return f"{coupon}~{OPEN}"


def place(old: Old) -> str:
    """Where to read it at its source."""
    return address(old.kind, base(old).id)


def address(kind: Thing, object_id: str) -> str:
    """Where to read an object."""
    return f"{PATHS[kind]}/{quote(object_id, safe='')}"


def chosen_ids(old: Old, *, limited: bool) -> Iterator[str]:
    """Propose ids in the target, the plainest first: another source may have had the same one.

    The plain id of a coupon with limits stays free for the shape that carries them.
    """
    moved = limited and not shape(old)
    kind = {"": "moved" if moved else "", OPEN: ""}.get(shape(old), shape(old))
    plain = _STRANGE.sub("-", "-".join(part for part in (base(old).id, kind) if part))
    yield plain
    yield f"{plain}-{old.account}"
    yield f"{plain}-{old.account}-{hashlib.sha256(str(old).encode()).hexdigest()[:8]}"


def in_keys(old: Old) -> str:
    """Write a name as an idempotency key can carry it: a header of ASCII, 255 characters in all
    (docs.stripe.com/api/idempotent_requests); coupons of old have any id."""
    name = quote(str(old), safe="/~")
    if len(name) <= _LONG:
        return name
    return f"{name[:_LONG]}:{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def sequence(old: Old) -> tuple[int, str, str]:
    """Sort by what is made first, then by name: the same list always in the same order."""
    return ORDER.index(old.kind), old.account, old.id
