"""https://docs.stripe.com/billing/testing/test-clocks/api-advanced-usage"""

import pytest

from tests.unit.sandbox.stripe.billing.shop import (
    Object,
    RefusedError,
    Shop,
    instant,
    period,
    shown,
)

CLOCKS = "/v1/test_helpers/test_clocks"


def clock(shop: Shop, at: str = "2026-01-31T08:00:00", **more: object) -> Object:
    return shop.post(CLOCKS, frozen_time=instant(at), **more)


def subscriber(shop: Shop, made: Object, interval: str = "month") -> Object:
    customer = shop.customer(test_clock=made["id"])
    return shop.subscribe(customer, shop.price(interval=interval))


def advance(shop: Shop, made: Object, to: str) -> Object:
    return shop.post(f"{CLOCKS}/{made['id']}/advance", frozen_time=instant(to))


def test_what_belongs_to_a_clock_is_made_at_its_time(shop: Shop) -> None:
    made = clock(shop)

    subscription = subscriber(shop, made)

    assert shown(subscription["created"]) == "2026-01-31T08:00:00"
    assert subscription["test_clock"] == made["id"]
    assert period(subscription) == ("2026-01-31T08:00:00", "2026-02-28T08:00:00")
    assert shop.invoices(subscription)[0]["test_clock"] == made["id"]


def test_payments_keep_the_real_time(shop: Shop) -> None:
    """https://github.com/stripe/stripe-python/issues/1183"""
    subscription = subscriber(shop, clock(shop))

    intents = shop.get("/v1/payment_intents", customer=subscription["customer"])["data"]

    assert intents[0]["created"] == shop.world.clock


def test_only_its_own_clock_moves_a_subscription(shop: Shop) -> None:
    made = clock(shop)
    subscription = subscriber(shop, made)
    shop.days_pass(6)
    waited = len(shop.invoices(subscription))

    advance(shop, made, "2026-02-28T10:00:00")

    assert waited == 1
    assert [each["status"] for each in shop.invoices(subscription)] == ["paid", "paid"]
    assert shown(shop.invoices(subscription)[1]["created"]) == "2026-02-28T08:00:00"


def test_a_clock_advances_and_then_is_ready(shop: Shop) -> None:
    made = clock(shop)

    moving = advance(shop, made, "2026-03-01T00:00:00")
    arrived = shop.get(f"{CLOCKS}/{made['id']}")

    assert moving["status"] == "advancing"
    assert moving["status_details"]["advancing"]["target_frozen_time"] == instant(
        "2026-03-01T00:00:00"
    )
    assert moving["frozen_time"] == instant("2026-01-31T08:00:00")
    assert arrived["status"] == "ready"
    assert arrived["frozen_time"] == instant("2026-03-01T00:00:00")
    assert [each for each in shop.types_since(0) if "clock" in each] == [
        "test_helpers.test_clock.created",
        "test_helpers.test_clock.advancing",
        "test_helpers.test_clock.ready",
    ]


@pytest.mark.parametrize(
    ("interval", "furthest", "too_far"),
    [
        ("month", "2026-03-31T08:00:00", "2026-03-31T08:00:01"),
        ("week", "2026-02-14T08:00:00", "2026-02-14T08:00:01"),
        (None, "2028-01-31T08:00:00", "2028-01-31T08:00:01"),
    ],
)
def test_a_clock_goes_two_intervals_of_the_shortest_subscription_at_once(
    shop: Shop, interval: str | None, furthest: str, too_far: str
) -> None:
    """https://docs.stripe.com/api/test_clocks/advance, ``frozen_time``"""
    made = clock(shop)
    if interval:
        subscriber(shop, made, "year")
        subscriber(shop, made, interval)

    with pytest.raises(RefusedError, match="more than two intervals"):
        advance(shop, made, too_far)
    assert advance(shop, made, furthest)["status"] == "advancing"


def test_a_clock_never_goes_back(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="must be after the test clock's current frozen time"):
        advance(shop, clock(shop), "2026-01-31T08:00:00")


def test_a_clock_has_room_for_three_customers_with_three_subscriptions(shop: Shop) -> None:
    made = clock(shop)
    customers = [shop.customer(test_clock=made["id"]) for _ in range(3)]
    for _ in range(3):
        shop.subscribe(customers[0], shop.price())

    with pytest.raises(RefusedError, match="up to 3 customers per test clock"):
        shop.customer(test_clock=made["id"])
    with pytest.raises(RefusedError, match="up to 3 subscriptions per customer"):
        shop.subscribe(customers[0], shop.price())


def test_lists_leave_out_what_lives_by_a_clock_unless_asked_for(shop: Shop) -> None:
    """https://github.com/stripe/stripe-cli/issues/1314"""
    made = clock(shop)
    subscription = subscriber(shop, made)
    customer = subscription["customer"]

    assert shop.get("/v1/customers")["data"] == []
    assert shop.get("/v1/subscriptions")["data"] == []
    assert shop.get("/v1/charges")["data"] == []
    assert [each["id"] for each in shop.get("/v1/customers", test_clock=made["id"])["data"]] == [
        customer
    ]
    assert len(shop.get("/v1/subscriptions", customer=customer)["data"]) == 1
    assert len(shop.get("/v1/subscriptions", test_clock=made["id"])["data"]) == 1
    assert len(shop.get("/v1/charges", customer=customer)["data"]) == 1


def test_deleting_a_clock_deletes_all_that_lives_by_it(shop: Shop) -> None:
    made = clock(shop)
    subscription = subscriber(shop, made)

    shop.delete(f"{CLOCKS}/{made['id']}")

    assert shop.get(f"/v1/customers/{subscription['customer']}")["deleted"] is True
    with pytest.raises(RefusedError, match="No such subscription"):
        shop.subscription(subscription)
    assert shop.types_since(0)[-1] == "test_helpers.test_clock.deleted"


def test_a_forgotten_clock_deletes_itself(shop: Shop) -> None:
    made = clock(shop)

    shop.days_pass(8)

    with pytest.raises(RefusedError, match=r"No such test_helpers\.test_clock"):
        shop.get(f"{CLOCKS}/{made['id']}")


def test_an_existing_customer_can_be_put_on_a_new_clock(shop: Shop) -> None:
    """https://docs.stripe.com/changelog/dahlia/2026-05-27/test-clock-creation-customer-parameter"""
    customer = shop.customer()

    made = clock(shop, customer=customer)

    assert shop.get(f"/v1/customers/{customer}")["test_clock"] == made["id"]
    with pytest.raises(RefusedError, match="attached to a test clock already"):
        clock(shop, customer=customer)


def test_events_of_an_old_clock_can_be_read_for_thirty_days_all_the_same(shop: Shop) -> None:
    subscriber(shop, clock(shop, "2020-01-31T08:00:00"))

    types = {each["type"] for each in shop.get("/v1/events", limit=100)["data"]}

    assert "customer.subscription.created" in types


def test_a_schedule_lives_by_the_clock_of_its_customer(shop: Shop) -> None:
    made = clock(shop)
    customer = shop.customer(test_clock=made["id"])
    start = instant("2026-03-01T00:00:00")
    schedule = shop.post(
        "/v1/subscription_schedules",
        customer=customer,
        start_date=start,
        phases=[{"items": [{"price": shop.price()}]}],
    )

    advance(shop, made, "2026-03-02T00:00:00")

    assert schedule["test_clock"] == made["id"]
    assert shop.get(f"/v1/subscription_schedules/{schedule['id']}")["status"] == "active"
