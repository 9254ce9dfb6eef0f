"""When the money is asked for again (DUN-1)."""

from dataclasses import replace
from itertools import pairwise

import pytest

from carryover.dunning.declines import DAY, HOUR
from carryover.dunning.model import KEY_LIVES, Try, Wanted
from carryover.dunning.rules import Terms
from carryover.dunning.steps import Ask, Close, Retry, Tell, Wait
from tests.unit.dunning.invoices import (
    MASTERCARD,
    MONDAY,
    NEW,
    VISA,
    Story,
    at,
    attempt,
    example,
    said,
)


def with_retries(**changes: object) -> Terms:
    base = example().base
    return base.model_copy(update={"retries": base.retries.model_copy(update=changes)})


def begun(story: Story, *, ago: int = 60) -> Try:
    return Try(
        number=1,
        at=story.now - ago,
        payment_method=VISA.id,
        print=VISA.print,
        amount=1_900,
    )


def test_no_money_is_asked_for_again_on_pay_days() -> None:
    story = Story(failed_at=at("2026-03-02 10:00")).lives(30)

    days = set(story.when(Retry))

    assert at("2026-03-16 08:00") in days  # the 15th is a Sunday
    assert at("2026-03-31 07:00") in days  # the last working day, in summer time


def test_money_that_came_back_closes_the_case() -> None:
    story = Story(approves=lambda _card, when: when > MONDAY + 12 * DAY).lives(60)

    assert story.closed == "recovered"
    assert len(story.case.tries) == len(story.did(Retry))


def test_a_broken_machine_is_asked_again_within_hours_and_then_by_the_day() -> None:
    story = Story(said("processing_error")).lives(8)

    first, second, third, fourth = story.when(Retry)[:4]
    assert (first - MONDAY, second - first, third - second) == (HOUR, 6 * HOUR, 24 * HOUR)
    assert fourth - third >= 20 * HOUR


def test_the_network_is_obeyed_when_it_says_how_long_to_wait() -> None:
    no = said("do_not_honor", network_advice_code="30")
    story = Story(no, card=MASTERCARD).lives(60)

    tries = [MONDAY, *story.when(Retry)]
    assert len(tries) > 2
    assert all(later - before >= 10 * DAY for before, later in pairwise(tries))


@pytest.mark.parametrize(
    "code",
    [
        "expired_card",
        "incorrect_cvc",
        "authentication_required",
        "stolen_card",
        "fraudulent",
        "brand_new_code",
    ],
)
def test_what_time_does_not_mend_is_never_tried_again(code: str) -> None:
    no = said(code).model_copy(update={"code": None})

    assert Story(no).lives(60).did(Retry) == []


def test_a_new_card_is_tried_at_once() -> None:
    story = Story(said("stolen_card")).lives(3).shows(card=NEW)

    assert story.decides() == Retry(1, NEW, 1_900)


def test_a_card_whose_expiry_was_renewed_is_another_one() -> None:
    story = Story(said("expired_card")).lives(3).shows(card=replace(VISA, exp_year=2031))

    assert isinstance(story.decides(), Retry)


def test_a_renewed_card_of_which_the_network_has_heard_enough_has_to_wait() -> None:
    """Networks count by the number, and a new expiry is none."""
    enough = tuple(attempt(MONDAY + n * HOUR) for n in range(15))
    story = Story(card=replace(VISA, exp_year=2031)).shows(attempts=enough)
    story.now = MONDAY + 2 * DAY

    story.lives(20)

    assert story.did(Retry) == []


def test_a_stolen_card_under_another_name_is_still_stolen() -> None:
    renamed = replace(VISA, id="pm_again", exp_year=2031)
    story = Story(said("stolen_card")).lives(3).shows(card=renamed).lives(60)

    assert story.did(Retry) == []


def test_a_card_that_was_refused_for_good_on_another_invoice_is_not_new() -> None:
    story = Story(said("expired_card")).lives(1)
    elsewhere = attempt(MONDAY, card=NEW, no=said("expired_card"), invoice="in_0")
    story.shows(card=NEW, attempts=(elsewhere, *story.world.attempts))

    assert not isinstance(story.decides(), Retry)


def test_an_invoice_that_failed_for_want_of_a_card_is_tried_once_there_is_one() -> None:
    story = Story(said("expired_card"), card=None).shows(attempts=()).lives(2)
    assert story.did(Retry) == []

    assert story.shows(card=NEW).decides() == Retry(1, NEW, 1_900)


def test_what_remains_after_a_part_payment_is_what_is_asked_for() -> None:
    part = attempt(MONDAY + HOUR, "paid", amount=1_000, card=NEW)
    story = Story().shows(attempts=(attempt(MONDAY), part))
    story.invoice_shows(amount_remaining=900, amount_paid=1_000).lives(20)

    assert {step.amount for step in story.did(Retry)} == {900}


def test_while_stripe_retries_by_itself_nothing_is_tried_but_the_customer_is_told() -> None:
    story = Story().invoice_shows(auto_advance=True, next_payment_attempt=MONDAY + 3 * DAY)
    story.lives(2)

    assert story.did(Retry) == []
    assert story.letters == ["pay-1"]
    assert story.decides() == Wait(MONDAY + 3 * DAY + HOUR, "Stripe's own attempt")


def test_stripes_attempt_that_is_late_is_looked_for_every_hour() -> None:
    story = Story().invoice_shows(auto_advance=True, next_payment_attempt=MONDAY)
    story.now = MONDAY + HOUR

    assert story.decides() == Wait(MONDAY + 2 * HOUR, "Stripe's own attempt")


