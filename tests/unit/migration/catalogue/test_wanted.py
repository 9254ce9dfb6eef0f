"""Before anything is made, the plan says what would be (MIG-2, MIG-4)."""

from typing import Any

from carryover.migration.catalogue.wanted import GONE, Entry, wanted
from carryover.migration.model import Old
from tests.unit.migration.catalogue.accounts import START, code, coupon, price, product

PRODUCT = {"id": "prod_1", "name": "Gold", "active": False, "metadata": {}}
PRICE = {
    "id": "price_1",
    "product": "prod_1",
    "currency": "usd",
    "billing_scheme": "per_unit",
    "unit_amount": 1900,
    "unit_amount_decimal": "1900",
    "recurring": {"interval": "month", "interval_count": 1, "usage_type": "licensed"},
    "tax_behavior": "unspecified",
    "metadata": {"color": "gold"},
}
COUPON = {
    "id": "HALF",
    "percent_off": 50.0,
    "duration": "repeating",
    "duration_in_months": 12,
    "max_redemptions": 10,
    "times_redeemed": 10,
    "redeem_by": None,
    "metadata": {},
}


def test_what_is_needed_comes_after_what_it_hangs_on() -> None:
    entries = _wanted(price("price_1"), coupon("HALF~3m"))

    assert [str(each.old) for each in entries] == ["us/prod_1", "us/price_1", "us/HALF~3m"]
    assert entries[1].params == {
        "active": True,
        "currency": "usd",
        "product": "prod_1",
        "billing_scheme": "per_unit",
        "recurring": {"interval": "month", "interval_count": 1, "usage_type": "licensed"},
        "unit_amount": 1900,
        "metadata": {"color": "gold", "carryover_source": "us/price_1"},
    }
    assert entries[2].params["duration_in_months"] == 3
    assert entries[2].params["percent_off"] == "50"


def test_the_same_needs_in_another_order_give_the_same_list() -> None:
    needed = [coupon("HALF~3m"), price("price_1"), product("prod_1")]

    assert _wanted(*needed) == _wanted(*reversed(needed))


def test_what_cannot_be_made_is_listed_with_its_sentence() -> None:
    metered = {**PRICE, "recurring": {"interval": "month", "usage_type": "metered"}}

    (_, usage) = _wanted(price("price_1"), objects={"prod_1": PRODUCT, "price_1": metered})
    (gone,) = _wanted(price("price_2"))

    assert "new meter" in usage.problem
    assert gone.problem == GONE


def test_what_a_person_has_named_brings_nothing_along() -> None:
    (entry,) = _wanted(price("price_1"), overrides={price("price_1"): "price_x"})

    assert entry.existing == "price_x"


def test_a_code_whose_coupon_is_used_up_is_over() -> None:
    promotion = {"coupon": COUPON, "type": "coupon"}
    hello = {"id": "promo_1", "active": True, "code": "HELLO", "promotion": promotion}
    limits = {"max_redemptions": 5, "times_redeemed": 1}

    entries = _wanted(code("promo_1"), objects={"promo_1": {**hello, **limits}, "HALF": COUPON})

    assert [each.over for each in entries] == ["It was redeemed 10 times, as often as allowed."] * 2


def _wanted(
    *needed: Old,
    objects: dict[str, dict[str, Any]] | None = None,
    overrides: dict[Old, str] | None = None,
) -> list[Entry]:
    known = objects or {"prod_1": PRODUCT, "price_1": PRICE, "HALF": COUPON}
    return wanted(needed, lambda old: known.get(old.id), overrides=overrides or {}, now=START)
