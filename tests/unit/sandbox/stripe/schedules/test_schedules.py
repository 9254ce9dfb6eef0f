"""https://docs.stripe.com/billing/subscriptions/subscription-schedules"""

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop, instant, shown

PATH = "/v1/subscription_schedules"


def planned(shop: Shop, *phases: Object, start: int | str = "now", **more: object) -> Object:
    customer = more.pop("customer", None) or shop.customer()
    return shop.post(PATH, customer=customer, start_date=start, phases=list(phases), **more)


def phase(price: str, **more: object) -> Object:
    return {"items": [{"price": price}], **more}


def month(count: int = 1) -> Object:
    return {"interval": "month", "interval_count": count}


def managed(shop: Shop, schedule: Object) -> Object:
    fresh = shop.get(f"{PATH}/{schedule['id']}")
    return shop.get(f"/v1/subscriptions/{fresh['subscription'] or fresh['released_subscription']}")


def test_a_schedule_that_starts_now_has_its_subscription_at_once(shop: Shop) -> None:
    schedule = planned(shop, phase(shop.price(), duration=month()))

    subscription = managed(shop, schedule)

    assert schedule["status"] == "active"
    assert schedule["current_phase"] == {
        "start_date": instant("2025-01-31T10:00:00"),
        "end_date": instant("2025-02-28T10:00:00"),
    }
    assert subscription["schedule"] == schedule["id"]
    assert subscription["status"] == "active"


def test_the_first_invoice_of_a_scheduled_subscription_waits_an_hour(shop: Shop) -> None:
    subscription = managed(shop, planned(shop, phase(shop.price(), duration=month())))

    drafted = shop.invoices(subscription)[0]["status"]
    shop.days_pass(1 / 12)

    assert drafted == "draft"
    assert shop.invoices(subscription)[0]["status"] == "paid"


def test_a_future_start_makes_nothing_until_its_day(shop: Shop) -> None:
    start = instant("2025-03-01T00:00:00")
    schedule = planned(shop, phase(shop.price(), duration=month()), start=start)
    before = shop.get("/v1/subscriptions")["data"]

    shop.it_is("2025-03-01T00:00:00")

    assert schedule["status"] == "not_started"
    assert schedule["subscription"] is None
    assert before == []
    assert managed(shop, schedule)["start_date"] == start


def test_a_schedule_starts_even_when_there_is_no_card_to_charge(shop: Shop) -> None:
    start = instant("2025-03-01T00:00:00")
    customer = shop.customer(card=None)
    schedule = planned(shop, phase(shop.price(), duration=month()), start=start, customer=customer)

    shop.it_is("2025-03-01T02:00:00")

    assert managed(shop, schedule)["status"] == "past_due"


def test_phases_follow_each_other_and_bill_their_own_prices(shop: Shop) -> None:
    small, big = shop.price(1000), shop.price(3000)
    schedule = planned(shop, phase(small, duration=month(2)), phase(big, duration=month()))

    shop.days_pass(85)
    subscription = managed(shop, schedule)

    totals = [each["total"] for each in shop.invoices(subscription)]
    assert totals == [1000, 1000, 3000]
    assert subscription["items"]["data"][0]["price"]["id"] == big


def test_months_are_counted_from_the_first_day_so_that_a_31st_comes_back(shop: Shop) -> None:
    price = shop.price()
    schedule = planned(shop, phase(price, duration=month()), phase(price, duration=month(2)))

    ends = [shown(each["end_date"]) for each in schedule["phases"]]

    assert ends == ["2025-02-28T10:00:00", "2025-04-30T10:00:00"]


def test_a_change_in_mid_period_is_prorated_as_the_phase_says(shop: Shop) -> None:
    middle = instant("2025-02-14T10:00:00")
    small, big = shop.price(1000), shop.price(3000)
    free = phase(big, duration=month(2), proration_behavior="none")
    prorated = phase(big, duration=month(2), proration_behavior="always_invoice")
    one = planned(shop, phase(small, end_date=middle), free)
    other = planned(shop, phase(small, end_date=middle), prorated)

    shop.days_pass(15)

    assert [each["total"] for each in shop.invoices(managed(shop, one))] == [1000]
    assert [each["total"] for each in shop.invoices(managed(shop, other))] == [1000, 1000]


