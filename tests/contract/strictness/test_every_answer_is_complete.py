"""Field by field, through every object within objects: what is answered is what the SDK's classes
of the pinned version say, nullability and nested hashes included."""

import json

import pytest

from sandbox.stripe import resources
from sandbox.stripe.http.routing import ROUTES, Endpoint
from tests.contract.strictness.guessing import Guesser
from tests.contract.strictness.parameters import OK, bases
from tests.contract.strictness.stocked import Stocked
from tests.unit.sandbox.stripe.platform.sdk_types import faults

resources.load()
ENDPOINTS = [ROUTES[key] for key in sorted(ROUTES)]


@pytest.fixture(scope="module")
def stocked() -> Stocked:
    return Stocked()


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: f"{each.method} {each.path}")
def test_whatever_an_endpoint_answers_is_whole(stocked: Stocked, endpoint: Endpoint) -> None:
    guesser = Guesser(stocked.ids())

    for path in stocked.paths(endpoint):
        for params in bases(stocked, guesser, endpoint):
            reply = stocked.fresh().reply(endpoint.method, path, **params)

            answer = json.loads(reply.body)
            if reply.status == OK and "deleted" not in answer:
                assert faults(answer) == [], (path, params)


def test_every_object_in_the_account_is_whole(stocked: Stocked) -> None:
    account = stocked.us.desk.world.accounts["us"]

    for kind in account.store.kinds:
        for obj in account.all(kind):
            assert faults(json.loads(json.dumps(obj))) == [], obj["id"]


def test_every_event_is_whole(stocked: Stocked) -> None:
    for event in stocked.us.desk.world.accounts["us"].events:
        assert faults(event.render()) == [], event.type
        assert faults(event.render()["data"]["object"]) == [], event.type
