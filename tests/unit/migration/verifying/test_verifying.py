"""MIG-8: every moved subscription is compared with its source, and every difference is named."""

from typing import Any

import pytest

from carryover.kernel.errors import Retryable
from carryover.migration.model import Move, Thing
from carryover.migration.planning.spec import Discount
from carryover.migration.verifying.reading import previewed
from carryover.migration.verifying.service import Verdict, Verified, Verifier
from carryover.migration.verifying.terms import rhythm, term_differences
from carryover.ports.stripe_api import Json
from tests.unit.migration.verifying.accounts import DAY, House, run


@pytest.fixture
def house() -> House:
    return House()


def verified(house: House, move: Move) -> Verified:
    return Verifier(house.stripe, house.ids).one(run(), move, house.world.clock)


@pytest.mark.parametrize(
    "sold",
    [
        {},
        {"trial_period_days": 20},
        {"collection_method": "send_invoice", "days_until_due": 14},
        {"metadata": {"crm": "77"}},
        {"items_metadata": {"seat": "9"}},
        {"pause": {"behavior": "void"}},
        {"quantity": 7},
        {"day": 31},
    ],
    ids=lambda sold: next(iter(sold), "plain"),
)
def test_what_was_moved_exactly_is_equal(house: House, sold: dict[str, Any]) -> None:
    house.it_is(house.world.clock + (21 * DAY if sold.pop("day", None) else 0))
    item = {"metadata": sold.pop("items_metadata", {}), "quantity": sold.pop("quantity", 1)}
    pause = sold.pop("pause", None)
    items = [{"price": house.price(), **item}]
    name = house.has("us", "subscriptions", customer=house.customer(), items=items, **sold)["id"]
    if pause:
        house.has("us", f"subscriptions/{name}", pause_collection=pause)

    found = verified(house, house.moves_over(name))

    assert (found.verdict, found.sentence) == (Verdict.EQUAL, "")
    assert found.expected is not None


def test_discounts_and_items_of_every_kind_are_equal(house: House) -> None:
    coupon = house.coupon(duration="repeating", duration_in_months=3)
    sold = house.sells(house.customer(), house.price(1000), house.price(300),
                       discounts=[{"coupon": coupon}])  # fmt: skip
    spec = {"discounts": (Discount(coupon=coupon, repeats=True),)}

    assert verified(house, house.moves_over(sold, **spec)).sentence == ""


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"metadata": {"crm": "78"}}, "metadata crm"),
        ({"cancel_at_period_end": True}, "agreed end"),
        ({"pause_collection": {"behavior": "void"}}, "pause_collection"),
        ({"collection_method": "send_invoice", "days_until_due": 3}, "days_until_due"),
        ({"description": "Club"}, "description"),
        ({"automatic_tax": {"enabled": False}, "description": "x"}, "description"),
    ],
)
def test_what_somebody_changed_in_the_target_is_named(
    house: House, changed: dict[str, Any], where: str
) -> None:
    move = house.moves_over(house.sells(house.customer(), metadata={"crm": "77"}))
    house.has("new", f"subscriptions/{move.target}", proration_behavior="none", **changed)

    found = verified(house, move)

    assert found.verdict is Verdict.DIFFERENT
    assert where in {each.where for each in found.differences}


def test_another_card_than_the_source_charges_is_named(house: House) -> None:
    customer = house.customer()
    move = house.moves_over(house.sells(customer))
    other = house.has("new", "payment_methods/pm_card_mastercard/attach", customer=customer)["id"]
    house.has("new", f"subscriptions/{move.target}", default_payment_method=other)

    found = verified(house, move)

    assert [each.where for each in found.differences] == ["what is charged"]
    assert other in found.sentence


def test_a_discount_that_got_lost_is_named_twice_as_term_and_as_money(house: House) -> None:
    sold = house.sells(house.customer(), discounts=[{"coupon": house.coupon()}])
    move = house.moves_over(sold)
    house.has("new", f"subscriptions/{move.target}", discounts="")

    places = {each.where for each in verified(house, move).differences}

    assert {"discounts", "total"} <= places