def test_after_its_last_phase_the_subscription_is_released_and_lives_on(shop: Shop) -> None:
    schedule = planned(shop, phase(shop.price(), duration=month()))

    shop.days_pass(40)
    after, subscription = shop.get(f"{PATH}/{schedule['id']}"), managed(shop, schedule)

    assert after["status"] == "released"
    assert after["subscription"] is None
    assert after["released_subscription"] == subscription["id"]
    assert subscription["schedule"] is None
    assert subscription["status"] == "active"
    assert len(shop.invoices(subscription)) == 2


def test_a_schedule_that_cancels_takes_its_subscription_along(shop: Shop) -> None:
    schedule = planned(shop, phase(shop.price(), duration=month()), end_behavior="cancel")
    promised = managed(shop, schedule)["cancel_at"]

    shop.days_pass(40)

    assert shown(promised) == "2025-02-28T10:00:00"
    assert shop.get(f"{PATH}/{schedule['id']}")["status"] == "completed"
    assert managed(shop, schedule)["status"] == "canceled"
    assert len(shop.invoices(managed(shop, schedule))) == 1


def test_a_switch_that_ends_itself_is_disarmed_by_releasing_it(shop: Shop) -> None:
    """The other dead-man's switch of DESIGN.md section 5."""
    schedule = planned(shop, phase(shop.price(), duration=month()), end_behavior="cancel")

    shop.post(f"{PATH}/{schedule['id']}/release")
    shop.days_pass(40)

    assert managed(shop, schedule)["status"] == "active"
    assert managed(shop, schedule)["cancel_at"] is None


def test_a_release_can_keep_the_end_the_schedule_had_set(shop: Shop) -> None:
    schedule = planned(shop, phase(shop.price(), duration=month()), end_behavior="cancel")

    shop.post(f"{PATH}/{schedule['id']}/release", preserve_cancel_date=True)

    assert shown(managed(shop, schedule)["cancel_at"]) == "2025-02-28T10:00:00"


def test_a_trial_phase_is_free_and_the_next_one_is_billed(shop: Shop) -> None:
    price = shop.price()
    schedule = planned(
        shop, phase(price, duration=month(), trial=True), phase(price, duration=month())
    )
    trialing = managed(shop, schedule)["status"]

    shop.days_pass(30)

    assert trialing == "trialing"
    assert managed(shop, schedule)["status"] == "active"
    assert [each["total"] for each in shop.invoices(managed(shop, schedule))] == [0, 2000]


def test_a_phase_can_begin_a_new_cycle(shop: Shop) -> None:
    price, middle = shop.price(), instant("2025-02-14T10:00:00")
    fresh = phase(price, duration=month(2), billing_cycle_anchor="phase_start")
    schedule = planned(shop, phase(price, end_date=middle), fresh)

    shop.days_pass(15)

    assert managed(shop, schedule)["billing_cycle_anchor"] == middle


def test_another_interval_begins_with_its_phase(shop: Shop) -> None:
    monthly, yearly = shop.price(1000), shop.price(9000, "year")
    schedule = planned(
        shop,
        phase(monthly, duration=month()),
        phase(yearly, duration={"interval": "year", "interval_count": 1}),
    )

    shop.days_pass(40)

    assert [each["total"] for each in shop.invoices(managed(shop, schedule))] == [1000, 9000]


def test_a_running_subscription_is_taken_over_as_one_phase(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())

    schedule = shop.post(PATH, from_subscription=subscription["id"])

    item = subscription["items"]["data"][0]
    assert schedule["status"] == "active"
    assert schedule["phases"][0]["start_date"] == item["current_period_start"]
    assert schedule["phases"][0]["end_date"] == item["current_period_end"]
    assert schedule["phases"][0]["items"][0]["price"] == item["price"]["id"]
    assert shop.subscription(subscription)["schedule"] == schedule["id"]


