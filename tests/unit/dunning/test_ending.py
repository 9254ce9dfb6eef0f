"""How a case is over (DUN-4), and whose business it never was."""

from dataclasses import replace
from typing import Any

import pytest

from carryover.dunning.declines import DAY, HOUR
from carryover.dunning.model import Closed, Finished, Outcome
from carryover.dunning.rules import Terms
from carryover.dunning.steps import Ask, Close, Finish, Restore, Retry, Tell, Wait
from carryover.dunning.world import Mark, Subscription
from tests.unit.dunning.invoices import MONDAY, Story, at, attempt, example, said

PAID: dict[str, Any] = {"status": "paid", "amount_remaining": 0, "amount_paid": 1_900}


def ending(**changes: object) -> Terms:
    base = example().base
    return base.model_copy(update={"end": base.end.model_copy(update=changes)})


def subscription(**changes: Any) -> Subscription:
    return replace(Subscription("sub_1", "past_due", ("prod_1",)), **changes)


@pytest.mark.parametrize("what", ["cancel", "unpaid", "pause", "downgrade"])
def test_the_road_ends_on_its_day_as_the_owner_decided(what: str) -> None:
    story = Story(terms=ending(what=what)).lives(60)

    assert [step.end.what for step in story.did(Finish)] == [what]
    assert story.when(Finish)[0] >= MONDAY + 42 * DAY
    assert story.closed == "ended"


def test_the_owner_may_let_it_be() -> None:
    story = Story(terms=ending(what="nothing")).lives(60)

    assert story.did(Finish) == []
    assert story.closed == "ended"


def test_the_end_keeps_its_distance_from_the_last_message() -> None:
    story = Story()
    story.now = MONDAY + 50 * DAY
    story.lives(30)

    assert story.when(Finish)[0] - max(story.when(Tell)) >= 72 * HOUR


def test_the_last_word_is_said_before_the_end_even_if_it_has_to_wait_for_the_morning() -> None:
    story = Story()
    story.now = at("2026-04-14 23:00")  # 43 days after, at night
    story.remembers(tries=()).lives(10)

    said_at, ended_at = story.when(Tell)[0], story.when(Finish)[0]
    assert said_at == at("2026-04-15 07:00")
    assert ended_at > said_at


def test_an_end_that_was_begun_is_finished_first() -> None:
    story = Story().lives(1)
    story.remembers(finished=Finished(what="cancel", at=story.now))

    step = story.decides()

    assert isinstance(step, Finish)
    assert step.end.what == "cancel"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("void", "voided"), ("uncollectible", "uncollectible"), ("deleted", "gone")],
)
def test_what_was_settled_elsewhere_is_closed_as_what_it_is(status: str, outcome: str) -> None:
    assert Story().lives(3).invoice_shows(status=status).lives(1).closed == outcome


def test_an_invoice_that_we_voided_at_the_end_has_ended() -> None:
    done = Finished(what="cancel", at=MONDAY, done=True)
    story = Story().remembers(finished=done).invoice_shows(status="void")

    assert story.lives(1).closed == "ended"


@pytest.mark.parametrize("status", ["canceled", "incomplete_expired"])
def test_a_subscription_that_was_cancelled_meanwhile_closes_the_case(status: str) -> None:
    story = Story().shows(subscription=subscription(status=status))

    assert story.lives(1).closed == "cancelled"


def test_the_owner_may_collect_from_those_who_left() -> None:
    collect = example().base.model_copy(update={"cancelled": "collect"})
    story = Story(terms=collect).shows(subscription=subscription(status="canceled")).lives(60)

    assert story.did(Retry)
    assert story.closed == "ended"


@pytest.mark.parametrize("mark", [Mark.MOVED, Mark.ARMED])
def test_moved_sources_and_armed_targets_are_the_migrations(mark: Mark) -> None:
    story = Story().shows(subscription=subscription(mark=mark))

    assert story.lives(60).steps == [(MONDAY, story.decides())]
    assert story.closed == "not_ours"


def test_a_subscription_that_moved_while_its_end_was_begun_is_left_alone() -> None:
    begun = Finished(what="cancel", at=MONDAY)
    story = Story().remembers(finished=begun).shows(subscription=subscription(mark=Mark.MOVED))

    assert isinstance(story.decides(), Close)


def test_an_invoice_that_is_sent_is_not_charged() -> None:
    assert Story().invoice_shows(collection_method="send_invoice").lives(1).closed == "not_ours"


