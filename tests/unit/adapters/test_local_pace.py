"""How fast one process asks Stripe: never faster than it may, never much slower (MIG-13)."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carryover.adapters.pace import LocalPace, Unpaced
from carryover.adapters.pacing import CREDIT, Limits, by_mode
from carryover.kernel.errors import Retryable
from tests.unit.adapters.crowd import Crowd, Stripe, Time

READ, WRITE = "GET subscriptions/{id}", "POST subscriptions"
LIVE = Limits(account=100)


def pace_of(time: Time, limits: Limits = LIVE, longest: float = 60.0) -> LocalPace:
    return LocalPace(lambda _: limits, time, lambda _: None, longest)


endpoints = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(
    workers=st.lists(endpoints, min_size=1, max_size=12),
    latency=st.floats(0.001, 1.0),
    limits=st.builds(Limits, account=st.integers(5, 100), endpoint=st.integers(2, 25)),
)
def test_no_second_sees_more_than_the_limits_however_many_ask(
    workers: list[list[str]], latency: float, limits: Limits
) -> None:
    time = Time()
    stripe = Stripe(limits.account, limits.endpoint)

    pace = pace_of(time, limits)

    Crowd(time, stripe, latency).works([(pace, ask) for ask in workers], 4)

    most = limits.of(None) * (1 + CREDIT) + 1
    assert stripe.busiest_second() <= most
    for endpoint in {each for ask in workers for each in ask}:
        allowed = limits.of(endpoint) * (1 + CREDIT) + 1 + len(workers)
        assert stripe.busiest_second(endpoint) <= allowed
    assert stripe.refused == []


def test_many_workers_get_nearly_all_that_stripe_gives_them() -> None:
    time, stripe = Time(), Stripe()
    pace = pace_of(time)

    Crowd(time, stripe).works([(pace, list("abcdef"))] * 20, 20)

    assert len(stripe.taken) >= 0.94 * 100 * 20
    assert stripe.refused == []


def test_one_busy_endpoint_leaves_the_rest_of_the_account_to_others() -> None:
    time, stripe = Time(), Stripe()
    pace = pace_of(time)

    done = Crowd(time, stripe).works([*[(pace, ["busy"])] * 15, *[(pace, ["calm"])] * 3], 20)

    assert sum(done[15:]) >= 0.9 * 3 * 20 / (0.15 + 1 / 23.75)


def test_nobody_starves() -> None:
    time, stripe = Time(), Stripe()
    pace = pace_of(time)

    done = Crowd(time, stripe).works([(pace, [READ, WRITE])] * 12, 20)

    assert min(done) >= 0.8 * max(done)


def test_an_account_that_takes_less_than_we_thought_is_found_out_and_kept_to() -> None:
    time, stripe = Time(), Stripe(account=40)
    pace = pace_of(time)
    crowd = Crowd(time, stripe)
    workers = [(pace, list("abcdef"))] * 20

    crowd.works(workers, 60)
    turned_away = [at for at in stripe.refused if at > time.now - 30]
    taken = [at for at, _ in stripe.taken if at > time.now - 30]

    assert len(turned_away) < 0.1 * len(taken), "after a while few are turned away"
    assert len(taken) >= 0.6 * 40 * 30, "and most of what there is is used"


def test_one_burst_of_refusals_halves_the_pace_once_and_it_grows_back() -> None:
    time = Time()
    pace = pace_of(time)
    for _ in range(30):
        pace.slower("us", None)

    Crowd(time, stripe := Stripe()).works([(pace, list("abcdef"))] * 20, 20)

    def taken(since: float) -> int:
        return sum(1 for at, _ in stripe.taken if since <= at - 1_000_000 < since + 1)

    assert 45 <= taken(0) <= 55
    assert taken(15) >= 93


def test_a_turn_too_far_away_goes_back_to_the_queue_with_the_time_to_wait() -> None:
    pace = pace_of(Time(), longest=2.0)

    def forever() -> None:
        while True:
            list(pace.turn("us", READ))

    with pytest.raises(Retryable) as raised:
        forever()

    assert raised.value.after is not None
    assert timedelta(seconds=2) < raised.value.after < timedelta(seconds=2.1)


def test_accounts_do_not_wait_for_each_other() -> None:
    pace = pace_of(Time())
    for _ in range(50):
        list(pace.turn("us", READ))

    assert list(pace.turn("intl", READ)) == []


def test_waiting_is_sleeping() -> None:
    time = Time()

    def sleep(seconds: float) -> None:
        time.now += seconds

    pace = LocalPace(lambda _: Limits(margin=0), time, sleep)
    for _ in range(26):
        pace.take("us", READ)

    assert time.now - 1_000_000 == pytest.approx(25 / 25 - CREDIT)


def test_limits_follow_the_keys_mode_and_search_has_its_own() -> None:
    limits = by_mode(lambda account: account == "us", margin=0)

    assert [limits(each).of(None) for each in ("us", "lab")] == [100, 25]
    assert limits("us").of("GET customers/search") == 20
    assert limits("us").of(READ) == 25


def test_what_is_not_paced_does_not_wait() -> None:
    Unpaced().take("us", READ)
    Unpaced().slower("us", None)
