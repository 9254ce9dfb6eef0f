"""A new account learns to speak to us, and secrets rotate without a delivery being refused (MIG-12,
OPS-6)."""

import json
from dataclasses import dataclass, replace

import pytest

from carryover.adapters.stripe.translate.telling import TELLING
from carryover.kernel.errors import NeedsReview
from carryover.migration.cutover.model import Create, Enable, Forget, Listen, Retire
from carryover.migration.cutover.policy import Wish
from carryover.migration.writing import Effect, Writes
from carryover.ports.stripe_api import Json, Params, Refused
from carryover.ports.stripe_memory import OnlyRemembered
from sandbox.stripe.core.world import World
from tests.fakes.memory import Killed, Mortal
from tests.unit.migration.access.keyring import Keyring
from tests.unit.migration.cutover.office import URL, Office

RENEW, RETIRE = Wish(renew=True), Wish(retire=True)


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_new_account_gets_one_endpoint_of_our_version_and_exactly_our_events(
    office: Office,
) -> None:
    assert office.applies() == [Create("none")]

    (endpoint,) = office.endpoints
    assert endpoint["url"] == URL
    assert endpoint["api_version"] == "2026-10-28.endive"
    assert tuple(endpoint["enabled_events"]) == tuple(sorted(TELLING))
    assert office.is_settled()


def test_doing_it_again_does_nothing(office: Office) -> None:
    office.applies()
    notes = office.trail.notes

    assert office.applies() == []
    assert office.trail.notes == notes


def test_looking_writes_nothing(office: Office) -> None:
    assert office.plans().steps == (Create("none"),)
    assert (office.endpoints, office.secrets.rows, office.trail.notes) == ([], {}, 0)


def test_everything_is_on_record_but_the_secret(office: Office) -> None:
    office.applies()

    deeds = list(office.trail.of("acme", "cutover new-us"))
    assert [deed.outcome for deed in deeds] == ["done", "done"]
    told = "".join(deed.model_dump_json() for deed in deeds)
    assert "whsec_" not in told
    assert json.loads(deeds[0].params)["url"] == URL


def test_an_endpoint_made_by_hand_is_replaced_for_its_secret_cannot_be_known(
    office: Office,
) -> None:
    theirs = office.by_hand()
    office.secrets.put("new-us", ["whsec_by_hand"])

    assert office.applies() == [Create("none"), Retire(theirs, "")]

    assert theirs not in [each["id"] for each in office.endpoints]
    assert "whsec_by_hand" in office.secrets.of("new-us"), "somebody may still sign with it"
    assert "1 more accepted" in office.plans().later[0]

    (step,) = office.applies(RETIRE)
    assert isinstance(step, Forget)
    assert office.is_settled()


def test_endpoints_that_do_not_lead_to_us_are_left_alone(office: Office) -> None:
    theirs = office.by_hand(url="https://crm.example.com/hook")

    office.applies(RETIRE)

    assert theirs in [each["id"] for each in office.endpoints]
    assert office.plans().settled


def test_events_we_came_to_listen_to_are_added_and_others_taken_away(office: Office) -> None:
    office.applies()
    office.wants(events=(*TELLING[1:], "payout.paid"))

    (step,) = office.applies()

    assert isinstance(step, Listen)
    assert (step.more, step.less) == (("payout.paid",), ("customer.created",))
    assert office.is_settled()


def test_back_and_forth_within_a_day_is_done_each_time(office: Office) -> None:
    """Stripe answers a key of the last day from memory, without doing anything."""
    office.applies()
    for events in (TELLING[1:], TELLING, TELLING[1:], TELLING):
        office.wants(events=events)
        office.applies()
        assert office.is_settled()


def test_an_endpoint_that_was_switched_off_is_switched_on_as_often_as_needed(
    office: Office,
) -> None:
    office.applies()
    for _ in range(3):
        office.account.change(office.endpoints[0], {"status": "disabled"})
        assert office.applies() == [Enable(office.endpoints[0]["id"])]
        assert office.is_settled()


def test_an_endpoint_somebody_deleted_within_the_day_is_really_made_again(office: Office) -> None:
    office.applies()
    gone = office.endpoints[0]
    office.account.remove(gone)

    office.applies()

    assert office.heard
    assert office.endpoints[0]["id"] != gone["id"]


