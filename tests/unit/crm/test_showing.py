"""A contact follows its payer (CRM-1): found, never guessed; written as little as possible; what
people wrote stays theirs."""

from dataclasses import replace

import pytest

from carryover.crm.messages import SyncContact
from carryover.crm.model import Failure, Standing
from carryover.crm.store import Changed
from carryover.kernel.crm_facts import CrmTouched
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import CustomerState, StateSeen
from carryover.kernel.news import CardChanged
from tests.unit.crm.world import DAY, GOLD, HERE, NOW, VISA, World, debt, payer, ref, subscription


@pytest.fixture
def world() -> World:
    made = World()
    made.crm.knows("ada", "Ada@Example.com", name="Ada L.", tags=frozenset({"vip"}))
    made.pays(payer())
    return made


def touched(event: str, contact: str) -> CrmTouched:
    return CrmTouched(
        account="agency", evidence="w1", event=event, location="ve9", about="contact", id=contact
    )


def customer_changed(at: int) -> StateSeen:
    state = CustomerState(id="cus_1", created=NOW - 90 * DAY, livemode=True)
    return StateSeen(account="us", evidence=f"evt_{at}", earliest=at, latest=at, state=state)


def test_the_contact_with_the_payers_address_shows_their_subscription(world: World) -> None:
    assert world.looks().outcome == "shown"

    assert world.shown()["Stripe status"] == "active"
    assert world.shown()["Stripe subscription"] == "sub_1"
    assert world.tags() == {"vip", "stripe: active"}


def test_nothing_is_written_when_nothing_differs(world: World) -> None:
    world.looks()
    world.forgets()

    assert world.looks().outcome == "in step"
    assert world.forgets() == []


def test_only_what_differs_is_written(world: World) -> None:
    world.looks()
    world.forgets()
    world.pays(payer(subscriptions=(subscription(next_charge=NOW + 40 * DAY),)))

    world.looks()

    assert world.forgets() == ["update"]
    assert world.shown()["Next charge"] == "2026-12-30"


def test_a_name_somebody_gave_them_stays_and_an_empty_one_is_filled(world: World) -> None:
    world.crm.knows("eve", "eve@example.com")
    world.pays(payer("cus_2", "eve@example.com", name="Eve Online"))

    world.looks()
    world.looks("cus_2")

    assert world.crm.people["ada"].name == "Ada L."
    assert world.crm.people["eve"].name == "Eve Online"


def test_please_update_billing_appears_and_clears_by_itself(world: World) -> None:
    world.looks()
    world.pays(payer(owed=(debt(decline="expired_card"),)))
    world.looks()
    assert "please update billing" in world.tags()

    world.pays(payer(subscriptions=(subscription(method=replace(VISA, id="pm_2")),)))
    world.looks()

    assert world.tags() == {"vip", "stripe: active"}
    assert "Last failure" not in world.shown()


def test_a_tag_of_somebody_elses_is_never_taken_off(world: World) -> None:
    world.pays(payer(subscriptions=(subscription(status="canceled", ended=NOW),)))

    world.looks()

    assert world.tags() == {"vip", "stripe: cancelled"}


def test_a_tag_of_ours_that_is_not_true_is_taken_off_whoever_set_it(world: World) -> None:
    world.crm.tag(HERE, "ada", ["Please update billing"])

    world.looks()

    assert "please update billing" not in world.tags()


def test_a_payer_nobody_knows_becomes_a_contact_once(world: World) -> None:
    world.pays(payer("cus_2", "new@example.com", name="New"))

    world.looks("cus_2")
    world.looks("cus_2")

    (made,) = world.crm.with_email(HERE, "new@example.com")
    assert made.name == "New"
    assert world.forgets().count("create") == 1


def test_where_the_owner_does_not_want_new_contacts_none_is_made() -> None:
    world = World(rules=GOLD.model_copy(update={"create": False}))
    world.pays(payer())

    assert world.looks().outcome == "no contact"
    assert world.forgets() == []


def test_two_contacts_with_one_address_are_a_persons_question(world: World) -> None:
    world.crm.knows("twin", "ada@example.com")

    with pytest.raises(NeedsReview, match="Several contacts have their address \\(ada, twin\\)"):
        world.looks()
    assert world.forgets() == []


def test_once_found_a_contact_is_theirs_whatever_its_address_becomes(world: World) -> None:
    world.looks()
    world.crm.people["ada"] = replace(world.crm.people["ada"], email="ada@new.example")
    world.crm.knows("other", "ada@example.com")
    world.pays(payer(subscriptions=(subscription(status="past_due"),)))

    world.looks()

    assert world.shown("ada")["Stripe status"] == "past_due"
    assert world.shown("other") == {}


