"""By what ways people are written to: the mail, the CRM, and what they said themselves (DUN-2)."""

from dataclasses import replace
from typing import Any

import pytest

from carryover.dunning.messages import Bounced
from carryover.dunning.model import ToldState
from carryover.dunning.silence import digest
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.facts import ObjectTouched
from carryover.kernel.identity import Kind
from carryover.ports.highlevel import Channel, Email, Sms
from tests.fakes.highlevel import MemoryHighLevel
from tests.unit.dunning.office import US, Office

ANN = "ann@example.com"
SMS = {"step": "text", "channel": "sms", "day": 1, "template": "soon"}
FLOW = {"step": "flow", "channel": "workflow", "day": 2, "template": "wf_9"}
MAIL = {"step": "mail", "channel": "email", "day": 0, "template": "pay"}


def with_crm(**brand: Any) -> Office:
    office = Office(crm=MemoryHighLevel())
    assert office.crm is not None
    ann = office.crm.knows("c1", ANN)
    office.crm.people["c1"] = replace(ann, phone="+491234567", timezone="Asia/Tokyo")
    office.housed(location="academy", **brand)
    office.ruled(messages=[MAIL, SMS, FLOW])
    return office


def told(office: Office, invoice: str) -> dict[str, ToldState]:
    return {one.step: one.state for one in office.case(invoice).told}


def crm_of(office: Office) -> MemoryHighLevel:
    assert office.crm is not None
    return office.crm


def test_a_text_and_a_workflow_go_through_the_crm() -> None:
    office = with_crm()

    failed = office.fails("expired_card")
    office.days_pass(5)

    crm = crm_of(office)
    ((contact, text),) = crm.letters
    assert isinstance(text, Sms)
    assert (contact, crm.enrolments) == ("c1", [("c1", "wf_9")])
    assert office.invoice(failed)["hosted_invoice_url"] in text.text
    assert "$29.00" in text.text
    assert len(office.mail.letters) == 1


def pays(office: Office, failed: str) -> None:
    office.stripes.post(US, f"invoices/{failed}/pay", paid_out_of_band=True)
    office.hears(office.seen(failed))


def test_who_has_paid_is_taken_out_of_the_workflow_that_asks_for_it_and_only_once() -> None:
    office = with_crm()
    failed = office.fails("expired_card")
    office.days_pass(5)
    assert crm_of(office).left == []

    pays(office, failed)
    office.looks(failed)

    assert crm_of(office).left == [("c1", "wf_9")]
    assert office.case(failed).closed is not None


def test_while_the_crm_is_away_the_case_is_closed_and_they_are_taken_out_afterwards() -> None:
    office = with_crm()
    failed = office.fails("expired_card")
    office.days_pass(5)
    crm_of(office).down = True

    pays(office, failed)
    office.days_pass(1)
    assert office.case(failed).closed is not None
    assert crm_of(office).left == []
    crm_of(office).down = False
    office.days_pass(1)

    assert crm_of(office).left == [("c1", "wf_9")]
    assert office.case(failed).look_at is None


def test_where_nobody_can_be_taken_out_any_more_a_person_is_asked_and_the_case_is_closed() -> None:
    office = with_crm()
    failed = office.fails("expired_card")
    office.days_pass(5)
    crm_of(office).gone = frozenset({"academy"})

    pays(office, failed)

    assert office.case(failed).closed is not None
    assert office.case(failed).look_at is None
    assert "Authorise" in next(iter(office.reviews.doubts.values())).sentence


def test_who_owes_at_the_end_of_the_road_stays_in_the_last_workflow() -> None:
    office = with_crm()
    failed = office.fails("expired_card")

    office.days_pass(60)

    assert office.case(failed).closed is not None
    assert crm_of(office).enrolments == [("c1", "wf_9")]
    assert crm_of(office).left == []


def test_letters_may_go_through_the_crm_too() -> None:
    office = with_crm(email_by="highlevel")

    failed = office.fails("expired_card")
    office.days_pass(1)

    letters = [each for _, each in crm_of(office).letters if isinstance(each, Email)]
    assert office.mail.letters == []
    assert [each.subject for each in letters] == ["Your payment to Acme did not go through"] or (
        "card" in letters[0].subject
    )
    assert told(office, failed)["mail"] is ToldState.SENT


