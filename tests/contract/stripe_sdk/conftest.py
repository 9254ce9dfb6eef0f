"""stripe-python, unchanged, against the local Stripe over HTTP."""

from collections.abc import Iterator

import pytest
from stripe import StripeClient

from sandbox.stripe.core.world import World
from sandbox.stripe.server import serving
from sandbox.stripe.webhooks.post_office import Service
from tests.contract.stripe_sdk.control import Control
from tests.contract.stripe_sdk.receiver import Receiver, receiving

KEYS = {"us": "sk_test_us", "intl": "sk_test_intl"}
START = 1_738_317_600
"""2025-01-31 10:00 UTC."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    world = World(seed=1, start=START)
    for alias, key in KEYS.items():
        world.open(alias, key)
    with serving(world, service=Service(attempts=3, first_wait=0.01)) as url:
        yield url


@pytest.fixture
def sandbox(address: str) -> Control:
    """The sandbox as on its first day, without faults."""
    control = Control(address)
    control.put("faults")
    control.post("reset")
    return control


@pytest.fixture
def us(sandbox: Control) -> StripeClient:
    return client(sandbox, KEYS["us"])


@pytest.fixture
def intl(sandbox: Control) -> StripeClient:
    return client(sandbox, KEYS["intl"])


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def client(sandbox: Control, key: str, retries: int = 0) -> StripeClient:
    return StripeClient(key, base_addresses={"api": sandbox.url}, max_network_retries=retries)
