"""Prices and products are made in the target exactly as they are at the source (MIG-4)."""

import pytest

from carryover.kernel.errors import NeedsReview
from tests.unit.migration.catalogue.accounts import Shops, price, product


def test_a_price_brings_its_product_along_and_both_say_where_they_come_from() -> None:
    shops = Shops()
    gold = shops.product(description="All of it", unit_label="seat", metadata={"tier": "gold"})
    old = price(shops.price(product=gold, nickname="Gold monthly", tax_behavior="exclusive"))

    new = shops.ensure(old)[old]

    copy = shops.copy(old)
    assert copy["id"] == new
    assert (copy["unit_amount"], copy["currency"]) == (1900, "usd")
    assert (copy["nickname"], copy["tax_behavior"]) == ("Gold monthly", "exclusive")
    assert copy["metadata"] == {"carryover_source": str(old)}
    assert copy["product"] == gold
    shelf = shops.copy(product(gold))
    assert (shelf["description"], shelf["unit_label"]) == ("All of it", "seat")
    assert shelf["metadata"] == {"tier": "gold", "carryover_source": f"us/{gold}"}


def test_running_again_makes_nothing_new_even_when_the_map_was_lost() -> None:
    shops = Shops()
    olds = [price(shops.price()), price(shops.price("eu"), "eu")]
    first = shops.ensure(*olds)
    before = shops.objects()

    shops.ids.kept.clear()

    assert shops.ensure(*olds) == first
    assert shops.objects() == before


def test_tiers_currencies_and_packs_come_along_to_the_last_decimal() -> None:
    shops = Shops()
    tiers = [
        {"up_to": 10, "unit_amount": 500, "flat_amount": 100},
        {"up_to": "inf", "unit_amount_decimal": "4.25"},
    ]
    tiered = price(
        shops.price(unit_amount=None, billing_scheme="tiered", tiers_mode="graduated", tiers=tiers)
    )
    worldly = price(
        shops.price(
            unit_amount=None,
            unit_amount_decimal="0.5",
            transform_quantity={"divide_by": 10, "round": "up"},
            currency_options={"eur": {"unit_amount": 1, "tax_behavior": "inclusive"}},
        )
    )

    shops.ensure(tiered, worldly)

    copied = shops.copy(tiered)
    original = shops.stripe.get("us", f"prices/{tiered.id}", {"expand": ["tiers"]})
    assert original is not None
    assert copied["tiers"] == original["tiers"]
    assert copied["tiers_mode"] == "graduated"
    packs = shops.copy(worldly)
    assert packs["unit_amount_decimal"] == "0.5"
    assert packs["transform_quantity"] == {"divide_by": 10, "round": "up"}
    assert packs["currency_options"]["eur"]["tax_behavior"] == "inclusive"


def test_an_archived_price_is_made_active_so_that_its_subscribers_can_have_it() -> None:
    shops = Shops()
    gold = shops.product()
    old = price(shops.price(product=gold))
    shops.have("us", f"prices/{old.id}", active=False)
    shops.have("us", f"products/{gold}", active=False)

    shops.ensure(old)

    assert shops.copy(old)["active"]
    assert shops.copy(product(gold))["active"]


def test_two_sources_products_of_the_same_id_stay_two() -> None:
    shops = Shops()
    shops.product("us", id="gold", name="Gold of the US")
    shops.product("eu", id="gold", name="Gold of Europe")

    new = shops.ensure(product("gold"), product("gold", "eu"))

    assert shops.copy(product("gold"))["name"] == "Gold of the US"
    assert shops.copy(product("gold", "eu"))["name"] == "Gold of Europe"
    assert set(new.values()) == {"gold", "gold-us"}


def test_an_id_the_target_uses_for_something_of_its_own_is_left_alone() -> None:
    shops = Shops()
    shops.product("new", id="gold", name="Something else")
    shops.product("us", id="gold")

    assert shops.ensure(product("gold"))[product("gold")] == "gold-us"


def test_a_lookup_key_belongs_to_the_first_who_brings_it() -> None:
    shops = Shops()
    first, second = (
        price(shops.price(lookup_key="pro")),
        price(shops.price("eu", lookup_key="pro"), "eu"),
    )

    shops.ensure(first, second)

    assert {shops.copy(first)["lookup_key"], shops.copy(second)["lookup_key"]} == {"pro", None}


def test_a_price_that_bills_by_usage_is_refused_with_what_to_do() -> None:
    shops = Shops()
    old = price(shops.price())
    shops.world.accounts["us"].get("price", old.id)["recurring"]["usage_type"] = "metered"

    with pytest.raises(NeedsReview, match="begin with a new meter in the target"):
        shops.ensure(old)


def test_a_price_that_is_gone_at_the_source_is_refused() -> None:
    with pytest.raises(NeedsReview, match="not at the source any more"):
        Shops().ensure(price("price_gone"))


def test_one_that_cannot_be_made_does_not_hold_up_the_others() -> None:
    shops = Shops()
    good, gone = price(shops.price()), price("price_gone")

    built = shops.build(gone, good)

    assert good in built.made
    assert list(built.doubts) == [gone]


def test_a_copy_somebody_has_archived_meanwhile_is_a_question() -> None:
    shops = Shops()
    old = price(shops.price())
    new = shops.ensure(old)[old]
    shops.have("new", f"prices/{new}", active=False)
    shops.ids.kept.clear()

    with pytest.raises(NeedsReview, match="make it active again"):
        shops.ensure(old)


def test_full_metadata_leaves_no_room_for_the_mark_and_is_said() -> None:
    shops = Shops()
    gold = shops.product(metadata={f"key{number}": "x" for number in range(50)})

    with pytest.raises(NeedsReview, match="no room for carryover_source"):
        shops.ensure(product(gold))


def test_a_yearly_price_with_a_default_trial_keeps_both() -> None:
    shops = Shops()
    cycle = {"interval": "year", "interval_count": 2, "trial_period_days": 14}
    old = price(shops.price(recurring=cycle))

    shops.ensure(old)

    assert shops.copy(old)["recurring"].items() >= cycle.items()
