"""stripe-node, unchanged, drives the local Stripe: what it sends is understood, what it is sent
back it can read."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.stripe.core.world import World
from sandbox.stripe.server import serving
from tests.contract.other_language.conftest import run

START = 1_738_317_600
"""2025-01-31 10:00 UTC."""

type Seen = dict[str, Any]


@pytest.fixture(scope="module")
def seen(node_folder: Path) -> Seen:
    """What the shop saw, scenario by scenario."""
    world = World(seed=1, start=START)
    world.open("us", "sk_test_node")
    with serving(world) as address:
        done = run("node", "shop.mjs", address, "sk_test_node", within=node_folder)
    assert done.returncode == 0, done.stderr
    answer: Seen = json.loads(done.stdout)
    return answer


def test_it_sells_a_subscription_that_renews(seen: Seen) -> None:
    assert seen["sells"] == {
        "status": "active",
        "paid": 2000,
        "renewed": True,
        "invoices": 2,
        "decimal": "2000",
    }


def test_it_walks_every_page_newest_first(seen: Seen) -> None:
    assert seen["pages"]["names"] == [f"Member {number}" for number in reversed(range(25))]


def test_a_refusal_becomes_the_librarys_own_error(seen: Seen) -> None:
    refusals = seen["refusals"]

    assert refusals["missing"]["type"] == "StripeInvalidRequestError"
    assert refusals["missing"]["code"] == "resource_missing"
    assert refusals["unknown"]["param"] == "colour"
    assert refusals["declined"]["type"] == "StripeCardError"
    assert refusals["declined"]["decline_code"] == "insufficient_funds"
    assert refusals["key"]["type"] == "StripeAuthenticationError"


def test_a_repeated_key_makes_nothing_twice(seen: Seen) -> None:
    assert seen["repeats"]["same"] is True
    assert seen["repeats"]["other"]["type"] == "StripeIdempotencyError"


def test_it_may_ask_for_an_older_version(seen: Seen) -> None:
    assert seen["older"]["period"] > START
    assert seen["older"]["plan"] == "plan"


def test_it_verifies_what_it_hears_and_refuses_what_is_forged(seen: Seen) -> None:
    assert seen["listens"] == {
        "type": "customer.created",
        "about": True,
        "forged": "StripeSignatureVerificationError",
    }
