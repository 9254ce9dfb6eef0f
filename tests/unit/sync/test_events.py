"""What the walk through the event list promises (PAY-3: an outage of days heals itself)."""

from datetime import timedelta

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.sync.policy import DAY, GRACE, LARGEST_PAYLOAD, OVERLAP
from tests.unit.sync.world import NOON, LittleStripe, Stage, ripe


def an_outage(events: int) -> LittleStripe:
    stripe = LittleStripe()
    for number in range(events):
        stripe.happens(f"evt_{number:02}", ripe(DAY) + number)
    return stripe


def test_only_what_never_arrived_is_sent_down_the_usual_road() -> None:
    stage = Stage(an_outage(8)).arrived("evt_01", "evt_04", "evt_05")

    stage.walks_events()

    assert sorted(stage.delivered) == ["evt_00", "evt_02", "evt_03", "evt_06", "evt_07"]


def test_the_report_says_what_was_looked_through_and_what_was_missing() -> None:
    stage = Stage(an_outage(8)).arrived("evt_01", "evt_04", "evt_05")

    report = stage.walks_events().report

    tally = report.findings.of("event")
    assert (tally.checked, tally.missing, tally.equal) == (8, 5, 3)
    assert [e.id for e in report.findings.examples][:2] == ["evt_07", "evt_06"]
    assert (report.findings.oldest, report.findings.newest) == (ripe(DAY), ripe(DAY) + 7)
    assert (report.cause, report.seconds) == ("schedule", 600)


def test_the_report_counts_every_finding_and_names_ten() -> None:
    report = Stage(an_outage(40)).walks_events().report

    assert report.findings.of("event").missing == 40
    assert len(report.findings.examples) == 10


def test_an_outage_of_days_heals_itself_page_by_page() -> None:
    stage = Stage(an_outage(50))

    stage.walks_events()

    assert len(stage.delivered) == 50
    assert not stage.walks_events(minutes=5).report.findings.of("event").missing


def test_the_first_walk_takes_everything_stripe_still_has() -> None:
    stripe = LittleStripe().happens("evt_old", NOON - 31 * DAY).happens("evt_in", NOON - 29 * DAY)
    stage = Stage(stripe)

    stage.walks_events()

    assert stage.delivered == ["evt_in"]
    assert not stage.reviews.doubts, "there is nothing to miss before the first walk"


def test_the_next_walk_begins_an_hour_before_the_last_one_ended() -> None:
    stage = Stage().walks_events()

    stage.stripe.clock += DAY
    report = stage.walks_events(minutes=5).report

    assert report.window.since == NOON - GRACE - OVERLAP
    assert report.window.until == NOON + DAY - GRACE


def test_an_event_that_stripe_listed_late_is_found_by_the_next_walk() -> None:
    stage = Stage().walks_events()

    stage.stripe.happens("evt_late", NOON - GRACE - 60)
    stage.walks_events(minutes=5)

    assert stage.delivered == ["evt_late"]


def test_an_event_minutes_old_is_left_to_its_webhook() -> None:
    stage = Stage(LittleStripe().happens("evt_new", NOON - GRACE + 1))

    stage.walks_events()
    assert stage.delivered == []

    stage.stripe.clock += 1
    stage.walks_events(minutes=5)
    assert stage.delivered == ["evt_new"]


def test_a_clock_of_ours_that_is_years_off_changes_nothing() -> None:
    stage = Stage(an_outage(4)).walks_events()

    assert stage.memory.checkpoint("us") == NOON - GRACE
    assert len(stage.delivered) == 4


def test_what_stripe_forgot_during_a_longer_outage_is_told_to_a_person() -> None:
    stage = Stage().walks_events()

    stage.stripe.clock += 40 * DAY
    stage.stripe.happens("evt_still_there", stage.stripe.clock - 29 * DAY)
    stage.walks_events(minutes=5)

    (doubt,) = stage.reviews.doubts.values()
    assert "Run sync.objects for this account" in doubt.sentence
    assert stage.delivered == ["evt_still_there"], "and what is left is fetched all the same"


def test_an_outage_of_a_month_less_an_hour_asks_nobody() -> None:
    stage = Stage().walks_events()

    stage.stripe.clock += 30 * DAY - GRACE
    stage.walks_events(minutes=5)

    assert not stage.reviews.doubts


def test_an_event_too_large_for_a_message_goes_to_a_person_and_holds_up_no_other() -> None:
    stripe = an_outage(2).happens("evt_huge", ripe(DAY), note="x" * LARGEST_PAYLOAD)
    stage = Stage(stripe)

    stage.walks_events()

    (doubt,) = stage.reviews.doubts.values()
    assert doubt.subject == "event evt_huge of us"
    assert sorted(stage.delivered) == ["evt_00", "evt_01"]


def test_an_event_is_measured_as_a_message_holds_it() -> None:
    """Half the size of a message in quotation marks is twice as much of it."""
    stripe = LittleStripe().happens("evt_quotes", ripe(DAY), note='"' * (LARGEST_PAYLOAD // 3))
    stage = Stage(stripe)

    stage.walks_events()

    assert [doubt.subject for doubt in stage.reviews.doubts.values()] == ["event evt_quotes of us"]


def test_every_account_with_a_key_is_walked_unless_one_is_named() -> None:
    stage = Stage(LittleStripe(aliases=("intl", "us")).happens("evt_1", ripe(DAY)))

    stage.walks_events(account=None)

    assert [len(stage.memory.reports(alias, limit=9)) for alias in ("intl", "us")] == [1, 1]
    assert stage.delivered == ["evt_1", "evt_1"], "an event id is an account's own"


def test_a_stage_without_keys_says_so_instead_of_walking_nothing() -> None:
    with pytest.raises(NeedsReview, match="no Stripe account"):
        Stage(LittleStripe(aliases=())).walks_events(account=None)


def test_a_walk_with_nothing_to_look_at_still_reports() -> None:
    report = Stage().walks_events().report

    assert report.findings.of("event").checked == 0
    assert report.finished - report.started == timedelta(minutes=10)


def test_one_event_is_read_again_from_stripe_and_takes_the_usual_road() -> None:
    stage = Stage(an_outage(8))

    stage.fetches("evt_03")

    assert stage.delivered == ["evt_03"]
    assert stage.memory.checkpoint("us") is None


def test_an_event_stripe_no_longer_has_is_told_to_a_person() -> None:
    with pytest.raises(NeedsReview, match="30 days"):
        Stage(an_outage(1)).fetches("evt_of_last_year")
