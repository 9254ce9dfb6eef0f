"""From a failed renewal to its end, at a local Stripe (DUN-1 … DUN-4)."""

import pytest

from carryover.dunning.declines import Cause
from carryover.dunning.messages import (
    Begin,
    CloseByHand,
    Discover,
    DunningEnvelope,
    Look,
    Pause,
    Resume,
    TryNow,
)
from carryover.dunning.model import Outcome, ToldState, TryState
from carryover.kernel.facts import ObjectTouched
from carryover.kernel.identity import Kind
from carryover.kernel.news import CardChanged, MoneyReturned
from carryover.ports.mail import Refused, Unknown
from sandbox.stripe.payments import disputing
from tests.unit.dunning.office import US, Office

BY = {"by": "ann", "why": "they called"}


@pytest.fixture
def office() -> Office:
    return Office()


def outcome(office: Office, invoice: str) -> Outcome | None:
    closed = office.case(invoice).closed
    return closed.outcome if closed else None


def test_a_card_that_works_again_recovers_the_case(office: Office) -> None:
    failed = office.fails("insufficient_funds")
    office.bank_says(None)

    office.days_pass(9)

    case = office.case(failed)
    assert outcome(office, failed) is Outcome.RECOVERED
    assert [one.state for one in case.tries] == [TryState.PAID]
    assert (case.cause, case.amount, case.currency) == (Cause.FUNDS, 2900, "usd")
    assert office.invoice(failed)["status"] == "paid"
    assert len(office.charges(paid=True)) == 2


def test_nobody_is_charged_and_nobody_is_written_to_before_rules_are_in_force(
    office: Office,
) -> None:
    office.book.rules = None

    failed = office.fails()

    assert office.memory.cases.find(US, failed) is None
    assert office.mail.letters == []


def test_a_refusal_is_written_into_the_attempt_with_its_reason(office: Office) -> None:
    failed = office.fails("insufficient_funds")

    office.days_pass(9)

    (tried,) = office.case(failed).tries
    assert tried.state is TryState.DECLINED
    assert tried.cause is Cause.FUNDS
    assert tried.decline is not None
    assert tried.decline.decline_code == "insufficient_funds"


def test_a_new_card_is_charged_at_once(office: Office) -> None:
    failed = office.fails("expired_card")
    assert office.case(failed).tries == ()

    card = office.new_card()
    office.hears(ObjectTouched(account=US, evidence="evt", kind=Kind.CUSTOMER, id=office.customer))

    assert outcome(office, failed) is Outcome.RECOVERED
    assert [one.payment_method for one in office.case(failed).tries] == [card]


def test_a_card_that_its_network_renewed_is_charged_at_once(office: Office) -> None:
    failed = office.fails("expired_card")
    assert office.case(failed).tries == ()

    path = f"payment_methods/{office.card}"
    office.bank_says(None)
    office.stripes.post(US, path, card={"exp_month": 9, "exp_year": 2039})
    office.hears(CardChanged(account=US, evidence="e", id=office.card, customer=office.customer))

    assert outcome(office, failed) is Outcome.RECOVERED
    assert [one.payment_method for one in office.case(failed).tries] == [office.card]


def test_a_card_that_stayed_what_it_was_is_not_charged_because_of_it(office: Office) -> None:
    failed = office.fails("expired_card")
    office.bank_says(None)

    office.hears(CardChanged(account=US, evidence="e", id=office.card, customer=office.customer))

    assert office.case(failed).tries == ()


def test_a_stolen_card_is_never_tried_again_and_nobody_says_so(office: Office) -> None:
    failed = office.fails("stolen_card")

    office.days_pass(60)

    assert office.case(failed).tries == ()
    assert len(office.charges(paid=False, invoice=failed)) == 1
    assert not [one for one in office.mail.letters if "stolen" in one.html + one.text]
    assert outcome(office, failed) is Outcome.ENDED
    assert office.stripes.get(US, f"subscriptions/{office.sub}")["status"] == "canceled"


