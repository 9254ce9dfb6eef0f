"""MIG-7: who moves together, and when the next wave may begin."""

from datetime import UTC, datetime
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.migration.model import Move, State, Wave
from carryover.migration.planning.spec import Item, Spec
from carryover.migration.waves import HORIZON, Cohort, choose, chosen, may_open

NOW = 1_800_000_000
DAY = 86_400


def spec(number: int, **other: Any) -> Spec:
    given = {
        "account": "us",
        "subscription": f"sub_{number}",
        "customer": f"cus_{number}",
        "currency": "usd",
        "boundary": NOW + number,
        "items": (Item(price="price_gold"),),
        "billing_mode": "flexible",
        **other,
    }
    return Spec.model_validate(given)


def names(specs: list[Spec]) -> set[str]:
    return {each.subscription for each in specs}


PLAN = [spec(n) for n in range(2000)]


@given(percent=st.floats(0, 100), more=st.floats(0, 100), seed=st.text(max_size=5))
def test_a_larger_percentage_contains_the_smaller_one(
    percent: float, more: float, seed: str
) -> None:
    small, large = sorted((percent, more))

    some = choose(Cohort(percent=small, seed=seed), PLAN[:300])
    many = choose(Cohort(percent=large, seed=seed), PLAN[:300])

    assert names(some) <= names(many)


def test_a_plan_that_grows_moves_nobody_from_one_side_to_the_other() -> None:
    before = names(choose(Cohort(percent=10, seed="7"), PLAN[:1000]))
    after = names(choose(Cohort(percent=10, seed="7"), PLAN))

    assert before == after & names(PLAN[:1000])


def test_ten_percent_are_about_ten_percent_and_another_seed_others() -> None:
    seven = names(choose(Cohort(percent=10, seed="7"), PLAN))
    eight = names(choose(Cohort(percent=10, seed="8"), PLAN))

    assert 150 < len(seven) < 250
    assert seven != eight


def test_everybody_is_a_hundred_percent() -> None:
    assert len(choose(Cohort(percent=100), PLAN)) == len(PLAN)


def test_conditions_narrow_each_other() -> None:
    plan = [
        spec(1),
        spec(2, currency="eur"),
        spec(3, account="intl"),
        spec(4, items=(Item(price="price_silver"),)),
    ]

    assert names(choose(Cohort(currency="EUR"), plan)) == {"sub_2"}
    assert names(choose(Cohort(account="intl"), plan)) == {"sub_3"}
    assert names(choose(Cohort(price="price_silver"), plan)) == {"sub_4"}
    assert choose(Cohort(price="price_silver", currency="eur"), plan) == []


def test_who_is_in_an_earlier_wave_is_not_moved_again() -> None:
    first = choose(Cohort(percent=10, seed="7"), PLAN)
    earlier = {f"us/{each.subscription}" for each in first}

    rest = choose(Cohort(), PLAN, earlier)

    assert names(rest).isdisjoint(names(first))
    assert len(rest) + len(first) == len(PLAN)


def test_a_list_means_everybody_on_it() -> None:
    assert names(choose(Cohort(names={"us/sub_1", "sub_2"}), PLAN)) == {"sub_1", "sub_2"}
    with pytest.raises(ValueError, match=r"1 of the 2 named .* sub_none"):
        choose(Cohort(names={"sub_1", "sub_none"}), PLAN)


def test_the_nearest_boundary_begins() -> None:
    first, *_ = choose(Cohort(limit=5, seed="7"), PLAN)

    assert first.boundary == min(each.boundary for each in choose(Cohort(limit=5, seed="7"), PLAN))


def test_what_is_chosen_can_be_read_back_as_it_was_planned() -> None:
    [one] = chosen([PLAN[3]])

    assert Spec.model_validate_json(one.planned) == PLAN[3]


def test_a_cohort_says_how_it_was_chosen() -> None:
    assert Cohort(percent=10, currency="usd", seed="7").title == "10 % of usd, seed 7"
    assert Cohort(names={"sub_1", "sub_2"}).title == "2 named, all"


# when the next one may begin


def wave(number: int, state: Literal["open", "paused"] = "open") -> Wave:
    opened = datetime(2026, 1, 1, tzinfo=UTC)
    return Wave(run="acme", number=number, title="10 %", state=state, size=10, opened_by="ann",
                why="go", opened_at=opened)  # fmt: skip


def move(number: int, state: State, boundary: int | None = NOW + DAY, sentence: str = "") -> Move:
    return Move(run="acme", account="us", subscription=f"sub_{number}_{state}_{boundary}",
                wave=number, state=state, boundary=boundary, sentence=sentence)  # fmt: skip


def test_the_first_wave_may_always_open() -> None:
    assert may_open([], [], NOW) is None


def test_the_next_wave_waits_for_the_first_renewals_of_the_last() -> None:
    told = may_open([wave(1)], [move(1, State.RENEWED), move(1, State.MOVED)], NOW)

    assert told is not None
    assert "1 of 2" in told


def test_it_opens_when_every_renewal_was_seen_or_its_move_held_or_taken_back() -> None:
    settled = [move(1, State.RENEWED), move(1, State.HELD), move(1, State.ROLLED_BACK)]

    assert may_open([wave(1)], settled, NOW) is None


def test_nobody_waits_a_year_for_a_yearly_plan_when_others_have_renewed() -> None:
    yearly = move(1, State.MOVED, NOW + HORIZON + DAY)

    assert may_open([wave(1)], [yearly, move(1, State.RENEWED)], NOW) is None
    assert may_open([wave(1)], [yearly], NOW) is not None


def test_a_move_that_is_under_way_is_always_waited_for() -> None:
    assert may_open([wave(1)], [move(1, State.MOVING, None), move(1, State.RENEWED)], NOW)


def test_trouble_is_named() -> None:
    told = may_open([wave(1)], [move(1, State.MOVED, NOW - DAY, "It was missed.")], NOW)

    assert told is not None
    assert "It was missed." in told


def test_a_paused_wave_keeps_the_next_one_closed() -> None:
    told = may_open([wave(1, "paused"), wave(2)], [move(2, State.RENEWED)], NOW)

    assert told is not None
    assert "Wave 1 is paused" in told


def test_earlier_waves_do_not_hold_up_the_next_but_one() -> None:
    moved = [move(1, State.MOVED), move(2, State.RENEWED)]

    assert may_open([wave(1), wave(2)], moved, NOW) is None


def test_what_somebody_has_explained_holds_nobody_up() -> None:
    wrong = move(1, State.MOVED, NOW - DAY, "total: 1000 instead of 2000")
    moved = [wrong, move(1, State.RENEWED)]

    assert may_open([wave(1)], moved, NOW) is not None
    assert may_open([wave(1)], moved, NOW, {str(wrong.old)}) is None
