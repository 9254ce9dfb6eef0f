"""Coupons, promotion codes and tax rates come along with what is left of them (MIG-4)."""

from typing import Any

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.migration.model import Old, Thing
from tests.unit.migration.catalogue.accounts import START, Shops, code, coupon, product, tax_rate

DAY = 86_400


def test_a_percentage_is_copied_to_its_last_digit() -> None:
    shops = Shops()
    shops.coupon(id="SUMMER", percent_off="33.33", name="Summer")

    new = shops.ensure(coupon("SUMMER"))

    assert new == {coupon("SUMMER"): "SUMMER"}
    assert shops.copy(coupon("SUMMER"))["percent_off"] == 33.33
    assert shops.copy(coupon("SUMMER"))["duration"] == "forever"


def test_an_amount_off_keeps_its_currencies_and_its_products() -> None:
    shops = Shops()
    gold = shops.product()
    shops.coupon(
        id="TEN",
        percent_off=None,
        amount_off=1000,
        currency="usd",
        currency_options={"eur": {"amount_off": 900}},
        applies_to={"products": [gold]},
    )

    new = shops.ensure(coupon("TEN"))

    copy = shops.copy(coupon("TEN"))
    assert (copy["amount_off"], copy["currency"]) == (1000, "usd")
    assert copy["currency_options"]["eur"]["amount_off"] == 900
    assert copy["applies_to"] == {"products": [gold]}
    assert product(gold) not in new
    assert shops.copy(product(gold))["name"] == "Gold"


def test_one_coupon_is_made_per_number_of_months_left() -> None:
    shops = Shops()
    shops.coupon(id="HALF", duration="repeating", duration_in_months=12)

    shops.ensure(coupon("HALF~3m"), coupon("HALF~7m"), coupon("HALF"))

    assert shops.copy(coupon("HALF~3m"))["id"] == "HALF-3m"
    assert shops.copy(coupon("HALF~3m"))["duration_in_months"] == 3
    assert shops.copy(coupon("HALF~7m"))["duration_in_months"] == 7
    assert shops.copy(coupon("HALF"))["duration_in_months"] == 12


def test_months_of_a_coupon_that_has_none_are_refused() -> None:
    shops = Shops()
    shops.coupon(id="EVER")

    with pytest.raises(NeedsReview, match="it has no months to count"):
        shops.ensure(coupon("EVER~3m"))


def test_moved_subscribers_neither_use_up_a_limit_nor_are_stopped_by_it() -> None:
    shops = Shops()
    shops.coupon(id="FIRST100", max_redemptions=100, redeem_by=START + DAY)
    shops.world.advance(START + 2 * DAY)

    new = shops.ensure(coupon("FIRST100"))

    copy = shops.copy(coupon("FIRST100"))
    assert new[coupon("FIRST100")] == "FIRST100-moved"
    assert (copy["max_redemptions"], copy["redeem_by"]) == (None, None)


def test_a_promotion_code_keeps_what_is_left_for_the_public() -> None:
    shops = Shops()
    shops.coupon(id="PUBLIC", max_redemptions=100, redeem_by=START + 90 * DAY)
    old = _code(shops, "PUBLIC", code="HELLO", max_redemptions=10, expires_at=START + 30 * DAY)
    _redeemed(shops, "promotion_code", old, 4)
    _redeemed(shops, "coupon", "PUBLIC", 93)

    shops.ensure(code(old))

    copy = shops.copy(code(old))
    assert (copy["code"], copy["active"]) == ("HELLO", True)
    assert copy["max_redemptions"] == 6
    assert copy["expires_at"] == START + 30 * DAY
    behind = shops.copy(coupon("PUBLIC~open"))
    assert behind["id"] == copy["promotion"]["coupon"] == "PUBLIC"
    assert (behind["max_redemptions"], behind["redeem_by"]) == (7, START + 90 * DAY)


def test_a_code_promises_no_more_than_its_coupon_has_left() -> None:
    shops = Shops()
    shops.coupon(id="PUBLIC", max_redemptions=100)
    old = _code(shops, "PUBLIC", code="HELLO", max_redemptions=50)
    _redeemed(shops, "coupon", "PUBLIC", 93)

    shops.ensure(code(old))

    assert shops.copy(code(old))["max_redemptions"] == 7


