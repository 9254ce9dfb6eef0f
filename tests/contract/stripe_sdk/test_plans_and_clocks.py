"""Schedules, test clocks, meters and search as stripe-python speaks them."""

import pytest
from stripe import InvalidRequestError, StripeClient
from stripe import PermissionError as StripePermissionError

from tests.contract.stripe_sdk.conftest import client
from tests.contract.stripe_sdk.control import Control

DAY = 86_400
START = 1_800_000_000
"""2027-01-15 08:00 UTC."""


def price(us: StripeClient, amount: int = 2000) -> str:
    made = us.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": amount,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Gold"},
        }
    )
    return made.id


def test_a_schedule_on_a_test_clock_goes_from_phase_to_phase(us: StripeClient) -> None:
    clock = us.v1.test_helpers.test_clocks.create({"frozen_time": START})
    customer = us.v1.customers.create(
        {
            "test_clock": clock.id,
            "payment_method": "pm_card_visa",
            "invoice_settings": {"default_payment_method": "pm_card_visa"},
        }
    )
    schedule = us.v1.subscription_schedules.create(
        {
            "customer": customer.id,
            "start_date": START,
            "end_behavior": "cancel",
            "phases": [
                {"items": [{"price": price(us, 1000)}], "duration": {"interval": "month"}},
                {"items": [{"price": price(us, 3000)}], "duration": {"interval": "month"}},
            ],
        }
    )

    for days in (40, 70):
        us.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": START + days * DAY})

    done = us.v1.subscription_schedules.retrieve(schedule.id)
    invoices = us.v1.invoices.list({"customer": customer.id}).data
    assert us.v1.test_helpers.test_clocks.retrieve(clock.id).status == "ready"
    assert done.status == "completed"
    assert [(each.total, each.status) for each in invoices] == [(3000, "paid"), (1000, "paid")]
    assert us.v1.subscriptions.retrieve(str(done.subscription)).status == "canceled"


def test_a_downgrade_is_planned_on_a_running_subscription(us: StripeClient) -> None:
    customer = us.v1.customers.create(
        {
            "payment_method": "pm_card_visa",
            "invoice_settings": {"default_payment_method": "pm_card_visa"},
        }
    )
    big, small = price(us, 3000), price(us, 1000)
    running = us.v1.subscriptions.create({"customer": customer.id, "items": [{"price": big}]})
    schedule = us.v1.subscription_schedules.create({"from_subscription": running.id})
    now = schedule.phases[0]

    changed = us.v1.subscription_schedules.update(
        schedule.id,
        {
            "phases": [
                {
                    "items": [{"price": big}],
                    "start_date": now.start_date,
                    "end_date": now.end_date,
                },
                {"items": [{"price": small}]},
            ]
        },
    )
    with pytest.raises(InvalidRequestError, match="managed by the subscription schedule"):
        us.v1.subscriptions.update(running.id, {"cancel_at_period_end": True})
    released = us.v1.subscription_schedules.release(schedule.id)

    assert len(changed.phases) == 2
    assert released.released_subscription == running.id


def test_all_pages_of_a_search_are_walked(us: StripeClient, sandbox: Control) -> None:
    for name in "abc":
        us.v1.customers.create({"name": name, "metadata": {"kind": "letter"}})
    sandbox.post("clock", by=60)

    found = us.v1.customers.search({"query": "metadata['kind']:'letter'", "limit": 1})

    assert [each.name for each in found.auto_paging_iter()] == ["c", "b", "a"]


def test_usage_is_reported_and_summed_up(us: StripeClient) -> None:
    meter = us.v1.billing.meters.create(
        {"display_name": "Calls", "event_name": "calls", "default_aggregation": {"formula": "sum"}}
    )
    customer = us.v1.customers.create().id
    for value in ("2", "3"):
        us.v1.billing.meter_events.create(
            {"event_name": "calls", "payload": {"stripe_customer_id": customer, "value": value}}
        )

    span = {"start_time": 1_738_317_540, "end_time": 1_738_317_660}
    found = us.v1.billing.meters.event_summaries.list(
        meter.id,
        {"customer": customer, "start_time": span["start_time"], "end_time": span["end_time"]},
    )

    assert [each.aggregated_value for each in found.data] == [5]


def test_a_restricted_key_is_told_which_permission_it_lacks(sandbox: Control) -> None:
    alias = f"kiosk{len(sandbox.get('accounts'))}"
    key = f"rk_test_{alias}"
    sandbox.post("accounts", alias=alias, keys=[f"sk_test_{alias}", key])
    sandbox.put(f"accounts/{alias}/keys/{key}", permissions={"customer": "read"})
    kiosk = client(sandbox, key)

    assert kiosk.v1.customers.list().data == []
    with pytest.raises(StripePermissionError, match="rak_customer_write"):
        kiosk.v1.customers.create()
