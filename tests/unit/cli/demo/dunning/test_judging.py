"""DUN-1, DUN-2: the recorder of the demo's quarter finds what must not be; one that finds nothing
whatever happened would prove nothing."""

from dataclasses import dataclass, field
from typing import Any

from cli.demo.dunning.figures import Figures
from cli.demo.dunning.judging import Heard, Recorder
from cli.demo.dunning.lives import DAY, EVER, HOUR, PLACES, Life

NOON = 1_767_610_800
"""2026-01-05 11:00 UTC, noon in Berlin."""
ADA = Life(1, "returns", PLACES[2], "mastercard", 0, "insufficient_funds", ((2 * DAY, EVER),))


def charge(
    at: int, *, paid: bool = False, reason: str = "insufficient_funds", advice: str = "02"
) -> dict[str, Any]:
    said = {"reason": reason, "network_advice_code": advice, "network_decline_code": "51"}
    card = {"fingerprint": "f", "network": "mastercard", "brand": "mastercard"}
    return {
        "id": f"ch_{at}",
        "created": NOON + at,
        "paid": paid,
        "outcome": said,
        "payment_intent": "pi_1",
        "payment_method": "pm_1",
        "payment_method_details": {"card": card},
    }


@dataclass
class Books:
    """One customer of an account, and what was charged."""

    charges: list[dict[str, Any]]
    paid_at: int | None = None
    status: str = "active"
    contact: dict[str, Any] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)

    def objects(self, account: str, kind: str) -> list[dict[str, Any]]:
        del account
        whens = {"paid_at": self.paid_at, "finalized_at": NOON}
        invoice = {
            "id": "in_1",
            "customer": "cus_1",
            "total": 7_900,
            "currency": "eur",
            "attempted": True,
            "status": "open" if self.paid_at is None else "paid",
            "status_transitions": {**whens, "voided_at": None, "marked_uncollectible_at": None},
            "amount_paid_off_stripe": 0,
            "hosted_invoice_url": "https://pay.example",
        }
        default = {"default_payment_method": "pm_1"}
        customer = {"id": "cus_1", "email": ADA.email, "invoice_settings": default}
        link = {"invoice": "in_1", "payment": {"payment_intent": "pi_1"}}
        books: dict[str, list[dict[str, Any]]] = {
            "customer": [customer],
            "subscription": [{"id": "sub_1", "customer": "cus_1", "status": self.status}],
            "invoice": [invoice],
            "invoice_payment": [link],
            "charge": self.charges,
        }
        return books[kind]

    def judged(self) -> Figures:
        tags, fields = ["stripe: active"], {"contact.stripe_status": "active"}
        contact = self.contact or {"tags": tags, "fields": fields}
        return Recorder(self, {ADA.email: ADA}, self.heard, {ADA.email: [contact]}).judge(["us"])


def recovered(*heard: Heard, **more: Any) -> Books:
    charges = [charge(0), charge(3 * DAY, paid=True)]
    return Books(charges, NOON + 3 * DAY, heard=list(heard), **more)


def letter(at: int, words: str = "please pay") -> Heard:
    return Heard(ADA.email, NOON + at, "email", words)


def test_money_that_came_in_is_held_against_what_could_have() -> None:
    figures = recovered(letter(DAY)).judged()

    assert figures.recovered_money == figures.recoverable_money == {"eur": 7_900}
    assert (figures.cases, figures.attempts_per_recovery, figures.messages) == (1, 1.0, 1)
    assert not any(figures.harm.values())
    assert figures.is_good


def test_a_second_charge_for_one_invoice_is_found() -> None:
    books = recovered()
    books.charges.append(charge(4 * DAY, paid=True))

    assert books.judged().double_charges == 1


def test_an_attempt_after_a_final_word_is_found() -> None:
    for word, advice in (("stolen_card", "02"), ("do_not_honor", "03"), ("do_not_honor", "21")):
        books = Books([charge(0, reason=word, advice=advice), charge(DAY)], status="canceled")

        assert books.judged().scheme_violations == 1


def test_the_attempt_beyond_a_networks_number_is_found() -> None:
    hourly = [charge(n * HOUR) for n in range(11)]

    assert Books(hourly, status="canceled").judged().scheme_violations == 1


def test_an_attempt_sooner_than_advised_is_found() -> None:
    hasty = [charge(0, advice="26"), charge(DAY)]

    assert Books(hasty, status="canceled").judged().advice_ignored == 1


def test_a_message_after_payment_is_found() -> None:
    assert recovered(letter(4 * DAY)).judged().messages_after_payment == 1


def test_a_message_that_was_sent_twice_is_found() -> None:
    figures = recovered(letter(DAY), letter(DAY + HOUR)).judged()

    assert (figures.duplicate_messages, figures.messages_too_close) == (1, 1)


def test_a_message_at_night_is_found() -> None:
    assert recovered(letter(DAY + 9 * HOUR)).judged().messages_in_quiet_hours == 1


def test_what_a_contact_shows_wrongly_is_found() -> None:
    wrong = {"tags": ["stripe: payment failed"], "fields": {"contact.stripe_status": "past_due"}}

    assert recovered(contact=wrong).judged().crm_differences == 3


def test_a_debt_nobody_works_on_is_found() -> None:
    assert Books([charge(0)], status="past_due").judged().unfinished == 1


def test_currencies_and_cohorts_are_laid_side_by_side() -> None:
    both = recovered().judged().with_(recovered().judged())

    assert both.recovered_money == {"eur": 15_800}
    assert (both.cases, both.attempts_per_recovery, both.shares) == (2, 1.0, {"eur": 1.0})
