"""Some hundred random lives; ``python -m bench.simulation`` lives tens of thousands."""

from dataclasses import replace

import pytest

from tests.simulation.birth import born
from tests.simulation.judge import differences
from tests.simulation.laws import broken
from tests.simulation.oracle.fortune import foretell
from tests.simulation.player import Player
from tests.simulation.trial import judged

BLOCK = 20


@pytest.mark.parametrize("first", range(0, 200, BLOCK))
def test_every_invoice_is_foretold_to_the_cent_and_the_second(first: int) -> None:
    verdicts = [judged(seed) for seed in range(first, first + BLOCK)]

    assert [each for each in verdicts if not each.fine] == []
    assert sum(each.invoices for each in verdicts) > BLOCK


def test_the_same_seed_tells_the_same_events() -> None:
    for seed in range(6):
        once, again = Player(born(seed)).live(), Player(born(seed)).live()

        assert [event.data for event in once.heard] == [event.data for event in again.heard]


def test_the_judge_sees_one_unit_more() -> None:
    life = born(5)
    item = replace(life.items[0], quantity=life.items[0].quantity + 1)
    other = replace(life, items=(item, *life.items[1:]))

    assert differences(foretell(other), Player(life).live())


def test_the_laws_see_money_that_comes_from_nowhere() -> None:
    shop = Player(born(0)).live()
    invoice = next(each for each in shop.account.all("invoice") if each["amount_paid"])
    invoice["amount_paid"] += 1

    assert broken(shop)
