"""Limits, accidents and outages, and a world that can be put down and taken up again (CRM-1)."""

import pytest
import requests

from sandbox.ground.accidents import Fault, Kind
from sandbox.ground.outage import Outage
from sandbox.highlevel.core.errors import Refused
from sandbox.highlevel.http.rate_limit import Limit
from sandbox.highlevel.sandbox import Sandbox
from sandbox.highlevel.snapshot import loaded, saved
from tests.unit.sandbox.highlevel.agency import DAY, Agency


def place(agency: Agency) -> str:
    return f"/locations/{agency.location.id}"


def test_every_answer_tells_what_is_left_of_the_limit(agency: Agency) -> None:
    agency.highlevel.limiter.enforce(Limit(clock="sandbox"))

    headers = agency.ask("GET", place(agency)).headers

    assert headers["X-RateLimit-Limit-Daily"] == "200000"
    assert headers["X-RateLimit-Daily-Remaining"] == "199999"
    assert headers["X-RateLimit-Max"] == "100"
    assert headers["X-RateLimit-Remaining"] == "99"
    assert headers["X-RateLimit-Interval-Milliseconds"] == "10000"


def test_the_hundred_and_first_request_of_ten_seconds_is_turned_away(agency: Agency) -> None:
    agency.highlevel.limiter.enforce(Limit(clock="sandbox"))
    answers = [agency.ask("GET", place(agency)) for _ in range(101)]

    assert {each.status_code for each in answers[:100]} == {200}
    agency.refused(answers[100], 429)
    assert "retry-after" not in answers[100].headers
    agency.world.advance(agency.world.now + 10)
    assert agency.ask("GET", place(agency)).ok


def test_a_day_has_its_own_limit_and_ends(agency: Agency) -> None:
    agency.highlevel.limiter.enforce(Limit(daily=2))
    statuses = [agency.ask("GET", place(agency)).status_code for _ in range(3)]

    agency.days_pass(1)

    assert statuses == [200, 200, 429]
    assert agency.ask("GET", place(agency)).ok


def test_every_client_has_its_own_limit_for_every_location(agency: Agency) -> None:
    agency.highlevel.limiter.enforce(Limit(daily=1))
    agency.ask("GET", place(agency))
    agency.refused(agency.ask("GET", place(agency)), 429)

    agency.log_in()

    assert agency.ask("GET", place(agency)).ok


@pytest.mark.parametrize("kind", [Kind.TIMEOUT, Kind.SERVER_ERROR, Kind.RESET])
def test_a_letter_may_be_sent_though_nobody_said_so(agency: Agency, kind: Kind) -> None:
    ada = agency.person()
    agency.highlevel.faults.orders = [Fault(kind, method="POST", after_effect=True)]
    body = {"type": "Email", "contactId": ada, "html": "<p>Hi</p>"}

    try:
        assert agency.ask("POST", "/conversations/messages", body).status_code == 500
    except requests.RequestException:
        assert kind is not Kind.SERVER_ERROR

    assert len(agency.world.state.messages) == 1


def test_a_refused_or_limited_request_has_no_effect(agency: Agency) -> None:
    orders = [Fault(Kind.RATE_LIMIT), Fault(Kind.UNAVAILABLE)]
    agency.highlevel.faults.orders = orders
    body = {"locationId": agency.location.id, "email": "ada@example.com"}

    statuses = [agency.ask("POST", "/contacts/upsert", body).status_code for _ in range(2)]

    assert statuses == [429, 503]
    assert agency.world.state.contacts == {}


def test_in_an_outage_of_a_day_nothing_answers_until_it_is_over(agency: Agency) -> None:
    agency.world.state.outage = Outage(agency.world.now + DAY)
    agency.refused(agency.ask("GET", place(agency)), 503)

    agency.world.state.outage = Outage(agency.world.now + DAY, unreachable=True)
    with pytest.raises(requests.ConnectionError):
        agency.ask("GET", place(agency))

    agency.days_pass(1)
    assert agency.ask("GET", place(agency)).ok


def test_the_same_seed_gives_the_same_world(agency: Agency) -> None:
    def lived(world: Agency) -> bytes:
        world.install()
        ada = world.person(customFields=[{"id": world.field("Status"), "field_value": "ok"}])
        world.buys(ada, "19.90", subscription="sub_1")
        world.done("POST", f"/contacts/{ada}/workflow/{world.workflow().id}", {})
        return saved(world.world.state)

    assert lived(agency) == lived(Agency())
    assert lived(Agency(seed=2)) != lived(Agency(seed=3))


def test_a_snapshot_is_the_same_world_again(agency: Agency) -> None:
    ada = agency.person(tags=["vip"])
    agency.buys(ada, "19.90", subscription="sub_1")
    taken = saved(agency.world.state)

    other = Sandbox(seed=9)
    other.become(loaded(taken))

    assert saved(other.world.state) == taken
    assert other.world.contact(ada).tags == ["vip"]
    with pytest.raises(Refused, match="no snapshot of a local HighLevel"):
        loaded(b"{}")


def test_starting_over_keeps_the_keys_and_forgets_the_people(agency: Agency) -> None:
    ada = agency.person()
    agency.days_pass(3)

    agency.highlevel.reset()

    agency.refused(agency.ask("GET", f"/contacts/{ada}"), 400)
    assert agency.ask("GET", place(agency)).ok
    assert agency.world.now == agency.world.state.start