def test_beside_stripes_own_retries_we_make_none(office: Office) -> None:
    failed = office.fails("insufficient_funds", smart=True)

    office.days_pass(6)
    assert office.case(failed).tries == ()

    office.bank_says(None)
    office.days_pass(3)
    assert outcome(office, failed) is Outcome.RECOVERED
    assert office.case(failed).tries == ()


def test_who_has_to_authenticate_is_led_to_the_same_payment(office: Office) -> None:
    failed = office.fails("authenticate")

    office.days_pass(1)

    (letter,) = office.mail.letters
    assert office.invoice(failed)["hosted_invoice_url"] in letter.text
    assert "confirm" in letter.subject
    assert office.case(failed).tries == ()
    assert len(office.charges(paid=False)) == 0


def test_after_payment_there_is_silence(office: Office) -> None:
    failed = office.fails("expired_card")
    office.days_pass(5)
    before = len(office.mail.letters)
    office.stripes.post(US, f"invoices/{failed}/pay", paid_out_of_band=True)

    office.days_pass(60)

    assert before > 0
    assert len(office.mail.letters) == before
    assert outcome(office, failed) is Outcome.RECOVERED


def test_no_step_is_written_twice_and_none_at_night(office: Office) -> None:
    failed = office.fails("do_not_honor")

    office.days_pass(60)

    told = office.case(failed).told
    assert len({one.step for one in told}) == len(told) == len(office.mail.letters) > 3
    assert {one.state for one in told} == {ToldState.SENT}
    hours = {(one.at // 3600 + 1) % 24 for one in told}
    assert min(hours) >= 9
    assert max(hours) <= 20


def test_what_networks_allow_is_the_most_that_is_tried(office: Office) -> None:
    office.fails("do_not_honor")

    office.days_pass(60)

    made = [one["created"] for one in office.charges(paid=False)]
    assert len(made) > 4
    assert all(sum(at <= one < at + 30 * 86_400 for one in made) <= 15 for at in made)


def test_an_address_that_does_not_take_letters_is_not_written_to_again(office: Office) -> None:
    office.mail.answers = [Refused("no such address")]
    failed = office.fails("expired_card")

    office.days_pass(30)

    assert office.mail.letters == []
    assert [one.state for one in office.case(failed).told] == [ToldState.REFUSED]


def test_a_letter_without_an_answer_counts_as_sent(office: Office) -> None:
    office.mail.answers = [Unknown("no answer")]
    failed = office.fails("expired_card")
    office.days_pass(2)

    assert [one.state for one in office.case(failed).told] == [ToldState.UNKNOWN]
    assert len(office.mail.letters) == 1


def test_a_person_pauses_resumes_and_closes(office: Office) -> None:
    failed = office.fails("insufficient_funds")
    office.hears(Pause(account=US, invoice=failed, **BY))
    office.days_pass(20)
    assert office.case(failed).tries == ()
    assert office.mail.letters == []

    office.hears(Resume(account=US, invoice=failed, **BY))
    office.days_pass(3)
    assert office.mail.letters != []

    office.hears(CloseByHand(account=US, invoice=failed, **BY))
    before = len(office.mail.letters)
    office.days_pass(60)
    assert len(office.mail.letters) == before
    assert outcome(office, failed) is Outcome.BY_HAND


def test_a_person_has_it_tried_now(office: Office) -> None:
    failed = office.fails("do_not_honor")
    office.bank_says(None)
    office.stripes.days_pass(3.1)

    office.hears(TryNow(account=US, invoice=failed, **BY))

    assert outcome(office, failed) is Outcome.RECOVERED
    assert len(office.case(failed).tries) == 1


def test_an_order_about_no_case_is_said_to_be_one(office: Office) -> None:
    office.hears(TryNow(account=US, invoice="in_none", **BY))

    (doubt,) = office.doubts
    assert "no case" in doubt.sentence


def test_a_voided_invoice_is_left_alone(office: Office) -> None:
    failed = office.fails("insufficient_funds")
    office.stripes.post(US, f"invoices/{failed}/void")

    office.hears(office.seen(failed))

    assert outcome(office, failed) is Outcome.VOIDED
    assert office.case(failed).look_at is None


def test_a_first_payment_that_fails_is_the_checkouts_business(office: Office) -> None:
    other = office.stripes.customer(US, card=None)
    sub = office.stripes.subscribe(US, customer=other, payment_behavior="default_incomplete")

    office.hears(Look(account=US, invoice=sub["latest_invoice"]))

    assert office.memory.cases.find(US, sub["latest_invoice"]) is None
    assert office.done[-1].outcome == "the subscription has not begun"


@pytest.mark.parametrize(
    ("what", "paused"), [("unpaid", "keep_as_draft"), ("pause", "void"), ("downgrade", None)]
)
def test_the_end_can_be_undone_by_a_late_payment(
    office: Office, what: str, paused: str | None
) -> None:
    price = office.stripes.price(US, 0)
    named = {"downgrade_to": price} if what == "downgrade" else {}
    office.ruled(end={"what": what, "late_payment": "restore", **named})
    before = office.stripes.get(US, f"subscriptions/{office.sub}")
    failed = office.fails("expired_card")
    office.days_pass(45)

    ended = office.stripes.get(US, f"subscriptions/{office.sub}")
    assert outcome(office, failed) is Outcome.ENDED
    assert ended["metadata"]["carryover_dunning"] == what
    assert (ended["pause_collection"] or {}).get("behavior") == paused

    office.stripes.post(US, f"invoices/{failed}/pay", paid_out_of_band=True)
    office.hears(office.seen(failed))

    after = office.stripes.get(US, f"subscriptions/{office.sub}")
    assert outcome(office, failed) is Outcome.RECOVERED_LATE
    assert (after["pause_collection"], after["metadata"]) == (None, {})
    assert [i["price"]["id"] for i in after["items"]["data"]] == [
        i["price"]["id"] for i in before["items"]["data"]
    ]


@pytest.mark.parametrize("how", ["void", "uncollectible"])
def test_the_debt_can_be_written_off_at_the_end(office: Office, how: str) -> None:
    office.ruled(end={"invoice": how})
    failed = office.fails("expired_card")

    office.days_pass(45)

    assert office.invoice(failed)["status"] == how
    assert outcome(office, failed) is Outcome.ENDED


def test_a_payment_after_a_cancellation_is_a_persons_to_judge(office: Office) -> None:
    failed = office.fails("expired_card")
    office.days_pass(45)
    office.stripes.post(US, f"invoices/{failed}/pay", paid_out_of_band=True)

    office.hears(office.seen(failed))

    assert [one.subject for one in office.reviews.doubts.values()] == [f"invoice us/{failed}"]
    assert "late" in office.case(failed).asked


def test_a_dispute_stops_everything_until_somebody_has_looked(office: Office) -> None:
    failed = office.fails("insufficient_funds")
    office.bank_says(None)
    paid = office.charges(paid=True)[0]
    account = office.stripes.world.accounts[US]
    dispute = disputing.open_dispute(account, paid, "fraudulent", inquiry=False)
    said = {"account": US, "evidence": "e", "kind": "dispute", "object": "dispute"}

    office.hears(MoneyReturned.model_validate({**said, "id": dispute["id"]}))
    assert f"disputed:{dispute['id']}" in office.case(failed).asked
    office.days_pass(20)

    assert office.case(failed).tries == ()
    assert office.mail.letters == []
    assert f"disputed:{dispute['id']}" in office.case(failed).asked


def test_a_moved_source_is_not_ours(office: Office) -> None:
    mark = {"cancellation_details": {"comment": "carryover:acme"}}
    failed = office.fails("insufficient_funds")
    office.stripes.post(US, f"subscriptions/{office.sub}", cancel_at_period_end=True, **mark)

    office.looks(failed)

    assert outcome(office, failed) is Outcome.NOT_OURS


def test_a_new_card_whose_bank_wants_a_confirmation_leads_the_customer_there(
    office: Office,
) -> None:
    """DUN-3: no blind retries; the same payment, on-session."""
    failed = office.fails("expired_card")
    card = office.new_card("visa")
    office.bank_says("authenticate", card)
    office.hears(office.seen(failed))

    office.days_pass(6)

    (tried,) = office.case(failed).tries
    assert (tried.state, tried.cause) == (TryState.DECLINED, Cause.CONFIRM)
    confirming = [one for one in office.mail.letters if "confirm" in one.subject]
    assert confirming
    assert all(office.invoice(failed)["hosted_invoice_url"] in one.text for one in confirming)


def test_a_case_that_ends_in_nothing_leaves_everything_as_it_is(office: Office) -> None:
    office.ruled(end={"what": "nothing"})
    failed = office.fails("expired_card")

    office.days_pass(60)

    assert outcome(office, failed) is Outcome.ENDED
    assert office.invoice(failed)["status"] == "open"
    assert office.stripes.get(US, f"subscriptions/{office.sub}")["status"] == "past_due"


def test_what_failed_before_there_were_rules_or_was_never_told_is_found(office: Office) -> None:
    seen = office.renewal_fails("expired_card")
    paid = office.stripes.subscribe(US, customer=office.stripes.customer(US))["latest_invoice"]
    assert office.memory.cases.find(US, seen.state.id) is None

    office.hears(Discover())

    assert office.case(seen.state.id).cause is Cause.CARD
    assert office.memory.cases.find(US, str(paid)) is None
    office.hears(Discover())
    assert office.done[-1].outcome == "0 looks"


def test_what_failed_long_before_there_were_rules_is_left_alone(office: Office) -> None:
    seen = office.renewal_fails("expired_card")
    office.stripes.days_pass(15)

    office.hears(Discover(), seen)

    assert office.memory.cases.find(US, seen.state.id) is None


def test_a_person_may_begin_with_an_older_one_and_the_schedule_counts_from_then(
    office: Office,
) -> None:
    seen = office.renewal_fails("expired_card")
    failed = str(seen.state.id)
    office.stripes.days_pass(15)
    begun = office.stripes.world.clock

    office.hears(Begin(account=US, invoice=failed, **BY))

    case = office.case(failed)
    assert (case.failed_at, case.begun and case.begun.by, case.closed) == (begun, "ann", None)
    office.days_pass(3)
    assert len(office.mail.letters) > 0


def test_who_wants_to_begin_with_what_is_no_debt_is_told_why_not(office: Office) -> None:
    paid = str(office.stripes.get(US, f"subscriptions/{office.sub}")["latest_invoice"])

    office.hears(Begin(account=US, invoice=paid, **BY), Begin(account=US, invoice="in_x", **BY))

    assert office.memory.cases.find(US, paid) is None
    assert "nothing to collect: paid" in office.doubts[0].sentence
    assert "no such invoice" in office.doubts[1].sentence


def test_to_begin_with_what_is_a_case_already_changes_nothing(office: Office) -> None:
    failed = office.fails("expired_card")
    before = office.case(failed)

    office.hears(Begin(account=US, invoice=failed, **BY))

    assert (office.case(failed).failed_at, office.case(failed).begun) == (before.failed_at, None)


def test_an_order_to_try_once_that_is_delivered_twice_is_one_attempt(office: Office) -> None:
    failed = office.fails("do_not_honor")
    wish = TryNow(account=US, invoice=failed, **BY)
    letter = DunningEnvelope(id="order", cause="test", occurred_at=office.now(), body=wish)
    office.worker().handle(letter)
    wanted = office.case(failed).wanted
    office.stripes.it_is(office.stripes.world.clock + 600)

    office.worker().handle(letter)

    assert office.case(failed).wanted == wanted


def test_who_left_is_asked_for_nothing_more(office: Office) -> None:
    """By the shipped rules, what is cancelled meanwhile is left as it is."""
    failed = office.fails("expired_card")
    office.stripes.end(US, office.sub)
    touched = ObjectTouched(account=US, evidence="e", kind=Kind.CUSTOMER, id=office.customer)

    office.hears(touched)

    assert outcome(office, failed) is Outcome.CANCELLED