def test_a_contact_merged_into_another_is_followed(world: World) -> None:
    world.looks()
    del world.crm.people["ada"]
    world.crm.knows("kept", "ada@example.com")

    world.looks()

    assert world.shown("kept")["Stripe status"] == "active"


def test_a_contact_somebody_deleted_is_not_made_again(world: World) -> None:
    world.looks()
    del world.crm.people["ada"]
    world.forgets()

    with pytest.raises(NeedsReview, match="was deleted in HighLevel"):
        world.looks()
    assert world.forgets() == []


def test_a_customer_twice_is_one_contact_that_shows_both(world: World) -> None:
    world.pays(payer("cus_2", subscriptions=(subscription("sub_2", plan="Silver"),)))

    world.looks("cus_1")
    world.looks("cus_2")
    world.looks("cus_1")

    assert set(world.shown()["Stripe subscription"].split(", ")) == {"sub_1", "sub_2"}
    assert world.contacts.known(HERE, "ada").payers == (ref("cus_1"), ref("cus_2"))


def test_a_missing_field_is_a_persons_question_and_nothing_is_written(world: World) -> None:
    world.crm.custom = [each for each in world.crm.custom if each.name != "Card"]

    with pytest.raises(NeedsReview, match="HighLevel has no custom field 'Card'"):
        world.looks()
    assert world.forgets() == []


def test_a_field_that_cannot_hold_words_is_a_persons_question(world: World) -> None:
    world.crm.custom = [
        replace(each, kind="CHECKBOX") if each.name == "Plan" else each for each in world.crm.custom
    ]

    with pytest.raises(NeedsReview, match="'Plan' is of kind CHECKBOX"):
        world.looks()


@pytest.mark.parametrize("kept", ["2026-11-30", "2026-11-30T00:00:00.000Z", "1795996800000"])
def test_a_day_in_a_date_field_is_the_same_however_highlevel_writes_it(
    world: World, kept: str
) -> None:
    world.crm.custom = [
        replace(each, kind="DATE") if each.name == "Next charge" else each
        for each in world.crm.custom
    ]
    world.looks()
    place = next(each.id for each in world.crm.custom if each.name == "Next charge")
    ada = world.crm.people["ada"]
    world.crm.people["ada"] = replace(ada, fields={**ada.fields, place: kept})
    world.forgets()

    assert world.looks().outcome == "in step"


def test_a_refusal_is_a_persons_question_in_highlevels_words(world: World) -> None:
    world.crm.refuses["tag"] = "too many tags"

    with pytest.raises(NeedsReview, match="refuses the contact tags: too many tags"):
        world.looks()


def test_whoever_has_to_update_billing_is_put_into_the_workflow_once(world: World) -> None:
    world.pays(payer(owed=(debt(decline="expired_card"),)))

    world.looks()
    world.looks()

    assert world.crm.enrolments == [("ada", "wf_1")]


def test_whoever_paid_is_taken_out_of_the_workflow(world: World) -> None:
    world.pays(payer(owed=(debt(decline="expired_card"),)))
    world.looks()
    world.pays(payer())

    world.looks()
    world.looks()

    assert world.crm.left == [("ada", "wf_1")]


def test_the_next_failure_is_another_reason(world: World) -> None:
    world.pays(payer(owed=(debt(decline="expired_card"),)))
    world.looks()
    world.pays(payer())
    world.looks()
    again = debt("in_2", decline="lost_card", subscription="sub_2")
    world.pays(payer(subscriptions=(subscription("sub_2"),), owed=(again,)))

    world.looks()

    assert world.crm.enrolments == [("ada", "wf_1")] * 2


def test_a_reason_of_last_year_puts_nobody_into_a_workflow(world: World) -> None:
    old = Failure(NOW - 30 * DAY, "pm_1", decline="expired_card")
    world.pays(payer(owed=(replace(debt(), failure=old),)))

    world.looks()

    assert "please update billing" in world.tags()
    assert world.crm.enrolments == []


def test_an_enrolment_whose_answer_was_lost_is_asked_about_and_never_repeated(
    world: World,
) -> None:
    world.pays(payer(owed=(debt(decline="expired_card"),)))
    world.crm.loses = "enrol"
    assert world.looks().outcome == "later"
    world.passes(minutes=2)

    for _ in range(2):
        with pytest.raises(NeedsReview, match="may or may not have been put into the workflow"):
            world.looks()

    assert world.crm.enrolments == [("ada", "wf_1")]
    assert "please update billing" in world.tags()


