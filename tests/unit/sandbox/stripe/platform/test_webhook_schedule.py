"""https://docs.stripe.com/webhooks#automatic-retries"""

from sandbox.stripe.core.world import World
from sandbox.stripe.webhooks.schedule import LIVE, TEST, gap
from sandbox.stripe.webhooks.thin import thin
from tests.unit.sandbox.stripe.platform.caller import Caller

HOUR = 3600


def test_live_deliveries_are_tried_for_three_days_ever_more_rarely() -> None:
    assert list(LIVE) == sorted(LIVE)
    assert 70 * HOUR < sum(LIVE) <= 72 * HOUR
    assert gap(len(LIVE), livemode=True) is None


def test_test_deliveries_are_retried_three_times_within_a_few_hours() -> None:
    assert [gap(attempt, livemode=False) for attempt in range(4)] == [*TEST, None]
    assert sum(TEST) < 5 * HOUR


def test_a_thin_event_names_its_object_and_shows_nothing_of_it(
    us: Caller, clockwork: World
) -> None:
    made = us.post("/v1/customers", name="Ann")
    (event,) = clockwork.accounts["us"].events

    told = thin(event)

    assert told["object"] == "v2.core.event"
    assert told["type"] == "v1.customer.created"
    assert told["created"] == "2025-01-31T10:00:00.000Z"
    assert told["related_object"] == {
        "id": made["id"],
        "type": "customer",
        "url": f"/v1/customers/{made['id']}",
    }
    assert "data" not in told
