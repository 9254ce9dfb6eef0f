"""A worker dies before or after any of its effects (CRM-1): the contact ends as if nobody had died,
and whoever is put into a workflow is put there once, or a person is asked."""

import pytest

from carryover.crm.rules import Mirror
from carryover.kernel.errors import NeedsReview
from tests.unit.crm.world import GOLD, World, debt, invoice, payer

MIRRORED = GOLD.model_copy(update={"mirror": Mirror(business="Academy", since="2026-01-01")})
MOMENTS = range(30)


def new_and_in_trouble() -> World:
    """Nobody knows them yet; their card will not do; their last invoice is to be mirrored."""
    world = World(rules=MIRRORED)
    world.pays(payer(owed=(debt(decline="expired_card"),), paid=(invoice(),)))
    return world


def ends(world: World) -> tuple[object, ...]:
    """What is there in the end, without our own bookkeeping."""
    (one,) = world.crm.people.values()
    bills = [(bill.name, bill.paid) for _, bill in world.crm.invoices.values()]
    return one.email, one.name, one.fields, one.tags, bills


def brought_to_an_end(world: World) -> str:
    """The message comes again until it is worked; answers what a person was asked."""
    for _ in range(4):
        try:
            if not world.until_done():
                return ""
        except NeedsReview as doubt:
            return doubt.sentence
    raise AssertionError("the message is never done")


@pytest.mark.parametrize("moment", MOMENTS)
def test_wherever_a_worker_dies_the_contact_ends_the_same(moment: int) -> None:
    undisturbed, world = new_and_in_trouble(), new_and_in_trouble()
    undisturbed.looks()
    world.dies_at(moment)

    asked = brought_to_an_end(world)

    assert ends(world) == ends(undisturbed)
    assert len(world.crm.enrolments) <= 1
    if "may or may not have been put into the workflow" not in asked:
        assert (asked, world.crm.enrolments) == ("", undisturbed.crm.enrolments)


def test_the_moments_tried_are_all_there_are() -> None:
    world = new_and_in_trouble()
    world.dies_at(MOMENTS[-1])

    assert not world.until_done()


@pytest.mark.parametrize("name", ["create", "update", "tag", "bill", "record_payment"])
def test_whatever_answer_is_lost_nothing_is_doubled(name: str) -> None:
    undisturbed, world = new_and_in_trouble(), new_and_in_trouble()
    undisturbed.looks()
    world.crm.loses = name

    assert world.looks().outcome == "later"
    world.passes(minutes=5)
    world.looks()

    assert ends(world) == ends(undisturbed)
    assert world.crm.enrolments == undisturbed.crm.enrolments


def test_a_contact_being_made_is_not_made_again_before_a_search_can_show_it() -> None:
    """The answer is lost, and the search does not show the new contact yet."""
    world = new_and_in_trouble()
    world.crm.loses = "create"
    world.looks()
    hidden = world.crm.people.popitem()

    assert world.looks().outcome == "later"
    assert world.forgets().count("create") == 1

    world.crm.people[hidden[0]] = hidden[1]
    world.passes(minutes=5)
    world.looks()
    assert len(world.crm.people) == 1