def test_the_customers_own_clock_is_the_crms() -> None:
    office = with_crm()

    failed = office.fails("expired_card")
    office.days_pass(5)

    hours = {(one.at // 3600 + 9) % 24 for one in office.case(failed).told}
    assert min(hours) >= 9
    assert max(hours) <= 20


@pytest.mark.parametrize(
    ("closed", "reached"),
    [
        ({Channel.SMS}, {"mail", "flow"}),
        ({Channel.EMAIL}, {"text", "flow"}),
        ({Channel.SMS, Channel.EMAIL}, set()),
    ],
)
def test_who_does_not_want_to_be_reached_is_not(closed: set[Channel], reached: set[str]) -> None:
    office = with_crm()
    crm_of(office).closes("c1", *closed)

    failed = office.fails("expired_card")
    office.days_pass(5)

    assert set(told(office, failed)) == reached


def test_nobody_is_guessed_where_two_contacts_have_the_address() -> None:
    office = with_crm()
    crm_of(office).knows("c2", ANN)

    failed = office.fails("expired_card")
    office.days_pass(5)

    assert set(told(office, failed)) == {"mail"}


def test_while_the_crm_is_away_nothing_is_sent_and_then_everything_once() -> None:
    office = with_crm()
    crm = crm_of(office)
    crm.down = True
    failed = office.fails("expired_card")

    office.days_pass(1)
    assert told(office, failed) == {}

    crm.down = False
    office.days_pass(6)
    assert set(told(office, failed).values()) == {ToldState.SENT}
    assert len(crm.letters) == len(crm.enrolments) == len(office.mail.letters) == 1


def test_cards_are_tried_again_while_the_crm_is_away() -> None:
    office = with_crm()
    failed = office.fails("do_not_honor")
    office.bank_says(None)
    crm_of(office).down = True

    office.days_pass(9)

    assert office.invoice(failed)["status"] == "paid"


def test_a_lost_answer_of_the_crm_counts_as_sent() -> None:
    office = with_crm()
    crm_of(office).loses = "send"

    failed = office.fails("expired_card")
    office.days_pass(5)

    assert told(office, failed)["text"] is ToldState.UNKNOWN
    assert len(crm_of(office).letters) == 1


@pytest.mark.parametrize("error", [Retryable("throttled"), NeedsReview("e-mail", "suspended")])
def test_what_was_certainly_not_sent_is_sent_later(error: Exception) -> None:
    office = Office()
    office.mail.answers = [error]

    failed = office.fails("expired_card")
    office.days_pass(1.5)

    assert len(office.mail.letters) == 1
    assert set(told(office, failed).values()) == {ToldState.SENT}
    assert [one.sentence for one in office.doubts] == (
        ["suspended"] if isinstance(error, NeedsReview) else []
    )


def bounced(failed: str, kind: str) -> Bounced:
    said = {"account": US, "customer": "cus", "invoice": failed, "address": digest(ANN)}
    return Bounced.model_validate({**said, "reference": "letter-1", "kind": kind})


@pytest.mark.parametrize("kind", ["bounce", "complaint"])
def test_who_cannot_or_will_not_be_reached_is_not_written_to_again(kind: str) -> None:
    office = Office()
    failed = office.fails("expired_card")
    office.days_pass(0.1)

    office.hears(bounced(failed, kind))
    office.days_pass(20)

    (doubt,) = office.doubts
    assert "this address gets no more" in doubt.sentence
    assert ANN not in doubt.sentence
    assert len(office.mail.letters) == 1
    assert set(told(office, failed).values()) == {ToldState.REFUSED}


def test_another_address_is_written_to_again() -> None:
    office = Office()
    failed = office.fails("expired_card")
    office.days_pass(0.1)
    office.hears(bounced("in_another", "bounce"))
    office.days_pass(10)
    before = len(office.mail.letters)

    office.stripes.post(US, f"customers/{office.customer}", email="ann@new.example")
    changed = ObjectTouched(account=US, evidence="e", kind=Kind.CUSTOMER, id=office.customer)
    office.hears(changed)
    office.days_pass(10)

    assert before == 1
    assert {one.to for one in office.mail.letters[1:]} == {"ann@new.example"}
    assert set(told(office, failed).values()) == {ToldState.SENT}


def test_whose_own_letter_bounced_is_reached_at_their_next_address_in_the_same_case() -> None:
    office = Office()
    failed = office.fails("expired_card")
    office.days_pass(0.1)
    office.hears(bounced(failed, "bounce"))

    office.stripes.post(US, f"customers/{office.customer}", email="ann@new.example")
    office.days_pass(20)

    assert {one.to for one in office.mail.letters[1:]} == {"ann@new.example"}


def test_an_account_without_a_house_writes_to_nobody_and_says_so_once() -> None:
    office = Office()
    office.book.kept = office.book.kept.model_copy(update={"accounts": {}})

    failed = office.fails("do_not_honor")
    office.days_pass(30)

    assert office.mail.letters == []
    assert office.case(failed).tries != ()
    assert [one.subject for one in office.reviews.doubts.values()] == ["account us"]


def test_a_letter_speaks_the_customers_language() -> None:
    office = Office()
    office.stripes.post(US, f"customers/{office.customer}", preferred_locales=["de"])

    office.fails("expired_card")
    office.days_pass(1)

    assert "Ihre Karte" in office.mail.letters[0].subject
    assert "29,00" in office.mail.letters[0].text
