"""How fast all workers together ask Stripe, with the lanes in DynamoDB (MIG-13, DESIGN §7)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.keys import Key
from carryover.adapters.dynamodb.pace import KEPT_FOR, LATE, MICRO, SharedPace
from carryover.adapters.dynamodb.table import Condition, Refused, Row, Table
from carryover.adapters.pacing import CREDIT, Limits
from carryover.kernel.errors import Retryable
from tests.unit.adapters.crowd import Crowd, Stripe, Time
from tests.unit.adapters.reserve import READ as POLLED
from tests.unit.adapters.reserve import SITE, Line

READ = "GET subscriptions/{id}"
LIVE = Limits(account=100)


@dataclass(frozen=True)
class CountedTable(Table):
    """A table that counts what is written to it."""

    written: list[Key] = field(default_factory=list)

    def reckon(self, key: Key, change: str, condition: Condition) -> Row:
        self.written.append(key)
        return Table.reckon(self, key, change, condition)


@pytest.fixture
def lanes(table: Table) -> CountedTable:
    return CountedTable(table.client, table.name)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def worker(lanes: CountedTable, time: Time) -> Callable[[], SharedPace]:
    return lambda: SharedPace(lanes, lambda _: LIVE, time, lambda _: None, longest=5)


def test_two_workers_share_one_pace(worker: Callable[[], SharedPace], time: Time) -> None:
    stripe = Stripe()

    done = Crowd(time, stripe, 0.02).works([(worker(), [READ]), (worker(), [READ])], 8)

    assert stripe.refused == []
    assert stripe.busiest_second() <= 23.75 * (1 + 2 * LATE + CREDIT) + 2
    assert len(stripe.taken) >= 0.9 * 25 * 8, "they get what there is"
    assert min(done) >= 0.5 * max(done), "and nobody is left out"


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    asking=st.lists(
        st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4), min_size=1, max_size=8
    ),
    latency=st.floats(0.005, 0.5),
)
def test_no_second_sees_more_than_the_limits_whoever_asks(
    worker: Callable[[], SharedPace], time: Time, asking: list[list[str]], latency: float
) -> None:
    time.now += 3600
    stripe = Stripe()

    done = Crowd(time, stripe, latency).works([(worker(), each) for each in asking], 1.5)

    several = len(asking)
    assert stripe.refused == []
    assert stripe.busiest_second() <= 95 * (1 + 2 * LATE + CREDIT) + several
    assert (
        max(map(stripe.busiest_second, "abcdef")) <= 23.75 * (1 + 2 * LATE + CREDIT) + 2 * several
    )
    assert min(done) >= 1, "nobody starves"


def test_busy_workers_write_once_for_several_requests(
    worker: Callable[[], SharedPace], time: Time, lanes: CountedTable
) -> None:
    stripe = Stripe()
    workers = [(worker(), [READ]), (worker(), [READ])]

    Crowd(time, stripe, 0.02).works(workers, 8)

    assert len(lanes.written) <= 0.7 * len(stripe.taken), "two lanes: one write for three, each"


def test_many_slow_workers_book_only_what_they_need(
    worker: Callable[[], SharedPace], time: Time
) -> None:
    stripe = Stripe()

    done = Crowd(time, stripe, 0.3).works([(worker(), list("abcdef")) for _ in range(12)], 3)

    assert stripe.refused == []
    assert sum(done) >= 0.8 * 12 * 3 / 0.3, "each asks nearly as fast as answers come"
    assert min(done) >= 0.6 * max(done)


def test_a_crowd_that_asks_a_lane_now_and_then_loses_none_of_its_slots(
    worker: Callable[[], SharedPace], time: Time
) -> None:
    stripe = Stripe()

    Crowd(time, stripe, 0.3).works([(worker(), [READ, "other"]) for _ in range(24)], 4)

    assert stripe.busiest_second(READ) >= 0.9 * 25
    assert len(stripe.taken) >= 0.9 * 2 * 23.75 * 4, "both lanes are full all the time"


def test_a_worker_that_knows_the_lane_as_it_was_a_moment_ago_books_all_the_same(
    worker: Callable[[], SharedPace], time: Time, lanes: CountedTable
) -> None:
    first, second = worker(), worker()
    for pace in (first, first, first, second):
        list(pace.turn("us", READ))
    row = lanes.get(keys.pace("us", READ))
    assert row is not None
    time.now = int(row["next_at"]) / MICRO + CREDIT + LATE / 2
    lanes.written.clear()

    list(second.turn("us", READ))

    assert lanes.written.count(keys.pace("us", READ)) == 1, "it expected a queue and met none"


def test_a_refusal_one_worker_hears_slows_all_of_them_down(
    worker: Callable[[], SharedPace], time: Time
) -> None:
    heard, other = worker(), worker()
    list(heard.turn("us", READ))
    for _ in range(20):
        heard.slower("us", None)

    stripe = Stripe()
    Crowd(time, stripe, 0.01).works([(other, list("abcdef")) for _ in range(4)], 1)

    assert 40 <= len(stripe.taken) <= 60


def test_an_account_that_takes_less_than_we_thought_is_found_out_and_kept_to(
    worker: Callable[[], SharedPace], time: Time
) -> None:
    stripe = Stripe(account=30)
    crowd = Crowd(time, stripe, 0.05)

    crowd.works([(worker(), list("abc")) for _ in range(3)], 12)
    late = time.now - 6

    turned_away = [at for at in stripe.refused if at > late]
    taken = [at for at, _ in stripe.taken if at > late]
    assert len(turned_away) < 0.15 * len(taken)
    assert len(taken) >= 0.6 * 30 * 6


def test_a_turn_too_far_away_goes_back_to_the_queue(
    worker: Callable[[], SharedPace], time: Time
) -> None:
    greedy, late = worker(), worker()

    def queue_up(pace: SharedPace) -> None:
        for _ in range(200):
            list(pace.turn("us", READ))

    with pytest.raises(Retryable):
        queue_up(greedy)
    with pytest.raises(Retryable) as raised:
        list(late.turn("us", READ))

    assert raised.value.after is not None
    time.now += 10
    assert sum(late.turn("us", READ)) < 0.001


def test_a_worker_that_dies_costs_the_others_less_than_half_a_second(
    worker: Callable[[], SharedPace], time: Time
) -> None:
    dying = worker()
    for _ in range(20):
        list(dying.turn("us", READ))
    time.now += 20 / 25

    waits = list(worker().turn("us", READ))

    assert sum(waits) < 0.5


def test_the_table_that_cannot_be_reached_leaves_the_message_on_the_queue(
    worker: Callable[[], SharedPace], lanes: CountedTable
) -> None:
    client: Any = lanes.client
    client.delete_table(TableName=lanes.name)

    with pytest.raises(Retryable):
        list(worker().turn("us", READ))


def test_lanes_nobody_uses_are_forgotten(
    worker: Callable[[], SharedPace], time: Time, lanes: CountedTable
) -> None:
    list(worker().turn("us", READ))

    for place in (READ, None):
        row = lanes.get(keys.pace("us", place))
        assert row is not None
        assert row[keys.EXPIRES_AT] == time.now + KEPT_FOR.total_seconds()


class ContestedTable(Table):
    """Somebody else was always faster."""

    def reckon(self, key: Key, change: str, condition: Condition) -> Row:
        del key, change, condition
        raise Refused


def test_a_worker_that_lost_every_race_asks_again_later(table: Table, time: Time) -> None:
    contested = ContestedTable(table.client, table.name)
    pace = SharedPace(contested, lambda _: LIVE, time, lambda _: None, longest=5)

    with pytest.raises(Retryable, match="too many now") as raised:
        list(pace.turn("us", READ))
    assert raised.value.after == timedelta(seconds=1), "the lane is free: it need not wait long"


def test_while_a_site_is_polled_a_hook_waits_two_turns_at_most_for_each_request(
    lanes: CountedTable, time: Time
) -> None:
    """KAJ-2: as in tests/unit/adapters/test_reserved_pace.py, with the workers' shared lanes."""
    site = Stripe(2, 2)

    def worker(*, waits: bool) -> Line:
        return Line(SharedPace(lanes, lambda _: SITE, time, lambda _: None, 10), site, waits)

    hook, *clocks = [worker(waits=each) for each in (False, True, True)]

    Crowd(time, site).works([*((c, [POLLED]) for c in clocks), (hook, [POLLED])], 30)

    assert max(hook.passed) <= len(clocks)
    assert len(hook.passed) >= 0.45 * 2 * 30
    assert len(site.taken) <= 2 * 30 * (1 + CREDIT) + 2


def test_a_site_that_takes_two_a_second_is_booked_one_by_one(
    lanes: CountedTable, time: Time
) -> None:
    site = Stripe(2, 2)
    workers = [SharedPace(lanes, lambda _: SITE, time, lambda _: None, 10) for _ in range(2)]
    lines = [Line(each, site, waits=False) for each in workers]

    Crowd(time, site, 0.01).works([(each, [POLLED]) for each in lines], 30)

    assert max(max(line.passed) for line in lines) <= 2, "none keeps slots it may not need"
