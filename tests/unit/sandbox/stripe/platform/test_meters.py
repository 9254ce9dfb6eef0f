"""https://docs.stripe.com/api/billing/meter and /meter-event"""

import pytest

from sandbox.stripe.core.world import World
from tests.unit.sandbox.stripe.platform.caller import START, Caller, Object, RefusedError
from tests.unit.sandbox.stripe.platform.sdk_types import faults

METERS, EVENTS = "/v1/billing/meters", "/v1/billing/meter_events"
DAY = 86_400


def made(us: Caller, formula: str = "sum", name: str = "calls") -> Object:
    aggregation = {"formula": formula}
    return us.post(METERS, display_name="Calls", event_name=name, default_aggregation=aggregation)


def reading(us: Caller, customer: str, value: str = "1", **more: object) -> Object:
    payload = {"stripe_customer_id": customer, "value": value}
    return us.post(EVENTS, **{"event_name": "calls", "payload": payload, **more})


def read(us: Caller, meter: Object, customer: str, start: int, end: int) -> list[float]:
    path = f"{METERS}/{meter['id']}/event_summaries"
    found = us.get(path, customer=customer, start_time=start, end_time=end)["data"]
    return [each["aggregated_value"] for each in found]


@pytest.mark.parametrize(("formula", "total"), [("sum", 7.5), ("count", 3.0), ("last", 2.5)])
def test_a_meter_sums_up_the_readings_of_one_customer(
    us: Caller, formula: str, total: float
) -> None:
    meter, ann, bea = made(us, formula), us.post("/v1/customers")["id"], us.post("/v1/customers")
    reading(us, ann, "2.5", timestamp=START - 10)
    reading(us, ann, "4", timestamp=START - 30)
    reading(us, ann, "1", timestamp=START - 20)
    reading(us, ann, "100", timestamp=START - DAY)
    reading(us, bea["id"], "50", timestamp=START - 10)

    assert read(us, meter, ann, START - 60, START) == [total]
    assert read(us, meter, ann, START, START + 60) == []


def test_what_it_makes_is_complete(us: Caller) -> None:
    meter, ann = made(us), us.post("/v1/customers")["id"]
    event = reading(us, ann)
    path = f"{METERS}/{meter['id']}/event_summaries"
    found = us.get(path, customer=ann, start_time=START - 60, end_time=START + 60)["data"][0]

    assert faults(meter) == []
    assert faults(event) == []
    assert faults(found) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"event_name": "unheard"}, "No active meter found for event name unheard"),
        ({"payload": {"value": "1"}}, "must contain the key stripe_customer_id"),
        ({"payload": {"stripe_customer_id": "cus_x", "value": "1"}}, "No such customer"),
        ({"timestamp": START - 36 * DAY}, "within the past 35 calendar days"),
        ({"timestamp": START + 301}, "5 minutes in the future"),
        ({"identifier": "taken"}, "already exists with identifier taken"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(us: Caller, change: Object, message: str) -> None:
    made(us)
    ann = us.post("/v1/customers")["id"]
    reading(us, ann, identifier="taken")

    with pytest.raises(RefusedError, match=message):
        reading(us, ann, **change)


@pytest.mark.parametrize("value", ["many", "NaN", "Infinity"])
def test_a_value_is_a_number(us: Caller, value: str) -> None:
    made(us)
    ann = us.post("/v1/customers")["id"]

    with pytest.raises(RefusedError, match="Invalid numeric value"):
        reading(us, ann, value)


def test_an_identifier_is_free_again_after_a_day(us: Caller, clockwork: World) -> None:
    made(us)
    ann = us.post("/v1/customers")["id"]
    reading(us, ann, identifier="a")

    clockwork.advance(START + DAY)

    assert reading(us, ann, identifier="a")["identifier"] == "a"


def test_a_meter_is_switched_off_and_on(us: Caller) -> None:
    meter, ann = made(us), us.post("/v1/customers")["id"]

    off = us.post(f"{METERS}/{meter['id']}/deactivate")
    with pytest.raises(RefusedError, match="No active meter"):
        reading(us, ann)
    on = us.post(f"{METERS}/{meter['id']}/reactivate")

    assert off["status_transitions"]["deactivated_at"] == START
    assert on["status"] == "active"
    assert [each["type"] for each in us.get("/v1/events", type="billing.*")["data"]] == [
        "billing.meter.reactivated",
        "billing.meter.deactivated",
        "billing.meter.created",
    ]


def test_one_event_name_belongs_to_one_active_meter(us: Caller) -> None:
    first = made(us)

    with pytest.raises(RefusedError, match="active meter with the event name calls already"):
        made(us)
    us.post(f"{METERS}/{first['id']}/deactivate")
    made(us)
    with pytest.raises(RefusedError, match="active meter with the event name calls already"):
        us.post(f"{METERS}/{first['id']}/reactivate")


def test_what_is_not_implemented_says_so(us: Caller) -> None:
    meter = made(us)
    us.post("/v1/products", name="API", id="a")
    metered = {"interval": "month", "usage_type": "metered", "meter": meter["id"]}

    with pytest.raises(RefusedError, match="not implemented here"):
        us.post("/v1/prices", product="a", currency="usd", unit_amount=1, recurring=metered)
    with pytest.raises(
        RefusedError, match="not implemented here: POST /v1/billing/meter_event_adj"
    ):
        us.post("/v1/billing/meter_event_adjustments", event_name="calls", type="cancel")
    with pytest.raises(RefusedError, match="not implemented here: GET /v1/entitlements/features"):
        us.get("/v1/entitlements/features")
