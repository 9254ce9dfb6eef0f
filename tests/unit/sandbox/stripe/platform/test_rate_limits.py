"""https://docs.stripe.com/rate-limits"""

from contextlib import ExitStack

import pytest

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.world import World
from sandbox.stripe.http.rate_limits import Limits, RateLimiter


@pytest.fixture
def live() -> Account:
    return World().open("shop", "sk_live_1")


def asked(limiter: RateLimiter, account: Account, path: str = "/v1/customers") -> str | None:
    with limiter.counted(account, "GET", path) as reason:
        return reason


def test_a_live_account_may_ask_a_hundred_times_a_second(live: Account) -> None:
    seconds = [0.0]
    limiter = RateLimiter(lambda: seconds[0])
    limiter.enforce(Limits(per_endpoint=1000))

    first = [asked(limiter, live) for _ in range(101)]
    seconds[0] = 0.5
    later = [asked(limiter, live) for _ in range(51)]

    assert first == [None] * 100 + ["global-rate"]
    assert later == [None] * 50 + ["global-rate"]


def test_the_ids_in_a_path_do_not_make_another_endpoint(live: Account) -> None:
    limiter = RateLimiter(lambda: 0.0)
    limiter.enforce(Limits(per_endpoint=1))

    assert asked(limiter, live, "/v1/customers/cus_1") is None
    assert asked(limiter, live, "/v1/customers/cus_2") == "endpoint-rate"


def test_requests_at_the_same_time_are_counted_too(live: Account) -> None:
    limiter = RateLimiter(lambda: 0.0)
    limiter.enforce(Limits(concurrent=3, concurrent_per_endpoint=2))

    with ExitStack() as running:
        for path in ("/v1/customers", "/v1/customers"):
            assert running.enter_context(limiter.counted(live, "GET", path)) is None
        assert asked(limiter, live) == "endpoint-concurrency"
        assert asked(limiter, live, "/v1/products") is None
        running.enter_context(limiter.counted(live, "GET", "/v1/products"))
        assert asked(limiter, live, "/v1/prices") == "global-concurrency"
    assert asked(limiter, live) is None


def test_without_limits_everybody_is_let_in(live: Account) -> None:
    limiter = RateLimiter(lambda: 0.0)

    assert {asked(limiter, live) for _ in range(1000)} == {None}
