"""The catalogue is built by workers who die at every request: nothing is made twice (MIG-4)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

import pytest

from carryover.kernel.errors import Retryable
from carryover.migration.catalogue.building import KEYS, Catalogue
from carryover.migration.model import Old
from carryover.migration.writing import Effect, Writes
from carryover.ports.stripe_api import Json, Params, Refused
from carryover.ports.stripe_memory import OnlyRemembered
from tests.fakes.memory import Killed, Mortal
from tests.unit.migration.catalogue.accounts import Shops, code, coupon, price, run, tax_rate


def test_whoever_dies_at_any_moment_leaves_no_twin_behind() -> None:
    for moment in count():
        shops, wanted = _everything()
        mortal = Mortal(dies_at=moment)
        try:
            shops.catalogue(mortal).ensure(run(), wanted)
        except Killed:
            shops.ensure(*wanted)
            assert shops.objects() == _EXACTLY, moment
            assert shops.ids.find("acme", wanted).keys() == set(wanted)
        else:
            break

    assert moment > 50


def test_the_same_holds_when_idempotency_keys_have_been_forgotten_meanwhile() -> None:
    for moment in count():
        shops, wanted = _everything()
        mortal = Mortal(dies_at=moment)
        try:
            shops.catalogue(mortal, reads=False).ensure(run(), wanted)
        except Killed:
            shops.world.accounts["new"].replies.clear()
            shops.ensure(*wanted)
            assert shops.objects() == _EXACTLY, moment
        else:
            break


def test_two_workers_who_both_saw_that_nothing_is_there_make_one() -> None:
    shops, wanted = _everything()
    alone = shops.catalogue()
    late = Catalogue(alone.stripe, Late(alone.writes, lambda: shops.ensure(*wanted)), alone.ids)

    late.ensure(run(), wanted)

    assert shops.objects() == _EXACTLY


@pytest.mark.parametrize("path", ["products", "prices", "coupons", "promotion_codes", "tax_rates"])
@pytest.mark.parametrize("after_effect", [True, False])
def test_a_failure_stripe_only_repeats_is_looked_behind_and_then_outdone(
    path: str, after_effect: bool
) -> None:
    shops, wanted = _everything()
    shops.fails_for_a_day(path, after_effect=after_effect)

    _told_again_until_done(shops, wanted)

    assert shops.objects() == _EXACTLY
    assert shops.ids.find("acme", wanted).keys() == set(wanted)


def test_stripe_failing_under_key_after_key_is_no_reason_to_go_on_for_ever() -> None:
    shops = Shops()
    gold, alone, broken = price(shops.price()), shops.catalogue(), Broken([])

    for _ in range(2):
        with pytest.raises(Retryable, match="failed 5 times"):
            Catalogue(alone.stripe, broken, alone.ids).ensure(run(), [gold])

    assert len(broken.keys) == 2 * KEYS
    assert len(set(broken.keys)) == KEYS


def _told_again_until_done(shops: Shops, wanted: list[Old]) -> None:
    for _ in range(3):
        with suppress(Retryable):
            shops.ensure(*wanted)
            return
    raise AssertionError("Stripe's memory is stronger than ours")


def test_a_product_with_many_prices_is_listed_once_per_message() -> None:
    shops = Shops()
    gold = shops.product()
    prices = [price(shops.price(product=gold, unit_amount=100 + n)) for n in range(250)]
    shops.ensure(*prices[:240])
    shops.world.accounts["new"].requests.clear()

    shops.ensure(*prices[240:])

    asked = shops.world.accounts["new"].requests
    assert asked["POST /v1/prices"] == 10
    assert asked["GET /v1/prices"] == 4


def test_every_write_is_in_the_audit_trail_before_it_is_sent() -> None:
    shops, wanted = _everything()

    shops.ensure(*wanted)

    deeds = list(shops.trail.of("acme", "catalogue"))
    assert len(deeds) == sum(_EXACTLY.values())
    assert {deed.outcome for deed in deeds} == {"done"}


@dataclass
class Late:
    """A worker who, just before each write, is overtaken by another one."""

    writes: Writes
    overtake: Callable[[], object]

    def post(self, effect: Effect, params: Params) -> Json | Refused:
        self.overtake()
        return self.writes.post(effect, params)

    def delete(self, effect: Effect, params: Params) -> Json | Refused:
        return self.writes.delete(effect, params)


@dataclass
class Broken:
    """A Stripe that has nothing but an old failure to tell, whatever the key."""

    keys: list[str]

    def post(self, effect: Effect, params: Params) -> Json | Refused:
        self.keys.append(effect.key)
        del params
        raise OnlyRemembered("from memory")

    def delete(self, effect: Effect, params: Params) -> Json | Refused:
        return self.post(effect, params)


_EXACTLY = {"product": 2, "price": 3, "coupon": 2, "promotion_code": 1, "tax_rate": 1}


def _everything() -> tuple[Shops, list[Old]]:
    """Two prices of one product, one of another shop, a coupon in two shapes, a code, a rate."""
    shops = Shops()
    gold = shops.product()
    monthly, yearly = shops.price(product=gold), shops.price(product=gold, lookup_key="yearly")
    european = shops.price("eu", lookup_key="yearly")
    shops.coupon(id="HALF", duration="repeating", duration_in_months=12)
    promotion = {"type": "coupon", "coupon": "HALF"}
    hello = shops.have("us", "promotion_codes", promotion=promotion, code="HELLO")["id"]
    vat = shops.have("us", "tax_rates", display_name="VAT", percentage="20", inclusive=True)["id"]
    return shops, [
        price(monthly),
        price(yearly),
        price(european, "eu"),
        coupon("HALF~3m"),
        code(hello),
        tax_rate(vat),
    ]
