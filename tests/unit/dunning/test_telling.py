"""What the customer hears, and when (DUN-2, DUN-3)."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from carryover.dunning.declines import DAY, HOUR
from carryover.dunning.model import Paused, Told, ToldState
from carryover.dunning.steps import Close, Finish, Plea, Retry, Tell
from carryover.dunning.world import Person
from tests.unit.dunning.invoices import MONDAY, Story, at, said

PAID = {"status": "paid", "amount_remaining": 0, "amount_paid": 1_900}


def test_the_messages_of_a_case_grow_in_urgency_and_none_comes_twice() -> None:
    story = Story().lives(41)

    assert story.letters == ["pay-1", "soon", "middle", "later", "urgent", "last-sms", "final"]


@pytest.mark.parametrize("status", ["paid", "void", "uncollectible"])
def test_nobody_is_written_to_once_the_invoice_is_settled(status: str) -> None:
    story = Story().lives(0.5).invoice_shows(status=status).lives(60)

    assert story.did(Tell) == []


def test_authentication_leads_to_the_same_payment_at_once_and_blindly_retries_nothing() -> None:
    story = Story(said("authentication_required")).lives(6)

    assert story.letters == ["confirm-1", "confirm-2", "confirm-3"]
    assert {step.plea for step in story.did(Tell)} == {Plea.CONFIRM}
    assert story.when(Tell)[0] == MONDAY
    assert story.did(Retry) == []


def test_authentication_asked_for_late_leads_there_at_once_too() -> None:
    story = Story().lives(9)
    story.no = said("authentication_required")
    story.lives(10)

    asked = [step.letter.step for step in story.did(Tell) if step.plea is Plea.CONFIRM]
    assert asked[0].startswith("confirm-")


def test_an_expired_card_asks_for_another_one() -> None:
    story = Story(said("expired_card")).lives(4)

    assert [(step.letter.step, step.plea) for step in story.did(Tell)] == [
        ("card-1", Plea.CARD),
        ("card-2", Plea.CARD),
    ]


def test_a_stolen_card_is_told_nothing_about_the_reason() -> None:
    expired, stolen = Story(said("expired_card")).lives(40), Story(said("stolen_card")).lives(40)

    assert stolen.letters == expired.letters


def test_no_message_comes_at_night_on_their_own_clock() -> None:
    for zone in ("Asia/Tokyo", "America/New_York", "Europe/Warsaw", "Pacific/Auckland"):
        story = Story(failed_at=at("2026-03-27 22:30")).person(zone=zone).lives(40)
        hours = [datetime.fromtimestamp(when, ZoneInfo(zone)).hour for when in story.when(Tell)]
        assert hours
        assert all(9 <= hour < 20 for hour in hours)


def test_after_a_long_silence_of_ours_only_the_most_urgent_is_sent() -> None:
    story = Story()
    story.now = MONDAY + 25 * DAY
    story.person(channels=frozenset({"email"})).lives(2)

    assert story.letters == ["urgent"]


def test_a_message_that_is_late_does_not_come_at_night_for_that() -> None:
    story = Story()
    story.now = at("2026-03-20 01:00")

    assert not isinstance(story.lives(0.2).decides(), Tell)
    assert story.letters == []
    assert story.lives(0.5).letters


def test_two_messages_of_a_channel_keep_their_distance() -> None:
    story = Story().lives(41)
    mails = [
        when
        for when, step in story.steps
        if isinstance(step, Tell) and step.letter.channel == "email"
    ]

    assert all(b - a >= 20 * 3_600 for a, b in pairwise(mails))


def test_a_channel_that_is_closed_is_not_used_and_the_others_go_on() -> None:
    story = Story().person(channels=frozenset({"email"})).lives(41)

    assert story.letters == ["pay-1", "middle", "later", "urgent", "final"]


def test_a_bounce_closes_its_channel() -> None:
    bounced = Told(step="pay-1", channel="email", at=MONDAY + DAY, state=ToldState.REFUSED)
    story = Story().remembers(told=(bounced,)).lives(41)

    assert story.letters == ["soon", "last-sms"]


def test_a_message_that_may_have_left_is_not_sent_again() -> None:
    maybe = Told(step="pay-1", channel="email", at=MONDAY + DAY, state=ToldState.BEGUN)
    story = Story().remembers(told=(maybe,)).lives(5)

    assert story.letters == []


def test_nobody_reachable_is_no_reason_not_to_try_the_card() -> None:
    story = Story().shows(person=Person(channels=frozenset())).lives(60)

    assert story.letters == []
    assert story.did(Retry)
    assert story.closed == "ended"


def test_nothing_is_said_and_nothing_tried_while_a_person_wants_peace() -> None:
    peace = Paused(by="sue", why="in hospital", at=MONDAY, until=MONDAY + 10 * DAY)
    story = Story().remembers(paused=peace).lives(9.9)
    assert story.steps == []

    assert story.lives(10).steps


def test_a_peace_that_outlasts_the_road_is_not_followed_by_its_end_without_a_word() -> None:
    peace = Paused(by="sue", why="in hospital", at=MONDAY, until=MONDAY + 60 * DAY)
    story = Story().remembers(paused=peace).lives(75)

    assert story.letters == ["final", "last-sms"]
    assert story.when(Finish)[0] >= max(story.when(Tell)) + 72 * HOUR


def test_a_pause_without_an_end_waits_for_a_person() -> None:
    story = Story().remembers(paused=Paused(by="sue", why="lawyer", at=MONDAY)).lives(400)

    assert story.steps == []


def test_whoever_pays_during_a_pause_is_done() -> None:
    story = Story().remembers(paused=Paused(by="sue", why="lawyer", at=MONDAY))

    assert isinstance(story.invoice_shows(**PAID).decides(), Close)
