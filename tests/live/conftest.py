"""Who is asked: the local Stripe always; Stripe itself with a test key in the environment."""

import os
from collections.abc import Callable, Iterator

import pytest
from stripe import StripeClient

from sandbox.stripe.core.world import World
from sandbox.stripe.server import serving
from tests.live.story import Story, instant

KEY = "CARRYOVER_LIVE_KEY"
TEST_KEYS = ("sk_test_", "rk_test_")

type Tell = Callable[[str], Story]


def at_stripe() -> StripeClient:
    key = os.environ.get(KEY)
    if not key:
        pytest.skip(f"{KEY} is not set")
    if not key.startswith(TEST_KEYS):
        pytest.fail(f"{KEY} must be a test-mode key: these scenarios charge cards")
    return StripeClient(key, max_network_retries=3)


@pytest.fixture(scope="session")
def local() -> Iterator[StripeClient]:
    world = World(seed=1, start=instant("2026-01-01T00:00:00"))
    world.open("live", "sk_test_local0000")
    with serving(world) as address:
        yield StripeClient("sk_test_local0000", base_addresses={"api": address})


@pytest.fixture(params=["sandbox", pytest.param("stripe", marks=pytest.mark.live)])
def tell(request: pytest.FixtureRequest) -> Iterator[Tell]:
    """Begin a story at an instant."""
    begun: list[Story] = []
    here = request.param == "sandbox"
    client = request.getfixturevalue("local") if here else at_stripe()

    def begin(frozen: str) -> Story:
        begun.append(Story(client, frozen))
        return begun[-1]

    yield begin
    for story in begun:
        story.ends()