def test_a_rotation_accepts_both_until_what_the_old_one_sent_has_arrived(office: Office) -> None:
    office.applies()
    (old,) = office.heard

    assert office.applies(RENEW) == [Create(old)]
    assert len(office.heard) == 2
    assert office.secrets.of("new-us")[1] == office.secret_of(old), "the new one first"
    assert "goes after" in office.plans().later[0]
    assert office.applies() == []

    office.days_pass(3)
    (step,) = office.applies()
    assert isinstance(step, Retire)
    assert old not in office.heard
    assert office.is_settled()


@pytest.mark.parametrize("seed", range(8))
def test_of_two_made_in_one_second_the_later_one_is_in_force(seed: int) -> None:
    office = Office(Keyring(World(seed=seed)))
    office.applies()
    (old,) = office.heard

    office.applies(Wish(renew=True, retire=True))

    assert old not in [each["id"] for each in office.endpoints]


def test_a_second_rotation_waits_for_the_first(office: Office) -> None:
    office.applies()
    office.applies(RENEW)

    plan = office.plans(RENEW)

    assert plan.steps == ()
    assert plan.refusal.startswith("A rotation is under way")
    assert office.applies(RENEW) == []


def test_a_secret_that_leaked_is_replaced_and_forgotten_in_one_go(office: Office) -> None:
    office.applies()
    (old,) = office.heard
    leaked = office.secret_of(old)

    office.applies(Wish(renew=True, retire=True))

    assert leaked not in office.secrets.of("new-us")
    assert office.is_settled()


def test_another_version_is_another_endpoint(office: Office) -> None:
    office.wants(version="2025-09-30.clover")
    office.applies()
    (old,) = office.heard
    office.wants(version="2026-10-28.endive")

    office.applies()

    assert len(office.heard) == 2
    office.days_pass(3)
    office.applies()
    assert old not in office.heard
    assert office.is_settled()


def test_a_secret_that_was_lost_from_our_keeping_is_replaced(office: Office) -> None:
    office.applies()
    office.secrets.rows.clear()
    assert office.heard == []

    office.applies()

    assert office.is_settled()


def test_an_address_that_stripe_refuses_is_a_sentence_and_nothing_is_stored() -> None:
    office = Office()
    office.wants(url="not an address")

    with pytest.raises(NeedsReview, match="Not a valid URL"):
        office.applies()

    assert office.secrets.rows == {}


@dataclass
class Forgetful:
    """Writes whose first attempt Stripe only remembers to have failed."""

    writes: Writes

    def post(self, effect: Effect, params: Params) -> Json | Refused:
        if effect.attempt == 1:
            raise OnlyRemembered("500")
        return self.writes.post(effect, params)

    def delete(self, effect: Effect, params: Params) -> Json | Refused:
        return self.writes.delete(effect, params)


def test_a_failure_stripe_only_remembers_is_got_round_by_another_attempt(office: Office) -> None:
    cutover = replace(office.cutover(), writes=Forgetful(office.writes()))

    list(cutover.all(Wish(), office.now))

    assert office.is_settled()


STORIES = {
    "first time": ([], Wish()),
    "rotation": ([Wish()], RENEW),
    "leak": ([Wish()], Wish(renew=True, retire=True)),
    "retirement": ([Wish(), RENEW], RETIRE),
}


@pytest.mark.parametrize("later", [0, 2], ids=["begun again at once", "begun again after two days"])
@pytest.mark.parametrize("story", STORIES)
def test_it_can_die_before_and_after_every_effect_and_ends_the_same(story: str, later: int) -> None:
    before, wish = STORIES[story]
    for moment in range(40):
        office = Office()
        for each in before:
            office.applies(each)
        office.mortal = Mortal(dies_at=moment)
        try:
            office.applies(wish)
            assert moment > 2, "it was killed at least once"
            break
        except Killed:
            assert not before or office.heard, "an endpoint is believed at every moment"
        office.days_pass(later)
        office.applies(wish)
        office.applies(RETIRE)
        assert office.is_settled(), f"killed at {moment}"
    else:
        pytest.fail("it never came to an end")
