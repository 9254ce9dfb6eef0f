"""Two books side by side (MIG-11): equal to the cent and the day, or a difference with a name."""

from dataclasses import replace

import pytest

from cli.rehearsal.comparing import Kind, differences, doubled_periods
from cli.rehearsal.money import Booking, What, Who

NOON = 1_767_268_800
DAY = 86_400

RENEWAL = Booking(
    What.PAID, Who("us", "cus_1"), "us/sub_1", currency="usd", amount=1990, at=NOON, side="us"
)
MOVED = replace(RENEWAL, side="new-us")


def kinds(without: list[Booking], moved: list[Booking]) -> list[Kind]:
    return [each.kind for each in differences(without, moved)]


def test_the_same_money_from_another_account_is_no_difference() -> None:
    assert differences([RENEWAL], [MOVED]) == []


def test_an_hour_later_is_the_same_day() -> None:
    assert differences([RENEWAL], [replace(MOVED, at=NOON + 3600)]) == []


def test_both_accounts_taking_it_is_charging_twice() -> None:
    assert kinds([RENEWAL], [RENEWAL, MOVED]) == [Kind.DOUBLED]
    assert doubled_periods([RENEWAL, MOVED]) == {"us/sub_1": 1}


def test_nobody_taking_it_is_a_charge_that_is_missing() -> None:
    [found] = differences([RENEWAL], [])

    assert (found.kind, found.without, found.moved) == (Kind.MISSED, 1990, 0)
    assert found.subscriptions == ("us/sub_1",)


@pytest.mark.parametrize(("amount", "kind"), [(1991, Kind.MORE), (1989, Kind.LESS)])
def test_a_cent_is_a_difference(amount: int, kind: Kind) -> None:
    assert kinds([RENEWAL], [replace(MOVED, amount=amount)]) == [kind]


def test_a_day_late_is_missed_on_one_day_and_too_much_on_the_next() -> None:
    late = replace(MOVED, at=NOON + DAY)

    assert kinds([RENEWAL], [late]) == [Kind.MISSED, Kind.MORE]


def test_a_refund_makes_good_on_its_own_day_only() -> None:
    back = replace(RENEWAL, amount=-1990)

    assert differences([], [RENEWAL, back]) == []
    assert len(differences([], [RENEWAL, replace(back, at=NOON + DAY)])) == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(MOVED, currency="eur"),
        replace(MOVED, who=Who("intl", "cus_1")),
        replace(MOVED, what=What.BILLED),
    ],
    ids=["in another currency", "from another source's customer", "billed but not paid"],
)
def test_equal_amounts_do_not_balance(other: Booking) -> None:
    assert len(differences([RENEWAL], [other])) == 2


def test_two_subscriptions_of_one_customer_on_one_day_add_up() -> None:
    other = replace(RENEWAL, subscription="us/sub_2", amount=500)

    assert differences([RENEWAL, other], [MOVED, replace(other, side="new-us")]) == []
    assert doubled_periods([RENEWAL, replace(other, side="new-us")]) == {}
