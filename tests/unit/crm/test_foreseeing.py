"""Whoever wants to see first sees what a sync would write, and nothing is written (CRM-1)."""

from carryover.crm.foreseeing import WOULD_BE_MADE, foreseen
from carryover.crm.looking import Step
from tests.unit.crm.world import GOLD, HERE, World, debt, payer, ref


def seen(world: World, customer: str = "cus_1") -> Step | str:
    return foreseen(world.worker().showing.looking, HERE, ref(customer), GOLD)


def test_what_is_foreseen_is_what_is_written_afterwards() -> None:
    world = World()
    world.crm.knows("ada", "ada@example.com", tags=frozenset({"vip", "stripe: cancelled"}))
    world.pays(payer(owed=(debt(decline="expired_card"),)))

    step = seen(world)
    assert isinstance(step, Step)
    assert world.forgets() == []
    assert world.contacts.pointers == {}

    lines = list(step.what.lines(world.worker().showing.layouts.of(HERE, GOLD)))
    assert "Stripe status: active" in lines
    assert "Card: visa 4242: declined" in lines
    assert "- stripe: cancelled" in lines
    assert "+ please update billing" in lines
    assert "into workflow wf_1 (update_billing)" in lines
    assert "name: as at Stripe" in lines

    world.looks()
    after = seen(world)
    assert isinstance(after, Step)
    assert not after.what


def test_a_contact_that_would_be_made_is_said_and_not_made() -> None:
    world = World()
    world.pays(payer())

    assert seen(world) == WOULD_BE_MADE
    assert world.crm.people == {}


def test_a_customer_stripe_does_not_know_is_said() -> None:
    assert seen(World(), "cus_9") == "Stripe does not know them"