def test_a_dispute_stops_everything_until_somebody_has_looked() -> None:
    story = Story().lives(2).shows(disputed=frozenset({"dp_1"}))
    before = len(story.steps)
    step = story.decides()
    assert isinstance(step, Ask)
    assert step.blocks
    story.lives(60)
    assert {type(one) for _, one in story.steps[before:]} == {Ask}

    story.remembers(cleared=frozenset({step.name}))

    assert not isinstance(story.decides(), Ask)


def test_who_went_on_past_one_dispute_is_asked_about_the_next() -> None:
    story = Story().shows(disputed=frozenset({"dp_1", "dp_2"}))
    story.remembers(cleared=frozenset({"disputed:dp_1"}))

    step = story.decides()

    assert isinstance(step, Ask)
    assert step.name == "disputed:dp_2"


def test_a_collection_that_somebody_paused_at_stripe_is_asked_about() -> None:
    story = Story().shows(subscription=subscription(collection_paused=True))

    step = story.decides()

    assert isinstance(step, Ask)
    assert step.name == "collection-paused"


@pytest.mark.parametrize("changes", [{"status": "draft"}, {"amount_remaining": 0}])
def test_what_contradicts_itself_is_a_persons_to_read(changes: dict[str, Any]) -> None:
    assert isinstance(Story().invoice_shows(**changes).decides(), Ask)


def test_a_revocation_is_asked_about_and_nothing_is_charged_or_said() -> None:
    story = Story(said("revocation_of_authorization")).lives(60)

    assert [step.name for step in story.did(Ask)] == [f"revoked:ch_{MONDAY}"]
    assert not story.did(Retry)
    assert not story.did(Tell)


def test_the_owner_may_read_a_revocation_as_a_cancellation() -> None:
    revoked = ending(what="unpaid").model_copy(update={"revoked": "cancel"})
    story = Story(said("stop_payment_order"), terms=revoked).lives(1)

    assert [step.end.what for step in story.did(Finish)] == ["cancel"]


def test_a_card_taken_away_after_a_revocation_does_not_unsay_it() -> None:
    story = Story(said("revocation_of_authorization")).shows(card=None)

    assert isinstance(story.decides(), Ask)


@pytest.mark.parametrize("code", ["fraudulent", "merchant_blacklist"])
def test_a_suspicion_is_shown_to_a_person_and_nobody_waits_for_them(code: str) -> None:
    story = Story(said(code)).lives(60)

    assert [step.blocks for step in story.did(Ask)] == [False]
    assert story.did(Tell)
    assert story.closed == "ended"


def test_a_case_that_a_person_closed_stays_closed() -> None:
    by_hand = Closed(outcome=Outcome.BY_HAND, at=MONDAY, by="sue", why="a friend of the house")
    story = Story().remembers(closed=by_hand).lives(60)

    assert story.closed == "by_hand"
    assert len(story.steps) == 1


def test_a_case_that_we_closed_goes_on_when_the_payment_comes_back() -> None:
    ours = Closed(outcome=Outcome.RECOVERED, at=MONDAY)
    story = Story().remembers(closed=ours)

    assert isinstance(story.decides(), Wait)


@pytest.mark.parametrize("what", ["unpaid", "pause", "downgrade"])
def test_a_late_payment_gives_back_what_the_end_took_once(what: str) -> None:
    story = Story(terms=ending(what=what, late_payment="restore")).lives(60)
    story.steps.clear()
    story.invoice_shows(**PAID).lives(1)

    assert [type(step) for _, step in story.steps] == [Restore, Close]
    assert story.closed == "recovered_late"


def test_what_was_cancelled_cannot_be_given_back_and_is_asked_about() -> None:
    story = Story(terms=ending(late_payment="restore")).lives(60).invoice_shows(**PAID)

    step = story.decides()

    assert isinstance(step, Ask)
    assert step.name == "late"
    assert story.remembers(cleared=frozenset({"late"})).lives(1).closed == "recovered_late"


def test_a_late_payment_may_change_nothing() -> None:
    story = Story(terms=ending(what="unpaid", late_payment="keep")).lives(60).invoice_shows(**PAID)

    assert story.lives(1).closed == "recovered_late"
    assert story.did(Restore) == []


def test_no_currency_is_too_small_for_its_amounts() -> None:
    one_yen = attempt(MONDAY, amount=1, currency="jpy")
    story = Story().shows(attempts=(one_yen,))
    story.invoice_shows(currency="jpy", amount_remaining=1).lives(10)

    assert {step.amount for step in story.did(Retry)} == {1}
