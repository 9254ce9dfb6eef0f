"""https://docs.stripe.com/api/events"""

import pytest

from sandbox.stripe.core.changes import previous_attributes
from sandbox.stripe.core.world import World
from tests.unit.sandbox.stripe.platform.caller import Caller, RefusedError

DAY = 24 * 3600


def test_an_event_keeps_the_object_as_it_was(us: Caller) -> None:
    made = us.post("/v1/customers", name="Ann")
    us.post(f"/v1/customers/{made['id']}", name="Bea")

    updated, created = us.get("/v1/events")["data"]

    assert created["type"] == "customer.created"
    assert created["data"] == {"object": made}
    assert updated["data"]["object"]["name"] == "Bea"
    assert updated["data"]["previous_attributes"] == {"name": "Ann"}
    assert updated["api_version"] == "2026-10-28.endive"


def test_automatic_work_has_no_request_behind_it(us: Caller, clockwork: World) -> None:
    clockwork.accounts["us"].announce("customer.updated", us.post("/v1/customers"))

    event = us.get("/v1/events", type="customer.updated")["data"][0]

    assert event["request"] == {"id": None, "idempotency_key": None}


def test_events_can_be_read_for_thirty_days(us: Caller, clockwork: World) -> None:
    us.post("/v1/customers")
    old = us.get("/v1/events")["data"][0]["id"]
    clockwork.advance(clockwork.clock + 30 * DAY)
    still = us.get(f"/v1/events/{old}")["id"]

    clockwork.advance(clockwork.clock + 1)

    assert still == old
    assert us.get("/v1/events")["data"] == []
    with pytest.raises(RefusedError, match="No such event"):
        us.get(f"/v1/events/{old}")


def test_events_are_narrowed_by_type_and_by_wildcard(us: Caller) -> None:
    us.post("/v1/products", name="Course")
    us.post("/v1/customers", payment_method="pm_card_visa")

    def found(**params: object) -> set[str]:
        return {event["type"] for event in us.get("/v1/events", **params)["data"]}

    assert found(type="customer.created") == {"customer.created"}
    assert found(type="p*") == {"product.created", "payment_method.attached"}
    assert found(types=["customer.created", "product.created"]) == {
        "customer.created",
        "product.created",
    }
    with pytest.raises(RefusedError, match="only specify one"):
        us.get("/v1/events", type="customer.created", types=["product.created"])


def test_delivery_success_is_refused_loudly(us: Caller) -> None:
    with pytest.raises(RefusedError, match="not implemented here: parameter delivery_success"):
        us.get("/v1/events", delivery_success=True)


def test_what_changed_is_told_hash_by_hash_and_array_as_a_whole() -> None:
    before = {"a": 1, "hash": {"x": 1, "y": 2}, "list": [1, 2], "same": {"z": 3}}

    told = previous_attributes(
        before, {"a": 2, "hash": {"x": 1, "y": 3, "new": 4}, "list": [1], "same": {"z": 3}}
    )

    assert told == {"a": 1, "hash": {"y": 2, "new": None}, "list": [1, 2]}
