"""A person's word about one case: shown, confirmed, written down, done by the worker (DUN-1)."""

import pytest

from carryover.dunning.model import Outcome
from tests.unit.cli.dunning.support import Owner

WHY = ("--why", "asked by phone", "--by", "ana", "--yes")


@pytest.fixture
def owner() -> Owner:
    return Owner()


@pytest.fixture
def invoice(owner: Owner) -> str:
    return owner.office.fails()


def test_a_card_that_works_again_is_charged_once(owner: Owner, invoice: str) -> None:
    owner.office.days_pass(3)
    owner.office.bank_says(None)

    said = owner.types("retry", invoice, *WHY, "--json")

    assert said.code == 0
    assert said.json["outcome"] == "paid"
    assert len(owner.office.charges(paid=True, invoice=invoice)) == 1
    assert owner.deeds == [("dunning_retry_asked", "ana", "asked by phone")]


def test_a_no_is_told_with_its_reason_and_is_no_success(owner: Owner, invoice: str) -> None:
    owner.office.days_pass(3)

    said = owner.types("retry", invoice, *WHY)

    assert said.code == 1
    assert "declined: not enough money in the account" in said.out


def test_a_card_that_will_not_do_is_not_tried_and_it_says_why(owner: Owner) -> None:
    invoice = owner.office.fails("stolen_card")

    said = owner.types("retry", invoice, *WHY, "--json")

    assert said.code == 1
    assert said.json["outcome"].startswith("not tried: ")
    assert len(owner.office.charges(paid=False, invoice=invoice)) == 1


def test_a_bank_that_asked_to_wait_is_not_asked_sooner(owner: Owner, invoice: str) -> None:
    said = owner.types("retry", invoice, *WHY)

    assert said.code == 1
    assert "not tried: bank and networks allow it from 2026-02-08 11:00 UTC on" in said.out
    assert owner.office.case(invoice).tries == ()


def test_a_dry_run_does_nothing(owner: Owner, invoice: str) -> None:
    before = owner.office.case(invoice)

    said = owner.types("retry", invoice, "--why", "x", "--dry-run")

    assert "nothing was done (dry run)" in said.out
    assert owner.office.case(invoice) == before
    assert not owner.deeds
    assert not owner.office.outbox.sent


def test_nobody_there_to_confirm_does_nothing(owner: Owner, invoice: str) -> None:
    said = owner.types("close", invoice, "--why", "x")

    assert said.code == 1
    assert "add --yes" in said.err
    assert not owner.office.outbox.sent


def test_a_paused_case_is_left_alone_until_it_is_resumed(owner: Owner, invoice: str) -> None:
    assert owner.types("pause", invoice, *WHY, "--json").json["outcome"] == "paused"
    letters = len(owner.office.mail.letters)

    owner.office.days_pass(60)

    assert len(owner.office.mail.letters) == letters
    assert owner.office.case(invoice).finished is None
    paused = owner.office.case(invoice).paused
    assert paused is not None
    assert (paused.by, paused.why) == ("ana", "asked by phone")

    assert owner.types("resume", invoice, *WHY, "--json").json["outcome"] == "resumed"
    assert owner.office.case(invoice).paused is None


def test_a_pause_ends_on_its_day(owner: Owner, invoice: str) -> None:
    day = f"{owner.office.now().year + 1}-01-01"

    owner.types("pause", invoice, *WHY, "--until", day)

    paused = owner.office.case(invoice).paused
    assert paused is not None
    assert paused.until is not None
    assert owner.types("pause", invoice, *WHY, "--until", "2020-01-01").code == 1


def test_a_closed_case_stays_closed_and_the_invoice_open(owner: Owner, invoice: str) -> None:
    assert owner.types("close", invoice, *WHY, "--json").json["outcome"] == "closed"

    closed = owner.office.case(invoice).closed
    assert closed is not None
    assert (closed.outcome, closed.by) == (Outcome.BY_HAND, "ana")
    assert owner.office.invoice(invoice)["status"] == "open"


def test_a_mistyped_question_is_not_answered(owner: Owner, invoice: str) -> None:
    said = owner.types("resume", invoice, *WHY, "--cleared", "disptued")

    assert said.code == 1
    assert "nobody asked 'disptued' of this case; open questions: none" in said.err
    assert not owner.office.outbox.sent


def test_a_worker_that_does_not_run_is_not_taken_for_a_yes(owner: Owner, invoice: str) -> None:
    owner.idle = True

    said = owner.types("pause", invoice, *WHY, "--patience", "3")

    assert said.code == 1
    assert "no answer yet" in said.err


def test_whoever_does_not_wait_gets_no_outcome(owner: Owner, invoice: str) -> None:
    said = owner.types("pause", invoice, *WHY, "--no-wait", "--json")

    assert (said.code, said.json["outcome"]) == (0, "sent")
    assert len(owner.office.outbox.sent) == 1
