"""What is open, and one case on one screen (DUN-1 … DUN-5)."""

import pytest

from carryover.kernel.errors import Retryable
from tests.unit.cli.dunning.support import Owner


@pytest.fixture
def owner() -> Owner:
    return Owner()


def test_an_open_case_is_listed_with_its_money_its_cause_and_when_it_is_looked_at(
    owner: Owner,
) -> None:
    invoice = owner.office.fails()

    said = owner.types("list", "--json")

    [case] = said.json["cases"]
    assert case["case"] == f"us/{invoice}"
    assert (case["owed"], case["cause"], case["state"]) == ("$29.00", "funds", "open")
    assert case["next_look"] > case["failed_at"]
    assert said.json["totals"] == [{"currency": "usd", "cases": 1, "amount": 2900}]
    assert "not enough money in the account" in owner.types("list").out


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("--cause funds", True),
        ("--cause card", False),
        ("--currency USD", True),
        ("--currency eur", False),
        ("--older-than 2d", False),
        ("--paused", False),
        ("--waiting", False),
        ("--customer cus_other", False),
    ],
)
def test_a_list_shows_only_what_was_asked_for(owner: Owner, words: str, *, found: bool) -> None:
    owner.office.fails()

    assert bool(owner.types("list", *words.split(), "--json").json["cases"]) is found


def test_what_is_paid_is_not_listed(owner: Owner) -> None:
    invoice = owner.office.fails()
    owner.office.days_pass(3)
    owner.office.bank_says(None)
    owner.types("retry", invoice, "--why", "has money", "--yes")

    assert "Nothing is open." in owner.types("list").out


def test_a_case_shows_what_was_done_what_comes_and_where_to_pay(owner: Owner) -> None:
    invoice = owner.office.fails()
    owner.office.days_pass(3)

    said = owner.types("show", invoice, "--json").json

    assert [line["what"] for line in said["timeline"]] == [
        "attempt: declined: not enough money in the account",
        "e-mail pay-1: sent",
    ]
    assert [line["what"] for line in said["coming"]] == [
        "attempt 1 of $29.00 on the visa",
        "e-mail middle",
        "the end: cancel the subscription",
    ]
    assert said["next"].endswith("the next attempt")
    assert said["pay_url"].startswith("https://invoice.stripe.com/")


def test_names_are_masked_unless_somebody_says_so_and_that_is_written_down(owner: Owner) -> None:
    invoice = owner.office.fails()

    assert owner.types("show", invoice, "--json").json["email"] == "•••"
    assert not owner.stage.audit.acts

    assert "@" in owner.types("show", invoice, "--reveal", "--json").json["email"]
    assert [deed for deed, _, _ in owner.deeds] == ["personal_data_revealed"]


def test_looking_at_a_case_changes_nothing(owner: Owner) -> None:
    invoice = owner.office.fails()
    before, letters = owner.office.case(invoice), len(owner.office.mail.letters)

    owner.types("show", invoice)

    assert owner.office.case(invoice) == before
    assert len(owner.office.mail.letters) == letters


def test_a_question_is_shown_with_the_words_that_answer_it(owner: Owner) -> None:
    invoice = owner.office.fails("revocation_of_authorization")
    for doubt in owner.office.reviews.doubts.values():
        owner.stage.desk.open(doubt)

    assert owner.types("list", "--waiting", "--json").json["cases"]
    assert "revoked the right to charge" in owner.types("show", invoice).out
    [question] = owner.types("show", invoice, "--json").json["questions"]
    answer = f"carryover dunning resume us/{invoice} --cleared {question['name']}"
    assert answer in question["said"]
    words = answer.removeprefix("carryover dunning ").split()
    assert owner.types(*words, "--why", "they meant the other one", "--yes").code == 0
    assert not owner.types("list", "--waiting", "--json").json["cases"]


def test_stripe_down_leaves_what_is_remembered(owner: Owner) -> None:
    invoice = owner.office.fails()

    class Down:
        def get(self, *_: object, **__: object) -> None:
            raise Retryable("Stripe cannot be reached")

    owner.stripe = Down()
    said = owner.types("show", invoice)

    assert said.code == 0
    assert "not looked at now: Stripe cannot be reached" in said.out
    assert "failed for the first time: not enough money in the account" in said.out


def test_a_case_nobody_has_is_said_in_a_sentence(owner: Owner) -> None:
    said = owner.types("show", "in_none")

    assert said.code == 1
    assert "there is no case of in_none in us" in said.err
