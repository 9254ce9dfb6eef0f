"""What networks forbid, to the second (DUN-1): CONTRACTS §9.2."""

from dataclasses import replace
from typing import Any

import pytest

from carryover.dunning.declines import DAY, HOUR
from carryover.dunning.rules import MOST_IN_30_DAYS
from carryover.dunning.schemes import VISA_NEVER, VISA_NEVER_ONCE, Asked, forbidden, free_at
from carryover.dunning.world import Attempt, Card
from tests.unit.dunning.invoices import MASTERCARD, MONDAY, NEW, VISA, attempt, said

AMEX = replace(VISA, id="pm_amex", fingerprint="fp_amex", network="amex")
UNKNOWN = replace(VISA, id="pm_x", fingerprint="fp_x", network=None)


def asked(card: Card = VISA, amount: int = 1_900) -> Asked:
    return Asked(card, "in_1", amount, "eur")


def tried(times: int, every: int, card: Card = VISA, **more: Any) -> list[Attempt]:
    return [attempt(MONDAY + n * every, card=card, **more) for n in range(times)]


def test_the_sixteenth_attempt_at_a_visa_card_waits_until_the_first_is_out_of_thirty_days() -> None:
    assert free_at(asked(), tried(14, DAY)) == 0
    assert free_at(asked(), tried(15, DAY)) == MONDAY + 30 * DAY + 1


def test_the_window_slides() -> None:
    assert free_at(asked(), tried(17, DAY)) == MONDAY + 2 * DAY + 30 * DAY + 1


def test_mastercard_counts_ten_a_day_and_thirty_five_in_thirty_days() -> None:
    assert free_at(asked(MASTERCARD), tried(9, HOUR, MASTERCARD)) == 0
    assert free_at(asked(MASTERCARD), tried(10, HOUR, MASTERCARD)) == MONDAY + DAY + 1
    assert free_at(asked(MASTERCARD), tried(20, DAY, MASTERCARD)) == MONDAY + 11 * DAY + 1
    assert free_at(asked(MASTERCARD), tried(35, DAY // 2, MASTERCARD)) == MONDAY + 30 * DAY + 1


@pytest.mark.parametrize("card", [AMEX, UNKNOWN])
def test_a_network_nobody_knows_gets_the_strictest_of_all(card: Card) -> None:
    assert free_at(asked(card), tried(10, HOUR, card)) == MONDAY + DAY + 1
    assert free_at(asked(card), tried(15, DAY, card)) == MONDAY + 30 * DAY + 1


def test_attempts_of_another_card_do_not_count() -> None:
    assert free_at(asked(NEW), tried(20, DAY)) == 0


def test_the_same_number_in_another_edition_counts() -> None:
    assert free_at(asked(replace(VISA, id="pm_2", exp_year=2031)), tried(15, DAY)) > 0


def test_an_attempt_on_nobody_knows_what_counts_for_every_card() -> None:
    blind = [replace(one, card=None) for one in tried(15, DAY)]

    assert free_at(asked(NEW), blind) > 0


def test_another_invoice_of_the_same_amount_counts_and_of_another_amount_does_not() -> None:
    assert free_at(asked(), tried(15, DAY, invoice="in_0")) > 0
    assert free_at(asked(), tried(15, DAY, invoice="in_0", amount=100)) == 0
    assert free_at(asked(), tried(15, DAY, invoice="in_0", currency="usd")) == 0


def test_a_part_payment_opens_no_new_count() -> None:
    assert free_at(asked(amount=900), tried(15, DAY)) > 0


def test_the_owners_limit_counts_what_came_after_the_first_attempt() -> None:
    assert free_at(asked(), tried(8, DAY), ours=8) == 0
    assert free_at(asked(), tried(9, DAY), ours=8) == MONDAY + DAY + 30 * DAY + 1


def test_the_owners_limit_never_lifts_the_networks() -> None:
    for ours in range(MOST_IN_30_DAYS + 1):
        assert free_at(asked(), tried(15, DAY), ours=ours) >= MONDAY + 30 * DAY + 1


@pytest.mark.parametrize("code", sorted(VISA_NEVER | VISA_NEVER_ONCE))
def test_visa_says_never_again(code: str) -> None:
    no = said("generic_decline", network_decline_code=code)

    assert "never again" in forbidden(VISA, [attempt(MONDAY, no=no)])
    assert "never again" in forbidden(UNKNOWN, [attempt(MONDAY, card=None, no=no)])


@pytest.mark.parametrize("advice", ["try_again_later", "confirm_card_data"])
@pytest.mark.parametrize("code", ["03", "21"])
def test_mastercard_said_never_again(code: str, advice: str) -> None:
    """Whatever Stripe advises beside it: the fee is the network's."""
    no = said("do_not_honor", network_advice_code=code, advice_code=advice)

    assert "never again" in forbidden(MASTERCARD, [attempt(MONDAY, card=MASTERCARD, no=no)])
    assert "never again" in forbidden(UNKNOWN, [attempt(MONDAY, card=UNKNOWN, no=no)])


def test_never_again_holds_for_the_number_in_every_edition_and_on_every_invoice() -> None:
    stolen = [attempt(MONDAY, no=said("stolen_card"), invoice="in_0")]

    assert forbidden(replace(VISA, id="pm_9", exp_year=2031), stolen)
    assert not forbidden(NEW, stolen)


def test_never_again_outlives_a_success() -> None:
    both = [attempt(MONDAY, no=said("pickup_card")), attempt(MONDAY + DAY, "paid")]

    assert forbidden(VISA, both)


def test_no_money_is_no_reason_never_to_try_again() -> None:
    assert not forbidden(VISA, tried(5, DAY))
