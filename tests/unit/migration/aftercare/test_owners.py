"""MIG-14: every subscription has exactly one billing owner; who has none or two is named."""

from collections.abc import Iterator

import pytest

from carryover.migration.aftercare.owners import Owned, Owner, owners, strangers, twins
from carryover.migration.model import Move
from carryover.ports.stripe_api import Json
from tests.unit.migration.verifying.accounts import House

ALL = {"status": "all"}


@pytest.fixture
def house() -> House:
    return House()


def listed(house: House, account: str) -> Iterator[Json]:
    for page in house.stripe.pages(account, "subscriptions", ALL):
        yield from page


def owned(house: House) -> dict[str, Owned]:
    def remembered(account: str, subscription: str) -> Move | None:
        return house.moves.find("acme", account, subscription)

    known = twins(listed(house, "new"))
    found = [*owners("us", listed(house, "us"), known, remembered), *strangers("us", known)]
    return {each.subscription: each for each in found}


def test_before_the_move_the_source_bills_everything(house: House) -> None:
    sold = house.sells(house.customer())

    assert owned(house)[sold].owner is Owner.SOURCE


def test_at_every_step_of_a_move_there_is_one_owner(house: House) -> None:
    """Between stop and disarm nobody would: that is the trouble the sweeper is there for."""
    spec = house.spec(house.sells(house.customer()))
    told = []
    target = house.arms(spec)
    told.append(owned(house)[spec.subscription])
    house.stops(spec)
    told.append(owned(house)[spec.subscription])
    house.disarms(spec, target)
    told.append(owned(house)[spec.subscription])
    house.it_is(spec.boundary + 7200)
    told.append(owned(house)[spec.subscription])

    owner = [each.owner for each in told]
    assert owner == [Owner.SOURCE, Owner.NOBODY, Owner.TARGET, Owner.TARGET]
    assert [each.trouble for each in told] == [False, True, False, False]
    assert "armed in the target" in told[0].sentence


def test_both_is_trouble_with_a_sentence(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    house.has("us", f"subscriptions/{move.subscription}", cancel_at_period_end=False)

    found = owned(house)[move.subscription]

    assert (found.owner, found.trouble) == (Owner.BOTH, True)
    assert str(move.target) in found.sentence


def test_two_targets_of_one_source_are_both(house: House) -> None:
    spec = house.spec(house.sells(house.customer()))
    first, second = house.arms(spec), house.arms(spec)
    house.stops(spec)
    house.disarms(spec, first)
    house.disarms(spec, second)

    found = owned(house)[spec.subscription]

    assert (found.owner, found.trouble) == (Owner.BOTH, True)


def test_a_customer_who_left_before_the_move_is_nobody_s_and_no_trouble(house: House) -> None:
    sold = house.sells(house.customer())
    house.has("us", f"subscriptions/{sold}", cancel_at_period_end=True)

    found = owned(house)[sold]

    assert (found.owner, found.trouble) == (Owner.NOBODY, False)


def test_a_customer_who_left_after_the_move_is_no_trouble(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    house.has("new", f"subscriptions/{move.target}", cancel_at_period_end=True)

    found = owned(house)[move.subscription]

    assert (found.owner, found.trouble) == (Owner.NOBODY, False)
    assert "ended in the target" in found.sentence


def test_a_customer_who_was_cancelled_at_the_source_while_the_target_lives_is_asked_about(
    house: House,
) -> None:
    spec = house.spec(house.sells(house.customer()))
    target = house.arms(spec)
    house.has("us", f"subscriptions/{spec.subscription}", cancel_at_period_end=True)
    house.disarms(spec, target)

    found = owned(house)[spec.subscription]

    assert (found.owner, found.trouble) == (Owner.TARGET, True)


def test_what_was_over_before_anybody_came_is_not_listed(house: House) -> None:
    sold = house.sells(house.customer())
    house.stripe.delete("us", f"subscriptions/{sold}", {}, key="gone")

    assert owned(house) == {}


def test_a_target_whose_source_nobody_knows_is_named(house: House) -> None:
    customer = house.customer()
    price = house.price()
    new = house.mapped()
    prices = {old.id: name for old, name in new.items()}
    marked = {"carryover_source": "us/sub_nowhere"}
    house.has("new", "subscriptions", customer=customer, items=[{"price": prices[price]}],
              metadata=marked)  # fmt: skip

    found = owned(house)["sub_nowhere"]

    assert (found.owner, found.trouble) == (Owner.TARGET, True)


def test_what_is_sold_in_the_target_itself_is_nobody_s_business_here(house: House) -> None:
    customer, price = house.customer(), house.price()
    prices = {old.id: name for old, name in house.mapped().items()}
    house.has("new", "subscriptions", customer=customer, items=[{"price": prices[price]}])

    assert owned(house) == {}
