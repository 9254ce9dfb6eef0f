"""The catalogue is built by workers who die at every request: nothing is made twice (MIG-4)."""

from itertools import count

from carryover.migration.model import Old
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
            shops.catalogue(mortal).ensure(run(), wanted)
        except Killed:
            shops.world.accounts["new"].replies.clear()
            shops.ensure(*wanted)
            assert shops.objects() == _EXACTLY, moment
        else:
            break


def test_every_write_is_in_the_audit_trail_before_it_is_sent() -> None:
    shops, wanted = _everything()

    shops.ensure(*wanted)

    deeds = list(shops.trail.of("acme", "catalogue"))
    assert len(deeds) == sum(_EXACTLY.values())
    assert {deed.outcome for deed in deeds} == {"done"}


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
