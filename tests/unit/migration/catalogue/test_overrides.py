"""What a person says exists in the target is used, if it is the same thing (MIG-2, MIG-4)."""

import json

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.migration.catalogue.overrides import overrides
from tests.unit.migration.catalogue.accounts import Shops, coupon, price, product, tax_rate


def test_a_price_that_is_there_already_is_used_under_whatever_name() -> None:
    shops = Shops()
    old, twin = shops.price(nickname="Old"), shops.price("new", nickname="New")
    before = shops.objects()

    new = shops.ensure(price(old), rules=_rules(prices={f"us/{old}": twin}))

    assert new == {price(old): twin}
    assert shops.objects() == before


def test_two_sources_products_become_one_when_a_person_says_so() -> None:
    shops = Shops()
    one = shops.product("new", name="Gold")
    ours, theirs = shops.product("us"), shops.product("eu")
    told = _rules(products={f"us/{ours}": one, f"eu/{theirs}": one})

    new = shops.ensure(product(ours), product(theirs, "eu"), rules=told)

    assert set(new.values()) == {one}


def test_a_price_that_costs_something_else_is_not_used() -> None:
    shops = Shops()
    old, dearer = shops.price(unit_amount=1900), shops.price("new", unit_amount=2900)

    with pytest.raises(NeedsReview, match="unit_amount is 1900 there and 2900 here"):
        shops.ensure(price(old), rules=_rules(prices={f"us/{old}": dearer}))


def test_a_rate_with_another_percentage_is_not_used() -> None:
    shops = Shops()
    rate = {"display_name": "VAT", "inclusive": True}
    old = shops.have("us", "tax_rates", percentage="20", **rate)["id"]
    other = shops.have("new", "tax_rates", percentage="21", **rate)["id"]

    with pytest.raises(NeedsReview, match="percentage is 20 there and 21 here"):
        shops.ensure(tax_rate(old), rules=_rules(tax_rates={f"us/{old}": other}))


def test_a_coupon_made_by_hand_for_the_months_left_is_used() -> None:
    shops = Shops()
    shops.coupon(id="HALF", duration="repeating", duration_in_months=12)
    shops.coupon("new", id="HALF-3", duration="repeating", duration_in_months=3)

    new = shops.ensure(coupon("HALF~3m"), rules=_rules(coupons={"us/HALF~3m": "HALF-3"}))

    assert new == {coupon("HALF~3m"): "HALF-3"}


def test_a_coupon_for_other_products_is_another_coupon() -> None:
    shops = Shops()
    gold, silver = shops.product(), shops.product("new")
    shops.coupon(id="TEN", applies_to={"products": [gold]})
    shops.coupon("new", id="TEN", applies_to={"products": [silver]})

    with pytest.raises(NeedsReview, match=r"applies_to\.products"):
        shops.ensure(coupon("TEN"), rules=_rules(coupons={"us/TEN": "TEN"}))


def test_a_name_that_leads_nowhere_is_said() -> None:
    shops = Shops()
    old = shops.price()

    with pytest.raises(NeedsReview, match="price_none, named under `catalogue`, is not in new"):
        shops.ensure(price(old), rules=_rules(prices={f"us/{old}": "price_none"}))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"price": {"us/price_1": "price_2"}}, "`catalogue: price` is unknown"),
        ({"prices": {"price_1": "price_2"}}, "is not written ALIAS/ID"),
    ],
)
def test_what_is_badly_written_is_refused(told: dict[str, dict[str, str]], sentence: str) -> None:
    with pytest.raises(NeedsReview, match=sentence):
        overrides(told)


def _rules(**catalogue: dict[str, str]) -> str:
    return json.dumps({"guard_hours": 48, "catalogue": catalogue})
