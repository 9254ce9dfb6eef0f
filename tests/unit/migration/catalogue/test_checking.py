"""Every copy is compared with its original, field by field (MIG-4, MIG-8)."""

from carryover.migration.catalogue.checking import Pair, verify_catalogue
from tests.unit.migration.catalogue.accounts import Shops, code, coupon, price, product, run


def test_what_we_have_made_is_exact() -> None:
    shops = Shops()
    gold = shops.product(metadata={"tier": "gold"})
    tiers = [{"up_to": "inf", "unit_amount_decimal": "4.25"}]
    tiered = shops.price(
        product=gold, unit_amount=None, billing_scheme="tiered", tiers_mode="volume", tiers=tiers
    )
    shops.coupon(id="TEN", max_redemptions=5, applies_to={"products": [gold]})
    promotion = {"type": "coupon", "coupon": "TEN"}
    hello = shops.have("us", "promotion_codes", promotion=promotion, code="HELLO")["id"]
    shops.ensure(price(tiered), coupon("TEN"), code(hello))

    pairs = _verified(shops)

    assert {str(pair.old) for pair in pairs} == {
        f"us/{gold}",
        f"us/{tiered}",
        "us/TEN",
        "us/TEN~open",
        f"us/{hello}",
    }
    assert all(pair.exact for pair in pairs), pairs


def test_what_is_archived_at_the_source_is_explained() -> None:
    shops = Shops()
    gold = shops.product()
    shops.ensure(product(gold))
    shops.have("us", f"products/{gold}", active=False)

    (pair,) = _verified(shops)

    assert pair.exact
    assert pair.differences[0].why == "it is archived when all have moved"


def test_what_somebody_has_changed_in_the_target_is_told() -> None:
    shops = Shops()
    gold = shops.product(metadata={"tier": "gold"})
    shops.ensure(product(gold))
    shops.have("new", f"products/{gold}", name="Silver", metadata={"tier": "silver"})

    (pair,) = _verified(shops)

    assert not pair.exact
    assert [str(each) for each in pair.differences] == [
        "name is Gold there and Silver here",
        "metadata.tier is gold there and silver here",
    ]


def test_a_copy_that_was_deleted_is_told() -> None:
    shops = Shops()
    shops.coupon(id="TEN")
    shops.ensure(coupon("TEN"))
    shops.stripe.delete("new", "coupons/TEN", {}, key="x")

    (pair,) = _verified(shops)

    assert pair.gone == "TEN is no longer in new"
    assert not pair.exact


def test_what_another_processors_file_names_is_the_targets_own() -> None:
    shops = Shops()
    theirs = shops.price("new")
    shops.ids.remember("acme", {price(theirs, "oldcart"): theirs})

    pairs = verify_catalogue(shops.stripe, shops.ids, run(), elsewhere=["oldcart"])

    assert list(pairs) == []


def _verified(shops: Shops) -> list[Pair]:
    return list(verify_catalogue(shops.stripe, shops.ids, run()))
