"""What the catalogue has to make before a plan can be executed."""

from collections.abc import Iterable, Iterator

from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message
from carryover.migration.model import Old, Thing
from carryover.migration.planning.params import all_discounts, coupon_of, needs
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.spec import Spec
from carryover.ports.stripe_api import Json

COPIED = frozenset({Thing.CUSTOMER, Thing.PAYMENT_METHOD})
"""What Stripe's data copy makes; all else is the catalogue's."""


class Need(Message):
    """One object of the catalogue."""

    account: AccountAlias
    kind: Thing
    id: str
    uses: int
    """How many subscriptions name it; of a promotion code, how many have redeemed it."""
    instead: str | None = None
    """What exists in the target already and is used instead, by the rules."""

    @property
    def old(self) -> Old:
        """Name it as the id map does."""
        return Old(account=self.account, kind=self.kind, id=self.id)


def of_catalogue(spec: Spec) -> Iterator[Old]:
    """Name what a subscription needs, and what it will need if it renews before it is moved: a
    coupon with three months left may by then have two."""
    yield from (old for old in needs(spec) if old.kind not in COPIED)
    for discount in all_discounts(spec):
        for months in range(1, discount.months or 1):
            yield coupon_of(spec, discount.model_copy(update={"months": months}))


def open_codes(account: str, codes: Iterable[Json]) -> Iterator[Old]:
    """Name the promotion codes that customers can still redeem: printed on flyers, they are to
    work in the target, too, whoever has used them."""
    for code in codes:
        if code.get("active"):
            yield Old(account=account, kind=Thing.PROMOTION_CODE, id=code["id"])


def redeemed(spec: Spec) -> Iterator[Old]:
    """Name the promotion codes a subscription's discounts were redeemed with."""
    for discount in all_discounts(spec):
        if discount.promotion_code is not None:
            name = discount.promotion_code
            yield Old(account=spec.account, kind=Thing.PROMOTION_CODE, id=name)


def instead_of(old: Old, rules: Rules) -> str | None:
    """Look an object up among those that exist in the target already."""
    given = {
        Thing.PRICE: rules.catalogue.prices,
        Thing.COUPON: rules.catalogue.coupons,
        Thing.TAX_RATE: rules.catalogue.tax_rates,
        Thing.PRODUCT: rules.catalogue.products,
    }
    return given.get(old.kind, {}).get(str(old))
