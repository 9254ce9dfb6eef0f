"""MIG-13: ids of two sources may collide, and one person may be a customer of both."""

import pytest

from carryover.migration.model import Old, Thing
from carryover.migration.planning import params
from carryover.migration.planning.customer import Conflict, customer_changes
from carryover.migration.planning.judging import Movable, judge
from carryover.migration.planning.params import Ids
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.spec import Spec
from sandbox.stripe.card_copy.copying import KIND, begin
from sandbox.stripe.card_copy.order import Order
from tests.unit.migration.shapes import World2
from tests.unit.migration.shapes.moved import billed, move
from tests.unit.migration.shapes.shop import customer, subscribe
from tests.unit.migration.shapes.world import TARGET, pairs_of


def namesakes(world: World2) -> tuple[Spec, Spec]:
    """Two people with one customer id, each in an account of their own."""
    first = customer(world, card=None)
    account, second = world.account("intl"), customer(world, "intl", card=None, name="Bob")
    known = account.get("customer", second)
    account.store.drop(known)
    account.store.put({**known, "id": first})
    for alias in ("us", "intl"):
        card = world.post(alias, "payment_methods/pm_card_visa/attach", customer=first)["id"]
        settings = {"default_payment_method": card}
        world.post(alias, f"customers/{first}", invoice_settings=settings)
    made = [subscribe(world, first, alias=alias)["id"] for alias in ("us", "intl")]
    world.days_pass(3)
    us, intl = (judged(world, *each) for each in zip(("us", "intl"), made, strict=True))
    return us, intl


def judged(world: World2, alias: str, subscription: str) -> Spec:
    verdict = judge(world.see(alias, subscription), Rules(), now=world.now)
    assert isinstance(verdict, Movable), verdict
    return verdict.spec


def test_two_people_of_one_id_stay_two_people() -> None:
    world = World2()
    specs = namesakes(world)
    assert specs[0].customer == specs[1].customer
    began = world.now

    targets = [move(world, spec) for spec in specs]
    world.days_pass(40)

    found = [world.get(TARGET, f"subscriptions/{each}", expand=["customer"]) for each in targets]
    assert [each["customer"]["name"] for each in found] == ["Ann", "Bob"]
    assert [each["metadata"][params.MARK] for each in found] == [
        f"{spec.account}/{spec.subscription}" for spec in specs
    ]
    for spec, target in zip(specs, targets, strict=True):
        assert billed(world, spec.account, spec.subscription, began) == []
        [renewal] = billed(world, TARGET, target, began)
        assert (renewal.at, renewal.status) == (spec.boundary, "paid")


def test_if_stripe_makes_one_of_them_the_second_one_is_left_to_a_person() -> None:
    """Else the card of the first would be charged for both."""
    world = World2()
    us, intl = namesakes(world)
    ids: Ids = {**merged(world, "us"), **merged(world, "intl")}
    olds = [Old(account=spec.account, kind=Thing.CUSTOMER, id=spec.customer) for spec in (us, intl)]
    assert ids[olds[0]] == ids[olds[1]]
    move(world, us)

    there = world.get(TARGET, f"customers/{ids[olds[1]]}", expand=["subscriptions", "tax_ids"])
    found = customer_changes(intl, there, ids)

    assert isinstance(found, Conflict)
    assert "name the card at the subscription in the source" in found.sentence


@pytest.mark.parametrize("order", [("us", "intl"), ("intl", "us")])
def test_one_person_in_both_is_moved_from_both(order: tuple[str, str]) -> None:
    world = World2()
    made = {alias: subscribe(world, customer(world, alias), alias=alias)["id"] for alias in order}
    world.days_pass(3)

    targets = [move(world, judged(world, alias, made[alias])) for alias in order]
    world.days_pass(40)

    assert [len(billed(world, TARGET, each, 0)) for each in targets] == [1, 1]


def merged(world: World2, alias: str) -> dict[Old, str]:
    """A copy that takes equal ids for equal people."""
    job = begin(world.world, Order(source=alias, target=TARGET, hours=0, collisions="merge"))
    world.world.advance(world.now)
    return dict(pairs_of(alias, world.account(TARGET).get(KIND, job["id"])["mapping"]))