def test_an_invoice_of_more_than_ten_lines_is_compared_whole(house: House) -> None:
    tiers = [{"up_to": 1, "unit_amount": 100}, {"up_to": "inf", "unit_amount": 50}]
    given = {"billing_scheme": "tiered", "tiers_mode": "graduated", "tiers": tiers}
    prices = [house.twin(Thing.PRICE, "prices", product=house.product, currency="usd",
                         recurring={"interval": "month"}, **given) for _ in range(6)]  # fmt: skip
    items = [{"price": price, "quantity": 3} for price in prices]
    name = house.has("us", "subscriptions", customer=house.customer(), items=items)["id"]

    found = verified(house, house.moves_over(name))
    lifted = {"subscription": name, "subscription_details": {"cancel_at": ""}}
    preview = previewed(house.stripe, "us", lifted)

    assert (found.verdict, found.sentence) == (Verdict.EQUAL, "")
    assert isinstance(preview, dict)
    assert len(preview["lines"]["data"]) == 12


def test_what_neither_side_will_bill_is_equal_in_its_terms(house: House) -> None:
    settings = {"end_behavior": {"missing_payment_method": "cancel"}}
    sold = house.sells(house.customer(card=None), trial_period_days=10, trial_settings=settings)
    plain = {"collection_method": "charge_automatically", "trial_settings": settings}
    spec = house.spec(sold, plain=plain)
    target = house.arms(spec)
    house.stops(spec)
    house.disarms(spec, target)

    found = verified(house, house.remembers(spec, target, None))

    assert (found.verdict, found.expected, found.sentence) == (Verdict.EQUAL, None, "")


def test_after_the_boundary_the_invoice_itself_is_looked_at_instead(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    assert move.boundary is not None
    house.it_is(move.boundary + 2 * 3600)

    assert verified(house, move).verdict is Verdict.WATCHED
    assert verified(house, house.looks(move)).verdict is Verdict.RENEWED


def test_a_target_that_is_gone_is_unknown_not_equal(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))

    found = verified(house, move.model_copy(update={"target": "sub_gone"}))

    assert (found.verdict, found.sentence) == (Verdict.UNKNOWN, "Target is not there.")


class Busy:
    """A Stripe that is too busy to answer."""

    def get(self, account: str, *_: object) -> Json:
        raise Retryable(f"Stripe cannot answer for {account} now (503)")


def test_a_stripe_that_is_too_busy_is_unknown_and_the_others_go_on(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))

    [found] = Verifier(Busy(), house.ids).verify(run(), [move], house.world.clock)  # type: ignore[arg-type]

    assert found.verdict is Verdict.UNKNOWN
    assert "Verify it again" in found.sentence


def test_an_anchor_on_the_31st_is_told_from_one_on_the_30th_in_any_month() -> None:
    """Moved in February, the anchor itself is the 28th: only its config remembers the 31st."""
    price = [{"price": {"recurring": {"interval": "month"}}}]
    anchored = {"billing_cycle_anchor": 1_769_866_215, "items": {"data": price}}
    moved = {
        **anchored,
        "billing_cycle_anchor": 1_772_285_415,
        "billing_cycle_anchor_config": {
            "day_of_month": 31, "hour": 13, "minute": 30, "second": 15, "month": None,
        },
    }  # fmt: skip

    assert rhythm(anchored) == rhythm(moved)
    assert rhythm(anchored) != rhythm({**moved, "billing_cycle_anchor_config": None})


def test_terms_are_read_with_everything_expanded_or_called_different(house: House) -> None:
    sold = house.sells(house.customer(), discounts=[{"coupon": house.coupon()}])
    spec = house.spec(sold)
    target = house.arms(spec)
    here = house.subscription("us", sold, "customer")
    there = house.subscription("new", target, "customer")

    found = term_differences(here, there, spec, house.mapped())

    assert "not shown" in next(each for each in found if each.where == "discounts").target
