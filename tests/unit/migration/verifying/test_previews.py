"""MIG-8: both next invoices can be seen although one side is always set to end."""

import pytest

from carryover.migration.stripe_json import boundary
from carryover.migration.verifying.previews import asking_source, asking_target
from tests.unit.migration.verifying.accounts import DAY, House


@pytest.fixture
def house() -> House:
    return House()


def test_a_source_that_runs_is_previewed_as_it_is(house: House) -> None:
    sold = house.sells(house.customer())

    asked = asking_source(house.subscription("us", sold))

    assert "subscription_details" not in asked


def test_a_stopped_source_still_shows_what_it_would_have_charged(house: House) -> None:
    sold = house.sells(house.customer())
    spec = house.spec(sold)
    before = house.preview("us", spec)
    house.stops(spec)

    after = house.preview("us", spec)

    assert (after["total"], after["period_end"]) == (before["total"], spec.boundary)


def test_an_armed_target_shows_what_it_would_charge_once_disarmed(house: House) -> None:
    spec = house.spec(house.sells(house.customer()))
    target = house.arms(spec)

    seen = house.preview("new", spec, target)

    assert seen["period_end"] == spec.boundary
    assert seen["lines"]["data"][0]["period"]["start"] == spec.boundary


def test_items_of_different_intervals_end_by_date_and_are_previewed_all_the_same(
    house: House,
) -> None:
    sold = house.sells(house.customer(), house.price(1000), house.price(9000, "year"))
    spec = house.spec(sold, ends_by_date=True)
    house.stops(spec)

    seen = house.preview("us", spec)

    assert seen["total"] == 1000


def test_an_end_agreed_later_stays_in_the_preview_of_both_sides(house: House) -> None:
    sold = house.sells(house.customer(), house.price(3100))
    renews = boundary(house.subscription("us", sold))
    ends = renews + 10 * DAY
    house.has("us", f"subscriptions/{sold}", cancel_at=ends, proration_behavior="none")
    spec = house.spec(sold, cancel_at=ends)
    before = house.preview("us", spec)
    target = house.arms(spec)

    armed = house.preview("new", spec, target)
    house.stops(spec)
    stopped = house.preview("us", spec)
    house.disarms(spec, target)
    alive = house.preview("new", spec, target)

    for seen in (before, armed, stopped, alive):
        assert seen["lines"]["data"][0]["period"] == {"start": renews, "end": ends}
        assert seen["total"] == before["total"]


def test_a_trial_is_previewed_at_its_end(house: House) -> None:
    sold = house.sells(house.customer(), trial_period_days=20)
    spec = house.spec(sold)
    target = house.arms(spec)

    seen = house.preview("new", spec, target)

    assert seen["period_end"] == spec.trial_end == spec.boundary


def test_what_a_schedule_decides_is_not_overruled(house: House) -> None:
    sold = house.sells(house.customer())
    house.has("us", "subscription_schedules", from_subscription=sold)
    seen = {**house.subscription("us", sold), "cancel_at": 1, "cancel_at_period_end": True}

    assert "subscription_details" not in asking_target(seen)
