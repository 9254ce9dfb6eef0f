"""MIG-9: authorisation rate per wave against the source's baseline; a drop pauses the waves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.migration.model import Move, Wave
from carryover.migration.store import Due, Moves, Waves
from carryover.migration.verifying.guarding import EVERY, RateGuard
from carryover.migration.verifying.rates import (
    Tried,
    baseline,
    dropped,
    rates,
    to_pause,
    wilson,
)
from tests.unit.migration.aftercare.desk import MemoryDesk
from tests.unit.migration.verifying.accounts import DAY, START, House, run

USUAL = Tried(1000, 920)


def wave(number: int, state: Literal["open", "paused"] = "open") -> Wave:
    opened = datetime(2026, 1, 1, tzinfo=UTC)
    return Wave(run="acme", number=number, title="10 %", state=state, size=10, opened_by="ann",
                why="go", opened_at=opened)  # fmt: skip


def moves(number: int, *, paid: int, declined: int, unknown: int = 0) -> list[Move]:
    outcomes = [True] * paid + [False] * declined + [None] * unknown
    return [
        Move(run="acme", account="us", subscription=f"sub_{number}_{n}", wave=number, paid=outcome)
        for n, outcome in enumerate(outcomes)
    ]


def invoice(**given: object) -> dict[str, object]:
    return {
        "billing_reason": "subscription_cycle",
        "collection_method": "charge_automatically",
        "amount_due": 2000,
        "attempted": True,
        "attempt_count": 1,
        "status": "paid",
        **given,
    }


def test_one_declined_card_in_a_pilot_of_five_is_no_alarm() -> None:
    assert dropped(Tried(5, 4), USUAL) is None


def test_the_same_share_in_a_hundred_is_one() -> None:
    sentence = dropped(Tried(200, 160), USUAL)

    assert sentence is not None
    assert "160 of 200" in sentence
    assert "92.0%" in sentence


def test_a_pilot_in_which_nobody_can_pay_is_noticed_early() -> None:
    assert dropped(Tried(5, 0), USUAL) is not None


def test_what_the_source_was_used_to_is_no_drop() -> None:
    assert dropped(Tried(5000, 4600), USUAL) is None


def test_without_a_baseline_nothing_is_claimed() -> None:
    assert dropped(Tried(100, 0), Tried(5, 5)) is None


def test_a_drop_pauses_every_open_wave_and_says_which_one_it_was() -> None:
    seen = rates([*moves(1, paid=95, declined=5), *moves(2, paid=10, declined=40)])

    told = to_pause([wave(1), wave(2), wave(3, "paused")], seen, USUAL)

    assert set(told) == {1, 2}
    assert told[1].startswith("Wave 2: 10 of 50")
    assert told[2].startswith("10 of 50")


def test_charges_whose_end_is_unknown_are_not_counted() -> None:
    assert rates(moves(1, paid=3, declined=1, unknown=7)) == {1: Tried(4, 3)}


def test_the_baseline_counts_first_attempts_at_renewals_only() -> None:
    seen = [
        invoice(),
        invoice(attempt_count=3),
        invoice(status="open"),
        invoice(billing_reason="subscription_create"),
        invoice(collection_method="send_invoice"),
        invoice(amount_due=0),
        invoice(attempted=False, status="draft"),
    ]

    assert baseline(seen) == Tried(3, 1)


@given(tried=st.integers(1, 5000), data=st.data())
def test_the_interval_contains_what_was_seen_and_narrows_with_numbers(
    tried: int, data: st.DataObject
) -> None:
    paid = data.draw(st.integers(0, tried))

    low, high = wilson(paid, tried)
    nearer, farther = wilson(paid * 10, tried * 10)

    assert 0 <= low <= paid / tried <= high <= 1
    assert farther - nearer < high - low


# the guard, which acts on it


@pytest.fixture
def house() -> House:
    """A source where 40 renewals were paid at once, and two open waves."""
    house = House(START - 75 * DAY)
    for _ in range(20):
        house.sells(house.customer())
    house.it_is(START)
    for number in (1, 2):
        house.waves.save(wave(number))
    return house


def guard(house: House) -> RateGuard:
    desk = MemoryDesk(house.reviews)
    at = datetime(2026, 1, 10, tzinfo=UTC)
    return RateGuard(house.stripe, house.runs, house.waves, house.moves, desk, lambda: at)


def states(house: House) -> list[str]:
    return [each.state for each in house.waves.all("acme")]


def test_a_drop_pauses_all_waves_and_asks_somebody(house: House) -> None:
    for move in moves(1, paid=2, declined=18):
        house.moves.save(move)

    told = guard(house).check("acme")

    assert set(told) == {1, 2}
    assert states(house) == ["paused", "paused"]
    assert "2 of 20 first charges" in house.asked()[0]


def test_a_healthy_wave_goes_on_and_stripe_is_not_even_asked(house: House) -> None:
    for move in moves(1, paid=20, declined=0):
        house.moves.save(move)

    assert guard(house).check("acme") == {}
    assert states(house) == ["open", "open"]


def test_what_somebody_let_go_on_is_paused_again_only_on_new_evidence(house: House) -> None:
    for move in moves(1, paid=2, declined=18):
        house.moves.save(move)
    guard(house).check("acme")
    for each in house.waves.all("acme"):
        house.waves.save(each.model_copy(update={"state": "open"}))

    house.it_is(START + EVERY)
    again = guard(house).check("acme")
    for move in moves(1, paid=4, declined=36)[20:]:
        house.moves.save(move)
    house.it_is(START + 2 * EVERY)
    doubled = guard(house).check("acme")

    assert again == {}
    assert set(doubled) == {1, 2}
    assert len(house.asked()) == 2


def test_a_run_is_read_through_once_an_hour_however_often_it_is_swept(house: House) -> None:
    read = CountedMoves(house.moves)
    watching = replace(guard(house), moves=read)

    for _ in range(12):
        watching.check("acme")
    within_the_hour = read.times
    house.it_is(START + EVERY)
    watching.check("acme")

    assert (within_the_hour, read.times) == (1, 2)


def test_two_sweeps_at_once_look_once(house: House) -> None:
    for move in moves(1, paid=2, declined=18):
        house.moves.save(move)
    seen = list(house.waves.all("acme"))
    house.waves.save(seen[0])

    assert replace(guard(house), waves=Overtaken(seen, house.waves)).check("acme") == {}
    assert states(house) == ["open", "open"]


@dataclass
class CountedMoves:
    """Moves, and how often all of them were read."""

    moves: Moves
    times: int = 0

    def all(self, run: str) -> Iterator[Move]:
        self.times += 1
        return self.moves.all(run)

    def find(self, run: str, account: str, subscription: str) -> Move | None:
        return self.moves.find(run, account, subscription)

    def save(self, move: Move) -> Move:
        return self.moves.save(move)

    def due(self, run: str, until: int, *, after: str | None = None) -> Due:
        return self.moves.due(run, until, after=after)


@dataclass
class Overtaken:
    """Waves as they were before somebody else wrote them."""

    seen: list[Wave]
    waves: Waves

    def all(self, run: str) -> Sequence[Wave]:
        del run
        return self.seen

    def find(self, run: str, number: int) -> Wave | None:
        return self.waves.find(run, number)

    def save(self, wave: Wave) -> None:
        self.waves.save(wave)


def test_the_baseline_is_read_from_before_the_approval(house: House) -> None:
    assert guard(house).usual(run()) == Tried(40, 40)