def test_a_code_nobody_can_redeem_any_more_is_left_behind() -> None:
    shops = Shops()
    shops.coupon(id="PUBLIC")
    old = _code(shops, "PUBLIC", code="HELLO")
    shops.have("us", f"promotion_codes/{old}", active=False)

    built = shops.build(code(old))

    assert built.over == {code(old): "It can no longer be redeemed."}
    assert not built.doubts
    assert shops.objects()["promotion_code"] == 0


def test_a_codes_restrictions_and_its_only_customer_come_along() -> None:
    shops = Shops()
    shops.coupon(id="PUBLIC")
    theirs = shops.have("us", "customers", email="ann@example.com")["id"]
    mine = shops.have("new", "customers", email="ann@example.com")["id"]
    rules = {
        "first_time_transaction": True,
        "minimum_amount": 500,
        "minimum_amount_currency": "usd",
    }
    old = _code(shops, "PUBLIC", code="ANN", customer=theirs, restrictions=rules)

    with pytest.raises(NeedsReview, match="not in the card mapping yet"):
        shops.ensure(code(old))
    shops.ids.remember("acme", {_customer(theirs): mine})
    shops.ensure(code(old))

    copy = shops.copy(code(old))
    assert copy["customer"] == mine
    assert copy["restrictions"].items() >= rules.items()


def test_a_code_the_target_gives_away_already_is_a_question() -> None:
    shops = Shops()
    shops.coupon(id="PUBLIC")
    shops.coupon("new", id="OTHER")
    old = _code(shops, "PUBLIC", code="HELLO")
    _code(shops, "OTHER", "new", code="hello")

    with pytest.raises(NeedsReview, match="has an active promotion code HELLO already"):
        shops.ensure(code(old))


def test_two_sources_codes_of_the_same_word_are_a_question_for_the_second() -> None:
    shops = Shops()
    for account in ("us", "eu"):
        shops.coupon(account, id=f"PUBLIC-{account}")
    ours = _code(shops, "PUBLIC-us", "us", code="HELLO")
    theirs = _code(shops, "PUBLIC-eu", "eu", code="HELLO")

    built = shops.build(code(ours), code(theirs, "eu"))

    assert list(built.made) == [code(theirs, "eu")]
    assert f"eu/{theirs}), and customers can type a code only once" in (
        built.doubts[code(ours)].sentence
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SPRING SALE", "SPRING-SALE"),
        ("ÉTÉ 10 %", "-T-10-"),
        ("X" * 200, "X" * 200),
    ],
)
def test_an_id_from_before_2018_is_written_as_stripe_allows_today(old: str, new: str) -> None:
    shops = Shops()
    shops.coupon(id="SPRING")
    kept = shops.world.accounts["us"].store.kinds["coupon"]
    kept[old] = {**kept["SPRING"], "id": old}

    assert shops.ensure(coupon(old)) == {coupon(old): new}
    (deed,) = shops.trail.of("acme")
    assert deed.key.isascii()
    assert len(deed.key) <= 255


def test_a_coupon_that_was_deleted_cannot_be_read_and_says_what_to_do() -> None:
    shops = Shops()
    shops.coupon(id="GONE")
    shops.stripe.delete("us", "coupons/GONE", {}, key="x")

    with pytest.raises(NeedsReview, match="Make it in the target by hand"):
        shops.ensure(coupon("GONE"))


def test_tax_rates_come_along_archived_or_not_with_all_their_labels() -> None:
    shops = Shops()
    told = {
        "display_name": "VAT",
        "percentage": "8.875",
        "inclusive": True,
        "country": "DE",
        "jurisdiction": "Berlin",
        "description": "Value added",
        "tax_type": "vat",
    }
    old = shops.have("us", "tax_rates", **told)["id"]
    shops.have("us", f"tax_rates/{old}", active=False)

    first = shops.ensure(tax_rate(old))
    shops.ids.kept.clear()

    assert shops.ensure(tax_rate(old)) == first
    copy = shops.copy(tax_rate(old))
    assert copy.items() >= {**told, "percentage": 8.875, "active": True}.items()


def _code(shops: Shops, behind: str, account: str = "us", **params: Any) -> str:
    promotion = {"type": "coupon", "coupon": behind}
    return str(shops.have(account, "promotion_codes", promotion=promotion, **params)["id"])


def _redeemed(shops: Shops, kind: str, object_id: str, times: int) -> None:
    """Redeeming a hundred times at the local Stripe would need a hundred customers."""
    shops.world.accounts["us"].get(kind, object_id)["times_redeemed"] = times


def _customer(object_id: str) -> Old:
    return Old(account="us", kind=Thing.CUSTOMER, id=object_id)
