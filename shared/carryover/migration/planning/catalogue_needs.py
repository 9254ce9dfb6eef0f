"""What the catalogue has to make before a plan can be executed."""

from collections.abc import Iterator

from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message
from carryover.migration.model import Old, Thing
from carryover.migration.planning.params import all_discounts, coupon_of, needs
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.spec import Spec

COPIED = frozenset({Thing.CUSTOMER, Thing.PAYMENT_METHOD})
"""What Stripe's data copy makes; all else is the catalogue's."""


class Need(Message):
    """One object of the catalogue."""

    account: AccountAlias
    kind: Thing
    id: str
    uses: int
    """How many subscriptions name it."""
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


def instead_of(old: Old, rules: Rules) -> str | None:
    """Look an object up among those that exist in the target already."""
    given = {
        Thing.PRICE: rules.catalogue.prices,
        Thing.COUPON: rules.catalogue.coupons,
        Thing.TAX_RATE: rules.catalogue.tax_rates,
        Thing.PRODUCT: rules.catalogue.products,
    }
    return given.get(old.kind, {}).get(str(old))
