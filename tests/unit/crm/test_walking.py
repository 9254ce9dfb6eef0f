"""HighLevel is away for a day (CRM-1): nothing is lost, nothing doubled, contacts right afterwards;
and everybody is looked at once a day."""

import pytest

from carryover.crm.messages import Sweep, SyncAll, SyncContact
from carryover.kernel.crm_facts import CrmTouched
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import CustomerState, StateSeen
from tests.unit.crm.world import NOW, World, debt, payer, subscription

PEOPLE = 5


@pytest.fixture
def world() -> World:
    made = World()
    for n in range(PEOPLE):
        made.crm.knows(f"p{n}", f"p{n}@example.com")
        made.pays(payer(f"cus_{n}", f"p{n}@example.com", name=""))
    return made


def statuses(world: World) -> set[str]:
    return {world.shown(f"p{n}")["Stripe status"] for n in range(PEOPLE)}


def test_everybody_is_looked_at_page_by_page(world: World) -> None:
    world.hears(SyncAll())
    world.works()

    assert statuses(world) == {"active"}


def test_a_second_walk_writes_nothing(world: World) -> None:
    for _ in range(2):
        world.forgets()
        world.hears(SyncAll(account="us"))
        world.works()

    assert world.forgets() == []


def test_after_a_day_without_highlevel_every_contact_is_right(world: World) -> None:
    world.hears(SyncAll())
    world.works()
    world.crm.down = True
    for n in range(PEOPLE):
        late = subscription(status="past_due")
        world.pays(payer(f"cus_{n}", subscriptions=(late,), owed=(debt(decline="expired_card"),)))
        state = CustomerState(id=f"cus_{n}", created=NOW, livemode=True)
        at = world.stripe.now + 60
        world.hears(StateSeen(account="us", evidence="e", earliest=at, latest=at, state=state))
        world.looks(f"cus_{n}")
    for _ in range(12):
        world.passes(hours=2)
        world.hears(Sweep())
        assert world.works() == []

    world.crm.down = False
    world.hears(Sweep())
    world.works()

    assert statuses(world) == {"past_due"}
    assert sorted(world.crm.enrolments) == [(f"p{n}", "wf_1") for n in range(PEOPLE)]
    assert world.hears(Sweep()).outcome == "nobody waits"


def test_whoever_fails_again_while_taken_up_waits_on(world: World) -> None:
    world.crm.down = True
    world.looks("cus_1")
    (late,) = world.overdue.some(9)
    world.looks("cus_1")

    world.crm.down = False
    world.hears(SyncContact(account="us", customer="cus_1", late=late.note))

    assert [each.payer.customer for each in world.overdue.some(9)] == ["cus_1"]


def test_what_staff_changed_during_an_outage_is_put_right_afterwards(world: World) -> None:
    world.looks("cus_1")
    world.crm.untag("academy", "p1", ["stripe: active"])
    world.crm.down = True
    told = CrmTouched(
        account="agency",
        evidence="w",
        event="ContactTagUpdate",
        location="ve9",
        about="contact",
        id="p1",
    )
    assert world.hears(told).outcome == "later"

    world.crm.down = False
    world.hears(Sweep())
    world.works()

    assert "stripe: active" in world.tags("p1")


def test_stripe_may_be_away_as_well(world: World) -> None:
    world.stripe.down = True
    assert world.looks("cus_1").outcome == "later"

    world.stripe.down = False
    world.hears(Sweep())
    world.works()

    assert world.shown("p1")["Stripe status"] == "active"


def test_a_question_for_a_person_is_not_taken_up_again_and_again(world: World) -> None:
    world.crm.down = True
    world.looks("cus_1")
    world.crm.down = False
    world.crm.knows("twin", "p1@example.com")

    world.hears(Sweep())
    with pytest.raises(NeedsReview):
        world.works()

    assert world.hears(Sweep()).outcome == "nobody waits"


def test_a_location_that_is_away_keeps_no_other_from_being_right(world: World) -> None:
    world.beside, world.crm.away = ("elsewhere",), frozenset({"elsewhere"})

    assert world.looks("cus_1").outcome == "later"

    assert world.shown("p1")["Stripe status"] == "active"
    world.crm.away = frozenset()
    world.hears(Sweep())
    world.works()
    assert world.hears(Sweep()).outcome == "nobody waits"


def test_a_location_without_our_app_keeps_nobody_waiting_elsewhere(world: World) -> None:
    world.crm.down = True
    world.looks("cus_1")
    world.beside, world.crm.gone = ("elsewhere",), frozenset({"elsewhere"})
    world._worker, world.crm.down = None, False

    world.hears(Sweep())
    with pytest.raises(NeedsReview, match="Authorise the app again"):
        world.works()

    assert world.shown("p1")["Stripe status"] == "active"
    assert world.hears(Sweep()).outcome == "nobody waits"