def test_a_downgrade_at_the_end_of_the_period(shop: Shop) -> None:
    """docs.stripe.com/billing/subscriptions/subscription-schedules/use-cases, downgrade."""
    big, small = shop.price(3000), shop.price(1000)
    subscription = shop.subscribe(shop.customer(), big)
    schedule = shop.post(PATH, from_subscription=subscription["id"])
    now = schedule["phases"][0]
    shop.post(
        f"{PATH}/{schedule['id']}",
        phases=[
            phase(big, start_date=now["start_date"], end_date=now["end_date"]),
            phase(small, duration=month()),
        ],
    )

    shop.days_pass(40)

    assert [each["total"] for each in shop.invoices(subscription)] == [3000, 1000]


def test_a_change_of_the_current_phase_takes_effect_at_once(shop: Shop) -> None:
    small, big = shop.price(1000), shop.price(3000)
    schedule = planned(shop, phase(small, duration=month(3)))
    start = schedule["phases"][0]["start_date"]
    shop.days_pass(14)

    shop.post(
        f"{PATH}/{schedule['id']}",
        phases=[phase(big, start_date=start, duration=month(3))],
        proration_behavior="none",
    )

    subscription = managed(shop, schedule)
    assert subscription["items"]["data"][0]["price"]["id"] == big
    assert [each["total"] for each in shop.invoices(subscription)] == [1000]


def test_a_phase_ended_now_gives_way_to_the_next_one(shop: Shop) -> None:
    small, big = shop.price(1000), shop.price(3000)
    schedule = planned(shop, phase(small, duration=month(3)))
    start = schedule["phases"][0]["start_date"]
    shop.days_pass(10)

    shop.post(
        f"{PATH}/{schedule['id']}",
        phases=[phase(small, start_date=start, end_date="now"), phase(big, duration=month())],
    )

    assert managed(shop, schedule)["items"]["data"][0]["price"]["id"] == big


def test_everything_is_told_in_order(shop: Shop) -> None:
    count = len(shop.heard)
    planned(shop, phase(shop.price(), duration=month()), customer=shop.customer())
    made = [each for each in shop.types_since(count) if "sched" in each or "subscription" in each]
    count = len(shop.heard)

    shop.days_pass(40)
    later = [each for each in shop.types_since(count) if "schedule" in each]

    assert made == ["customer.subscription.created", "subscription_schedule.created"]
    assert later == ["subscription_schedule.expiring", "subscription_schedule.released"]


def test_a_subscription_cancelled_beside_its_schedule_ends_the_schedule(shop: Shop) -> None:
    schedule = planned(shop, phase(shop.price(), duration=month()))

    shop.delete(f"/v1/subscriptions/{schedule['subscription']}")

    assert shop.get(f"{PATH}/{schedule['id']}")["status"] == "canceled"


def test_a_debt_that_ends_the_subscription_aborts_the_schedule(shop: Shop) -> None:
    customer = shop.customer("chargeCustomerFail")
    planned(shop, phase(shop.price(), duration=month(6)), customer=customer)
    count = len(shop.heard)

    shop.days_pass(30)

    assert "subscription_schedule.aborted" in shop.types_since(count)


