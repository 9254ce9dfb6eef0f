"""MIG-8: old against new next invoice, line by line; every difference is explained or blocks."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from carryover.migration.model import Old, Thing
from carryover.migration.planning.params import MARK
from carryover.migration.planning.spec import Discount, Spec
from carryover.migration.verifying.compare import differences, expected
from carryover.migration.verifying.explained import INVOICE
from tests.unit.migration.verifying.accounts import DAY, House

type Path = tuple[str | int, ...]


@pytest.fixture
def house() -> House:
    return House()


def test_a_plain_subscription_is_billed_the_same_by_both(house: House) -> None:
    spec = house.spec(house.sells(house.customer()))

    assert house.compared(spec, house.arms(spec)) == ()


def test_it_still_is_after_the_source_was_stopped_and_the_target_disarmed(house: House) -> None:
    spec = house.spec(house.sells(house.customer()))
    target = house.arms(spec)
    house.stops(spec)
    house.disarms(spec, target)

    assert house.compared(spec, target) == ()


@pytest.mark.parametrize(
    "sold",
    [
        {"trial_period_days": 20},
        {"collection_method": "send_invoice", "days_until_due": 14},
        {"metadata": {"crm": "77"}, "description": "Club"},
        {"billing_mode": {"type": "classic"}},
    ],
    ids=["trial", "sent", "described", "classic"],
)
def test_every_shape_that_is_recreated_exactly_passes(house: House, sold: dict[str, Any]) -> None:
    name = house.sells(house.customer(), **sold)
    plain = {key: sold[key] for key in sold if key not in {"metadata", "trial_period_days"}}
    spec = house.spec(name, plain={each: plain[each] for each in plain if each != "billing_mode"})

    assert house.compared(spec, house.arms(spec)) == ()


def test_coupons_are_compared_as_what_they_were_made_from(house: House) -> None:
    spec = house.spec(house.sells(house.customer(), discounts=[{"coupon": house.coupon()}]))

    assert house.compared(spec, house.arms(spec)) == ()


def test_a_coupon_with_months_left_stands_for_the_one_it_was(house: House) -> None:
    coupon = house.coupon(duration="repeating", duration_in_months=6)
    rest = house.has("new", "coupons", percent_off=10, duration="repeating", duration_in_months=4)
    old = Old(account="us", kind=Thing.COUPON, id=f"{coupon}~4m")
    house.ids.remember("acme", {old: rest["id"]})
    sold = house.sells(house.customer(), discounts=[{"coupon": coupon}])
    spec = house.spec(sold, discounts=(Discount(coupon=coupon, months=4, repeats=True),))

    assert house.compared(spec, house.arms(spec)) == ()


def test_another_coupon_of_the_same_size_is_not_the_planned_one(house: House) -> None:
    spec = house.spec(house.sells(house.customer(), discounts=[{"coupon": house.coupon()}]))
    target = house.arms(spec)
    another = house.has("new", "coupons", percent_off=10, duration="forever")["id"]
    house.has("new", f"subscriptions/{target}", discounts=[{"coupon": another}])

    assert any("not planned" in each.sentence for each in house.compared(spec, target))


def test_tax_rates_are_compared_as_what_they_stand_for(house: House) -> None:
    rate = house.twin(Thing.TAX_RATE, "tax_rates", display_name="VAT", percentage=23,
                      inclusive=False)  # fmt: skip
    sold = house.sells(house.customer(), default_tax_rates=[rate])
    spec = house.spec(sold, default_tax_rates=(rate,))

    assert house.compared(spec, house.arms(spec)) == ()
    assert house.preview("us", spec)["total"] == 2460


def test_an_anchor_that_forgets_the_31st_is_noticed(house: House) -> None:
    house.it_is(house.world.clock + 21 * DAY)
    spec = house.spec(house.sells(house.customer()))

    forgetful = house.compared(spec, house.arms(spec.model_copy(update={"anchor_config": None})))
    exact = house.compared(spec, house.arms(spec))

    assert [each.where for each in forgetful] == ["line 1 period end"]
    assert exact == ()


def test_a_price_that_was_never_mapped_is_noticed(house: House) -> None:
    spec = house.spec(house.sells(house.customer()))
    target = house.arms(spec)
    ids = {old: new for old, new in house.mapped().items() if old.kind is not Thing.PRICE}

    found = differences(house.preview("us", spec), house.preview("new", spec, target), spec, ids)

    assert "not mapped" in found[0].sentence


def test_a_balance_that_the_copy_left_behind_is_noticed(house: House) -> None:
    customer = house.customer()
    spec = house.spec(house.sells(customer))
    house.has("us", f"customers/{customer}", balance=-500)

    found = house.compared(spec, house.arms(spec))

    assert {"amount_due", "starting_balance"} <= {each.where for each in found}


def test_a_pending_item_at_the_source_is_noticed(house: House) -> None:
    customer = house.customer()
    spec = house.spec(house.sells(customer))
    target = house.arms(spec)
    house.has("us", "invoiceitems", customer=customer, amount=700, currency="usd")

    assert {"total", "line 1"} & {each.where for each in house.compared(spec, target)}


def test_lines_in_another_order_are_the_same_invoice(house: House) -> None:
    sold = house.sells(house.customer(), house.price(1000), house.price(300))
    spec = house.spec(sold)
    here, there = house.preview("us", spec), house.preview("new", spec, house.arms(spec))
    turned = deepcopy(there)
    turned["lines"]["data"].reverse()

    assert differences(here, turned, spec, house.mapped()) == ()


def test_lines_nobody_has_read_are_not_called_equal() -> None:
    spec, here, there, ids = pair()
    cut = deepcopy(there)
    cut["lines"]["has_more"] = True

    found = differences(here, cut, spec, ids)

    assert "Not all lines were read" in found[-1].sentence


def test_what_is_expected_of_the_first_renewal_is_the_same_on_both_sides() -> None:
    spec, here, there, _ = pair()

    assert expected(here) == expected(there)
    assert expected(here).at == spec.boundary
    assert expected(here).until == here["lines"]["data"][0]["period"]["end"]


@cache
def pair() -> tuple[Spec, dict[str, Any], dict[str, Any], dict[Old, str]]:
    """Two equal previews with everything on them: items, quantities, discounts, taxes."""
    house = House()
    rate = house.twin(Thing.TAX_RATE, "tax_rates", display_name="VAT", percentage=23,
                      inclusive=False)  # fmt: skip
    sold = house.sells(
        house.customer(),
        house.price(1999),
        house.price(300),
        discounts=[{"coupon": house.coupon()}],
        default_tax_rates=[rate],
        metadata={"crm": "77"},
    )
    spec = house.spec(sold, default_tax_rates=(rate,))
    target = house.arms(spec)
    here, there = house.preview("us", spec), house.preview("new", spec, target)
    assert differences(here, there, spec, house.mapped()) == ()
    return spec, dict(here), dict(there), house.mapped()


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_single_field_that_differs_is_always_noticed(side: str) -> None:
    """Every field there is, on either side, not a sample of them."""
    spec, here, there, ids = pair()
    unseen = []
    for path in filter(_counts, _leaves(there)):
        changed = deepcopy(here if side == "source" else there)
        _set(changed, path, "else")
        both = (changed, there) if side == "source" else (here, changed)
        if not differences(*both, spec, ids):
            unseen.append(path)

    assert unseen == []
    assert len(list(filter(_counts, _leaves(there)))) > 100


def test_a_field_nobody_has_heard_of_is_compared_too() -> None:
    spec, here, there, ids = pair()

    assert differences(here, {**there, "loyalty_fee": 100}, spec, ids)
    assert differences({**here, "loyalty_fee": 100}, there, spec, ids)


def _leaves(value: object, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, (*path, name))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _leaves(each, (*path, place))
    else:
        yield path


def _counts(path: Path) -> bool:
    """Leave out what the table explains, and our mark; of an expanded discount or rate, all but its
    name."""
    told = ".".join("[]" if isinstance(step, int) else step for step in path).replace(".[]", "[]")
    if any(told == each or told.startswith(f"{each}.") for each in INVOICE.explained):
        return False
    if told.endswith(MARK):
        return False
    if told.startswith("default_tax_rates[]."):
        return told.endswith(".id")
    return not told.startswith("discounts[].") or told.endswith("source.coupon")


def _get(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _set(value: Any, path: Path, new: object) -> None:
    _get(value, path[:-1])[path[-1]] = new