def test_when_stripe_has_given_up_its_attempts_count_with_ours() -> None:
    theirs = tuple(attempt(MONDAY + n * DAY) for n in range(13))
    story = Story().shows(attempts=theirs).lives(40)

    assert story.when(Retry)[0] > MONDAY + 31 * DAY - 1


def test_beside_smart_retries_only_where_the_owner_says_so() -> None:
    both = example().base.model_copy(update={"beside_smart_retries": True})
    story = Story(terms=both)
    story.invoice_shows(auto_advance=True, next_payment_attempt=MONDAY + 9 * DAY).lives(9)

    assert story.did(Retry)


def test_a_number_of_attempts_is_the_most_whatever_happens() -> None:
    story = Story(terms=with_retries(at_most=2)).lives(60)

    assert [step.number for step in story.did(Retry)] == [1, 2]


def test_a_debit_is_not_retried_by_the_rules_of_cards() -> None:
    debit = replace(VISA, type="sepa_debit", network=None)

    assert Story(card=debit).lives(60).did(Retry) == []


def test_a_person_may_want_an_attempt_now() -> None:
    story = Story(said("do_not_honor")).lives(1.5)
    tried = len(story.did(Retry))
    story.remembers(wanted=Wanted(by="sue", why="called", at=story.now))

    step = story.decides()
    story.does(step)

    assert isinstance(step, Retry)
    assert step.number == tried + 1
    assert not isinstance(story.decides(), Retry)


def test_a_persons_wish_lifts_no_networks_limit() -> None:
    fifteen = tuple(attempt(MONDAY + n * HOUR) for n in range(15))
    story = Story().shows(attempts=fifteen).lives(1)
    story.remembers(wanted=Wanted(by="sue", why="called", at=story.now)).lives(29)
    assert story.did(Retry) == []

    assert (
        Story(said("stolen_card"))
        .remembers(wanted=Wanted(by="sue", why="called", at=MONDAY))
        .lives(1)
        .did(Retry)
        == []
    )


def test_an_attempt_nobody_heard_of_again_is_asked_about_with_the_same_key() -> None:
    story = Story().lives(0.5)
    story.remembers(tries=(begun(story),))

    assert story.decides() == Retry(1, VISA, 1_900, again=True)


def test_nothing_is_said_while_an_attempt_is_unanswered() -> None:
    story = Story().lives(0.5)
    story.now = MONDAY + 5 * DAY
    story.remembers(tries=(begun(story),))

    assert not isinstance(story.decides(), Tell)


def test_an_unanswered_attempt_on_a_card_that_was_replaced_is_waited_for() -> None:
    story = Story().lives(0.5).shows(card=NEW)
    one = begun(story)
    story.remembers(tries=(one,))

    step = story.decides()

    assert isinstance(step, Wait)
    assert step.until == one.at + KEY_LIVES


def test_an_attempt_that_stripe_never_showed_while_its_key_lived_was_none() -> None:
    story = Story(said("do_not_honor")).lives(0.5)
    one = begun(story)
    story.remembers(tries=(one,)).now = one.at + KEY_LIVES

    story.lives(1)

    assert [step.number for step in story.did(Retry)] == [2]
    assert not any(step.again for step in story.did(Retry))


def test_a_try_that_stripe_shows_is_answered() -> None:
    story = Story().lives(0.5)
    one = begun(story)
    story.remembers(tries=(one,))
    story.shows(attempts=(*story.world.attempts, attempt(one.at + 2)))

    assert isinstance(story.decides(), Wait)


def test_a_payment_on_its_way_is_waited_for() -> None:
    story = Story().lives(1)
    story.shows(attempts=(*story.world.attempts, attempt(story.now, "pending")))
    before = len(story.steps)
    story.lives(13.9)

    assert story.steps[before:] == []


def test_a_payment_that_never_arrives_is_asked_about() -> None:
    story = Story().shows(attempts=(attempt(MONDAY), attempt(MONDAY + 60, "pending"))).lives(20)

    assert [step.name for step in story.did(Ask)] == [f"pending:ch_{MONDAY + 60}"]


def test_money_that_was_taken_and_is_not_credited_is_never_taken_again() -> None:
    story = Story().shows(attempts=(attempt(MONDAY), attempt(MONDAY + 60, "paid", card=NEW)))
    story.lives(30)

    assert story.did(Retry) == []
    assert story.did(Ask)[0].name == f"uncredited:ch_{MONDAY + 60}"


@pytest.mark.parametrize("code", ["duplicate_transaction", "invalid_amount"])
def test_a_doubt_about_a_success_is_looked_into_before_anything_else(code: str) -> None:
    success = attempt(MONDAY - HOUR, "paid", invoice="in_0")
    story = Story(said(code)).shows(attempts=(success, attempt(MONDAY, no=said(code))))

    step = story.decides()

    assert isinstance(step, Ask)
    assert f"{success.id} took the same amount" in step.sentence
    cleared = story.remembers(cleared=frozenset({step.name})).lives(10)
    assert cleared.did(Retry)


def test_a_mistake_of_ours_is_a_persons_to_mend_and_then_tried_again() -> None:
    story = Story(said("testmode_decline"))
    step = story.decides()
    assert isinstance(step, Ask)
    assert step.blocks

    story.remembers(cleared=frozenset({step.name})).lives(10)

    assert story.did(Retry)


def test_recovered_is_recovered_whoever_did_it() -> None:
    story = Story().lives(2).invoice_shows(status="paid", amount_remaining=0, amount_paid=1_900)

    assert isinstance(story.decides(), Close)
    assert story.lives(1).closed == "recovered"