def test_the_end_of_a_managed_subscription_is_the_schedules_business(shop: Shop) -> None:
    """Wording: github.com/laravel/cashier-stripe/issues/1748"""
    schedule = planned(shop, phase(shop.price(), duration=month()))
    path = f"/v1/subscriptions/{schedule['subscription']}"

    with pytest.raises(RefusedError, match="managed by the subscription schedule `sub_sched_"):
        shop.post(path, cancel_at_period_end=True)
    with pytest.raises(RefusedError, match="not implemented here: changing items"):
        shop.post(path, items=[{"price": shop.price(5)}])
    assert shop.post(path, metadata={"a": "b"})["metadata"] == {"a": "b"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"phases": []}, "Missing required param: phases"),
        ({"start_date": None}, "Missing required param: start_date"),
        ({"end_behavior": "renew"}, "not implemented here: end_behavior=renew"),
        ({"customer": "cus_x"}, "No such customer"),
    ],
)
def test_an_incomplete_plan_is_refused(shop: Shop, change: Object, message: str) -> None:
    whole = {
        "customer": shop.customer(),
        "start_date": "now",
        "phases": [phase(shop.price(), duration=month())],
    }
    given = {name: value for name, value in {**whole, **change}.items() if value is not None}

    with pytest.raises(RefusedError, match=message):
        shop.post(PATH, **given)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"end_date": 1, "duration": month()}, "only specify one of these parameters"),
        ({"end_date": 1}, "end date of a phase must be after its start date"),
        ({"trial": True, "trial_end": 9999999999}, "only specify one of these parameters"),
        ({"trial": True, "billing_cycle_anchor": "phase_start"}, "cannot be set to `phase_start`"),
        ({"on_behalf_of": "acct_1"}, "not implemented here: parameter phases.on_behalf_of"),
    ],
)
def test_a_phase_that_contradicts_itself_is_refused(shop: Shop, more: Object, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        planned(shop, phase(shop.price(), **more))


def test_what_is_over_cannot_be_changed(shop: Shop) -> None:
    schedule = planned(shop, phase(shop.price(), duration=month()))
    shop.post(f"{PATH}/{schedule['id']}/release")

    for verb in ("", "/cancel", "/release"):
        with pytest.raises(RefusedError, match="currently in the `released` status"):
            shop.post(f"{PATH}/{schedule['id']}{verb}")


def test_an_update_is_anchored_in_the_current_phase(shop: Shop) -> None:
    """Wordings: github.com/stripe/stripe-dotnet/issues/1754, github.com/tierrun/tier/issues/93"""
    price = shop.price()
    path = f"{PATH}/{planned(shop, phase(price, duration=month()))['id']}"

    with pytest.raises(RefusedError, match="missing at least one phase with a `start_date`"):
        shop.post(path, phases=[phase(price, duration=month())])
    with pytest.raises(RefusedError, match="can not modify the start date of the current phase"):
        shop.post(path, phases=[phase(price, start_date=1_800_000_000, duration=month())])


def test_a_plan_that_never_started_is_simply_cancelled(shop: Shop) -> None:
    start = instant("2025-03-01T00:00:00")
    schedule = planned(shop, phase(shop.price(), duration=month()), start=start)

    cancelled = shop.post(f"{PATH}/{schedule['id']}/cancel")
    shop.it_is("2025-03-02T00:00:00")

    assert cancelled["status"] == "canceled"
    assert shop.get("/v1/subscriptions", status="all")["data"] == []


@pytest.mark.parametrize(("said", "totals"), [({}, [2000, -1000]), ({"prorate": False}, [2000])])
def test_a_running_one_is_settled_when_cancelled_unless_that_is_said(
    shop: Shop, said: Object, totals: list[int]
) -> None:
    """https://docs.stripe.com/api/subscription_schedules/cancel: both default to true."""
    schedule = planned(shop, phase(shop.price(), duration=month()))
    shop.days_pass(14)

    shop.post(f"{PATH}/{schedule['id']}/cancel", **said)

    assert managed(shop, schedule)["status"] == "canceled"
    assert [each["total"] for each in shop.invoices(managed(shop, schedule))] == totals


def test_schedules_are_listed_by_what_became_of_them(shop: Shop) -> None:
    later = planned(shop, phase(shop.price(), duration=month()), start=1_900_000_000)
    gone = planned(shop, phase(shop.price(), duration=month()))
    shop.post(f"{PATH}/{gone['id']}/release")

    def ids(**filters: object) -> list[str]:
        return [each["id"] for each in shop.get(PATH, **filters)["data"]]

    assert ids(scheduled=True) == [later["id"]]
    assert ids(released_at={"gte": 1}) == [gone["id"]]
    assert ids(customer=later["customer"]) == [later["id"]]


def test_a_subscription_is_taken_over_only_once(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())
    shop.post(PATH, from_subscription=subscription["id"])

    with pytest.raises(RefusedError, match="already attached to a schedule"):
        shop.post(PATH, from_subscription=subscription["id"])
    with pytest.raises(RefusedError, match="cannot set `metadata` if `from_subscription`"):
        shop.post(PATH, from_subscription=subscription["id"], metadata={"a": "b"})


def test_a_schedule_can_begin_in_the_past(shop: Shop) -> None:
    """docs.stripe.com/api/subscription_schedules/create, ``start_date``: backdates."""
    start = instant("2025-01-17T10:00:00")
    schedule = planned(shop, phase(shop.price(), duration=month(3)), start=start)

    subscription = managed(shop, schedule)

    assert subscription["start_date"] == start
    assert schedule["current_phase"]["start_date"] == start
    assert shown(schedule["current_phase"]["end_date"]) == "2025-04-17T10:00:00"


def test_what_was_over_before_it_began_is_refused(shop: Shop) -> None:
    start = instant("2024-01-17T10:00:00")

    with pytest.raises(RefusedError, match="first phase is over before it is created"):
        planned(shop, phase(shop.price(), duration=month()), start=start)


def test_a_phase_brings_its_coupon(shop: Shop) -> None:
    shop.post("/v1/coupons", id="half", percent_off=50, duration="forever")
    price = shop.price()
    schedule = planned(
        shop,
        phase(price, duration=month()),
        phase(price, duration=month(), discounts=[{"coupon": "half"}]),
    )

    shop.days_pass(40)

    assert schedule["phases"][1]["discounts"][0]["coupon"] == "half"
    assert [each["total"] for each in shop.invoices(managed(shop, schedule))] == [2000, 1000]


def test_a_coupon_nobody_made_is_refused_at_once(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="No such coupon"):
        planned(shop, phase(shop.price(), discounts=[{"coupon": "none"}]))


def test_a_phase_sells_something_along(shop: Shop) -> None:
    fee = shop.post("/v1/prices", product=shop.product, currency="usd", unit_amount=700)["id"]
    price = shop.price()
    schedule = planned(
        shop,
        phase(price, duration=month(), add_invoice_items=[{"price": fee}]),
        phase(price, duration=month()),
    )

    shop.days_pass(40)

    assert [each["total"] for each in shop.invoices(managed(shop, schedule))] == [2700, 2000]


def test_only_single_sales_are_sold_along(shop: Shop) -> None:
    monthly = shop.price()

    with pytest.raises(RefusedError, match="only accepts prices with `type=one_time`"):
        planned(shop, phase(monthly, add_invoice_items=[{"price": monthly}]))


def test_prices_that_do_not_fit_together_are_refused_before_their_phase(shop: Shop) -> None:
    monthly, yearly = shop.price(), shop.price(interval="year")
    mixed = {"items": [{"price": monthly}, {"price": yearly}], "duration": month()}

    with pytest.raises(RefusedError):
        planned(shop, phase(monthly, duration=month()), mixed, billing_mode={"type": "classic"})
    assert planned(shop, phase(monthly, duration=month()), mixed)["status"] == "active"


def test_a_plan_for_a_customer_who_is_gone_is_cancelled(shop: Shop) -> None:
    start = instant("2025-03-01T00:00:00")
    schedule = planned(shop, phase(shop.price(), duration=month()), start=start)
    shop.delete(f"/v1/customers/{schedule['customer']}")

    shop.it_is("2025-03-02T00:00:00")

    assert shop.get(f"{PATH}/{schedule['id']}")["status"] == "canceled"


def test_somebody_who_only_listened_knows_every_schedule_as_it_is(shop: Shop) -> None:
    price = shop.price()
    planned(shop, phase(price, duration=month()), phase(shop.price(5), duration=month()))
    ended = planned(shop, phase(price, duration=month()), end_behavior="cancel")
    shop.post(f"{PATH}/{ended['id']}", metadata={"a": "b"})
    planned(shop, phase(price, duration=month()), start=instant("2025-02-10T00:00:00"))
    shop.days_pass(45)

    assert shop.told("subscription_schedule") == shop.truth("subscription_schedule")
    assert shop.told("subscription") == shop.truth("subscription")
