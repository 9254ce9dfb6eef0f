"""The schedule we ship, played against hidden truths (DUN-1): what the bench measures, in small."""

from pathlib import Path

import pytest

from bench.dunning import players, share
from bench.dunning_players import EIGHT_IN_TWO_WEEKS, STRIPE_STOPS, Player, violations
from bench.dunning_truth import ATTEMPTS, EVER, Truth, from_attempts, load, write
from bench.dunning_worlds import WORLDS, drawn
from carryover.dunning.declines import DAY, HOUR, Decline
from tests.unit.dunning.invoices import MONDAY, VISA, attempt, example, said

ROAD = 42 * DAY
"""Seconds until the shipped schedule ends."""


def part_of_an_oracles(player: Player, truths: list[Truth]) -> float:
    won = [
        (played := player.play(one)).paid_at is not None and played.paid_at < ROAD for one in truths
    ]
    return share(truths, won) / share(truths, [one.recoverable(ROAD) for one in truths])


def test_ours_gets_most_of_what_an_oracle_gets_and_more_than_two_weeks_of_attempts() -> None:
    truths = drawn("mixed", 300, seed=4)

    ours = part_of_an_oracles(Player("ours", example()), truths)
    theirs = Player("8", example(), fixed=EIGHT_IN_TWO_WEEKS, stops=STRIPE_STOPS)

    assert ours >= 0.95
    assert ours > part_of_an_oracles(theirs, truths)


@pytest.mark.parametrize("world", WORLDS)
def test_in_no_world_is_a_networks_limit_broken(world: str) -> None:
    player = Player("ours", example())

    assert sum(player.play(one).violations for one in drawn(world, 40, seed=5)) == 0


def test_the_counter_of_violations_counts() -> None:
    daily = [attempt(MONDAY + n * DAY) for n in range(31)]
    hourly = [attempt(MONDAY + n * HOUR, card=VISA) for n in range(17)]
    stolen = [attempt(MONDAY, no=said("stolen_card")), attempt(MONDAY + DAY)]

    assert violations(daily) == 15
    assert violations(hourly) == 1
    assert violations(stolen) == 1


def test_truths_can_be_written_down_and_read_again(tmp_path: Path) -> None:
    truths = [one for world in WORLDS for one in drawn(world, 8, seed=6)]
    for one in truths:
        assert all(end > begin for begin, end in one.works)

    write(tmp_path / "truth.csv", truths)
    again = list(load(tmp_path / "truth.csv"))

    can = [one.recoverable(ROAD) for one in truths]
    assert [one.recoverable(ROAD) for one in again] == can
    assert [(one.invoice, one.decline) for one in again] == [
        (one.invoice, one.decline) for one in truths
    ]


def test_a_truth_nobody_can_read_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    write(path, drawn("returns", 1, seed=1))
    path.write_text(path.read_text().replace(",returns", "") + "in_x,0,1,eur,,,,,,soon,,,\n")

    with pytest.raises(ValueError, match=r"line 3: works: 'soon' is not"):
        list(load(path))


def test_attempts_made_in_earnest_say_from_when_the_card_worked(tmp_path: Path) -> None:
    path = tmp_path / "attempts.csv"
    rows = [("in_1", 5 * DAY, "paid", ""), ("in_1", 0, "declined", "insufficient_funds")]
    rows += [("in_2", DAY, "declined", "do_not_honor"), ("in_3", 0, "paid", "")]
    lines = [f"{name},{at},{result},100,eur,visa,PL,{code},," for name, at, result, code in rows]
    path.write_text("\n".join([",".join(ATTEMPTS), *lines]))

    first, second = from_attempts(path)

    assert first.works == ((5 * DAY, EVER),)
    assert (first.failed_at, first.decline.decline_code) == (0, "insufficient_funds")
    assert (second.failed_at, second.works) == (DAY, ())


def test_a_file_without_its_columns_is_told_which(tmp_path: Path) -> None:
    path = tmp_path / "attempts.csv"
    path.write_text("invoice,when\n")

    with pytest.raises(ValueError, match="the columns amount, at, country"):
        list(from_attempts(path))


def test_an_oracle_is_bound_by_the_bank_too() -> None:
    life = Truth("in_1", MONDAY, 1_900, "eur", "visa", None, said("stolen_card"), ((DAY, EVER),))

    assert not life.recoverable(ROAD)
    assert not any(player.play(life).paid_at for player in players(example())[:2])


def test_amounts_of_two_currencies_are_never_added() -> None:
    no = Decline(decline_code="insufficient_funds")
    yen = Truth("in_1", MONDAY, 1_000_000, "jpy", "visa", None, no)
    euro = Truth("in_2", MONDAY, 1, "eur", "visa", None, no)

    assert share([yen, euro], [True, False]) == share([yen, euro], [False, True]) == 0.5
