"""MIG-6: a message whose move is in another worker's hands comes again soon, and not too often."""

from datetime import timedelta

import pytest

from carryover.migration.moving.claiming import SOON, rest


def receives(claim: int, *, worker_takes: int) -> tuple[int, int]:
    """Deliver a duplicate as often as it takes; say how often that was, and when it got through."""
    now, times = 1, 1
    while now < worker_takes and (wait := rest(claim, now, timedelta(seconds=claim))) is not None:
        now += round(wait.total_seconds())
        times += 1
    return times, now


@pytest.mark.parametrize("claim", [20, 35, 65, 125, 305])
def test_behind_a_worker_that_lives_it_waits_ten_seconds(claim: int) -> None:
    assert receives(claim, worker_takes=2) == (2, 1 + SOON)


@pytest.mark.parametrize("claim", [20, 35, 65, 125, 305])
def test_behind_a_dead_worker_it_comes_three_times_at_most_and_never_too_early(claim: int) -> None:
    times, at = receives(claim, worker_takes=claim)

    assert times <= 3
    assert at == claim


@pytest.mark.parametrize("claim", [0, 35])
def test_a_claim_that_has_run_out_holds_nobody_up(claim: int) -> None:
    assert rest(claim, claim, timedelta(seconds=35)) is None


def test_a_clock_that_is_behind_the_other_workers_waits_a_little_and_looks_again() -> None:
    assert rest(1000, 900, timedelta(seconds=35)) == timedelta(seconds=SOON)