def test_an_enrolment_that_was_refused_is_tried_again_once_it_is_mended(world: World) -> None:
    world.pays(payer(owed=(debt(decline="expired_card"),)))
    world.crm.refuses["enrol"] = "Workflow is paused"
    with pytest.raises(NeedsReview, match="Workflow is paused"):
        world.looks()
    world.passes(minutes=2)
    world.crm.refuses.clear()

    world.looks()

    assert world.crm.enrolments == [("ada", "wf_1")]
    (held,) = world.contacts.known(HERE, "ada").enrolments
    assert (held.standing, held.done) == (Standing.UPDATE_BILLING, True)


def test_what_we_wrote_comes_back_as_an_event_and_costs_no_look_at_stripe(world: World) -> None:
    world.looks()
    looks = world.stripe.looks

    assert world.hears(touched("ContactUpdate", "ada")).outcome == "in step"
    assert world.stripe.looks == looks


def test_what_somebody_changed_of_ours_is_put_right(world: World) -> None:
    world.looks()
    world.crm.untag(HERE, "ada", ["Stripe: active"])

    world.hears(touched("ContactTagUpdate", "ada"))

    assert "stripe: active" in world.tags()


def test_a_contact_who_pays_nothing_is_left_alone(world: World) -> None:
    world.crm.knows("eve", "eve@example.com")

    assert world.hears(touched("ContactUpdate", "eve")).outcome == "in step"
    assert world.stripe.looks == 0


def test_of_a_burst_of_events_one_look_serves_all(world: World) -> None:
    at = world.stripe.now - 2
    world.looks()
    looks = world.stripe.looks

    assert world.hears(customer_changed(at)).outcome == "seen since"
    assert world.stripe.looks == looks


def test_an_event_after_the_look_is_looked_at(world: World) -> None:
    world.looks()

    assert world.hears(customer_changed(world.stripe.now + 5)).outcome == "in step"


def test_who_looked_earlier_cannot_write_later(world: World) -> None:
    """Two workers: the second looks later and writes first."""
    world.looks()
    recalled = world.worker().showing.looking.recalled(HERE, ref())
    stale = world.worker().showing.looking.look(HERE, ref(), GOLD, recalled)
    assert not isinstance(stale, str)
    world.pays(payer(subscriptions=(subscription(status="past_due"),)))
    world.looks()

    with pytest.raises(Changed):
        world.worker().showing._claimed(stale)
    assert world.shown()["Stripe status"] == "past_due"


def test_an_older_look_at_the_same_person_cannot_undo_a_newer_one(world: World) -> None:
    """They are a customer twice; the second customer's look began before the first one's."""
    world.looks("cus_1")
    world.pays(payer("cus_2", subscriptions=(subscription("sub_2"),)))
    world.stripe.now -= 10

    with pytest.raises(Changed):
        world.worker().showing.show(HERE, ref("cus_2"), GOLD)


def test_while_another_worker_writes_a_message_comes_back_and_nobody_is_noted_down(
    world: World,
) -> None:
    world.looks()
    known = world.contacts.known(HERE, "ada")
    world.contacts.save(known.model_copy(update={"writing_since": world.now}))
    world.pays(payer(subscriptions=(subscription(status="past_due"),)))

    with pytest.raises(Changed):
        world.looks()
    assert list(world.overdue.some(9)) == []

    world.passes(minutes=2)
    assert world.looks().outcome == "shown"


def test_a_payer_without_an_address_waits_for_one(world: World) -> None:
    world.pays(payer("cus_2", ""))

    assert world.looks("cus_2").outcome == "no contact"


def test_a_location_whose_plans_they_do_not_pay_for_does_not_learn_of_them() -> None:
    world = World(rules=GOLD.model_copy(update={"plans": frozenset({"prod_silver"})}))
    world.pays(payer())

    assert world.looks().outcome == "none of this location's people"


def test_an_account_nobody_shows_is_shown_nowhere(world: World) -> None:
    said = SyncContact(account="intl", customer="cus_1")

    assert world.hears(said).outcome == "shown nowhere"


def test_a_renewed_card_clears_the_please_update_billing(world: World) -> None:
    world.pays(payer(subscriptions=(subscription(method=replace(VISA, expires=(2020, 1))),)))
    world.looks()
    assert "please update billing" in world.tags()

    world.pays(payer())
    world.hears(CardChanged(account="us", evidence="e", id="pm_1", customer="cus_1"))

    assert "please update billing" not in world.tags()
