"""OAuth at the local HighLevel: a refresh token works once, its successor is not lost (CRM-3)."""

import pytest
from pydantic import SecretStr

from carryover.adapters.highlevel.locations import LocationKey
from carryover.adapters.highlevel.tokens import MARGIN
from carryover.kernel.errors import NeedsReview, Retryable
from sandbox.ground.accidents import Fault, Kind
from tests.contract.highlevel_office import ALIAS, Office


@pytest.fixture
def office() -> Office:
    return Office()


def a_day_passes(office: Office) -> None:
    office.agency.days_pass(1)


def renewals(office: Office) -> int:
    """How many pairs HighLevel gave out after the first."""
    return sum(token.used for token in office.agency.world.state.tokens.values())


def test_a_token_is_used_as_long_as_it_lasts(office: Office) -> None:
    grant = office.installs()
    crm = office.worker()

    crm.fields(ALIAS)
    crm.fields(ALIAS)

    assert office.pairs.rows[grant].number == 1


def test_a_token_near_its_end_is_renewed_before_it_is_refused(office: Office) -> None:
    grant = office.installs()
    office.agency.world.advance(office.pairs.rows[grant].until - MARGIN)

    office.worker().fields(ALIAS)

    assert office.pairs.rows[grant].number == 2


def test_of_two_workers_one_renews_and_the_other_uses_what_it_got(office: Office) -> None:
    grant = office.installs()
    first, second = office.worker(), office.worker()
    first.fields(ALIAS)
    second.fields(ALIAS)
    a_day_passes(office)

    first.fields(ALIAS)
    second.fields(ALIAS)

    assert renewals(office) == 1
    assert office.pairs.rows[grant].number == 2


def test_while_one_renews_the_others_wait(office: Office) -> None:
    office.installs()
    a_day_passes(office)
    office.lease.take(int(office.now()))

    with pytest.raises(Retryable, match="another worker renews"):
        office.worker().fields(ALIAS)

    assert renewals(office) == 0


def test_a_new_pair_is_stored_before_it_is_used(office: Office) -> None:
    grant = office.installs()
    a_day_passes(office)
    worker = office.worker()
    office.pairs.away = True
    asked = office.agency.highlevel.faults.asked

    with pytest.raises(Retryable, match="Secrets Manager"):
        worker.fields(ALIAS)

    assert office.agency.highlevel.faults.asked == asked + 1
    assert office.pairs.rows[grant].number == 1


def test_a_pair_that_could_not_be_stored_is_stored_by_the_same_worker_later(office: Office) -> None:
    grant = office.installs()
    a_day_passes(office)
    worker = office.worker()
    office.pairs.away = True
    with pytest.raises(Retryable):
        worker.fields(ALIAS)

    office.pairs.away = False
    worker.fields(ALIAS)

    assert office.pairs.rows[grant].number == 2
    assert renewals(office) == 1


def test_a_lost_answer_asks_a_person_to_authorise_the_app_again(office: Office) -> None:
    office.installs()
    a_day_passes(office)
    lost = Fault(Kind.TIMEOUT, "POST", "/oauth/token", after_effect=True)
    office.agency.highlevel.faults.orders = [lost]
    with pytest.raises(Retryable):
        office.worker().fields(ALIAS)

    with pytest.raises(Retryable, match="another worker renews"):
        office.worker().fields(ALIAS)
    office.agency.world.advance(office.agency.world.now + 60)
    with pytest.raises(NeedsReview, match="Authorise the app again"):
        office.worker().fields(ALIAS)


def test_a_renewal_that_never_arrived_is_tried_again(office: Office) -> None:
    grant = office.installs()
    a_day_passes(office)
    office.agency.highlevel.faults.orders = [Fault(Kind.UNAVAILABLE, "POST", "/oauth/token")]
    with pytest.raises(Retryable):
        office.worker().fields(ALIAS)

    office.agency.world.advance(office.agency.world.now + 60)
    office.worker().fields(ALIAS)

    assert office.pairs.rows[grant].number == 2


def test_whoever_authorises_again_is_believed_at_once(office: Office) -> None:
    grant = office.installs()
    worker = office.worker()
    worker.fields(ALIAS)
    office.agency.world.state.tokens.clear()

    office.installs()

    worker.fields(ALIAS)
    assert office.pairs.rows[grant].number == 1


def test_a_missing_scope_is_asked_about_and_not_renewed_again_and_again(office: Office) -> None:
    office.agency.app.scopes = ["contacts.readonly"]
    grant = office.installs()
    worker = office.worker()

    for _ in range(3):
        with pytest.raises(NeedsReview, match="lacks a scope"):
            worker.workflows(ALIAS)

    assert office.pairs.rows[grant].number == 2


def test_an_agencys_app_opens_all_its_locations(office: Office) -> None:
    grant = office.installs(for_the_agency=True)
    other = office.agency.highlevel.open_location("Camp")
    office.keys["camp"] = LocationKey(location=other.id, app="app")
    crm = office.worker()

    made = crm.create("camp", "ada@example.com")

    assert crm.with_email("camp", "ada@example.com") == [made]
    assert crm.with_email(ALIAS, "ada@example.com") == []
    assert office.pairs.rows[grant].number == 1


def test_a_location_of_another_agency_is_a_persons_question(office: Office) -> None:
    office.installs(for_the_agency=True)
    other = office.agency.highlevel.open_location("Elsewhere")
    other.company = "company0000000000002"
    office.keys["elsewhere"] = LocationKey(location=other.id, app="app")

    with pytest.raises(NeedsReview, match="no token for it"):
        office.worker().fields("elsewhere")


def test_a_token_a_person_replaced_is_found_by_warm_workers(office: Office) -> None:
    worker = office.worker()
    worker.fields(ALIAS)
    del office.agency.world.state.pits["pit-academy"]
    office.agency.highlevel.open_pit("pit-newer", office.agency.location)

    with pytest.raises(NeedsReview):
        worker.fields(ALIAS)
    here = office.agency.location.id
    office.keys[ALIAS] = LocationKey(location=here, token=SecretStr("pit-newer"))

    assert worker.fields(ALIAS) == []


def test_no_token_is_in_what_anything_says_of_itself(office: Office) -> None:
    grant = office.installs(for_the_agency=True)
    worker = office.worker()
    worker.fields(ALIAS)
    pair = office.pairs.rows[grant]

    shown = repr(pair) + repr(worker)

    for token in office.agency.world.state.tokens.values():
        assert token.access not in shown
    assert pair.refresh.get_secret_value() not in shown
