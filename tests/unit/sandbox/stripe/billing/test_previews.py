"""docs.stripe.com/api/invoices/create_preview: what is previewed is what is then invoiced."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.sandbox.stripe.billing.shop import DAY, Object, RefusedError, Shop, instant

PREVIEW = "/v1/invoices/create_preview"
MIDDLE = "2025-02-14T10:00:00"
HOUR = 3600


def said(invoice: Object) -> list[tuple[object, ...]]:
    """Everything a customer would read on the lines, to the second."""
    return [
        (
            line["amount"],
            line["description"],
            line["period"]["start"],
            line["period"]["end"],
            line["quantity"],
            (line["pricing"]["price_details"] or {}).get("price"),
        )
        for line in invoice["lines"]["data"]
    ]


def summed(invoice: Object) -> list[object]:
    names = ("billing_reason", "created", "currency", "customer", "subtotal", "total",
             "amount_due", "starting_balance", "period_start", "period_end")  # fmt: skip
    return [invoice[name] for name in names]


def first_item(subscription: Object) -> str:
    return str(subscription["items"]["data"][0]["id"])


rhythms = st.sampled_from([("day", 3), ("week", 2), ("month", 1), ("month", 3), ("year", 1)])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    start=st.integers(instant("2024-01-01T00:00:00"), instant("2028-12-31T00:00:00")),
    first=rhythms,
    second=rhythms,
    seconds=st.integers(0, 60 * DAY),
    balance=st.integers(-500, 500),
    data=st.data(),
)
def test_the_preview_is_the_next_invoice_line_by_line_to_the_second(
    start: int,
    first: tuple[str, int],
    second: tuple[str, int],
    seconds: int,
    balance: int,
    data: st.DataObject,
) -> None:
    shop = Shop(start=datetime.fromtimestamp(start, UTC).replace(tzinfo=None).isoformat())
    items = [
        {"price": shop.price(1999, *first), "quantity": 2},
        {"price": shop.price(501, *second)},
    ]
    customer = shop.customer(balance=balance)
    subscription = shop.post("/v1/subscriptions", customer=customer, items=items)
    shop.world.advance(start + seconds)
    subscription = shop.subscription(subscription)
    change = data.draw(changes(subscription, shop.price(777, *first)))
    before = {each["id"] for each in shop.invoices(subscription)}

    preview = shop.post(PREVIEW, subscription=subscription["id"], subscription_details=change)
    if change:
        shop.post(f"/v1/subscriptions/{subscription['id']}", **change)
    created: Any = ()
    while not created:
        created = [each for each in shop.invoices(subscription) if each["id"] not in before]
        shop.world.advance(shop.world.due()[0].when if not created else shop.world.clock)

    assert said(preview) == said(created[0])
    assert summed(preview)[:7] == summed(created[0])[:7]
    assert preview["period_end"] == created[0]["period_end"]


def changes(subscription: Object, price: str) -> st.SearchStrategy[Object]:
    """Nothing, another price, another quantity, a removal, a new anchor; prorated in every way."""
    items = st.sampled_from(
        [
            {},
            {"items": [{"id": first_item(subscription), "price": price}]},
            {"items": [{"id": first_item(subscription), "quantity": 7}]},
            {"items": [{"id": first_item(subscription), "deleted": True}]},
            {"billing_cycle_anchor": {"type": "now"}},
        ]
    )
    behaviors = st.sampled_from(["create_prorations", "always_invoice", "none"])
    return st.builds(
        lambda what, how: {**what, "proration_behavior": how} if what else {}, items, behaviors
    )


def test_a_preview_changes_nothing_and_nobody_hears_of_it(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(1000))
    heard, truth = len(shop.heard), shop.truth("subscription")

    preview = shop.post(PREVIEW, subscription=subscription["id"])

    assert preview["id"].startswith("upcoming_in_")
    assert preview["status"] == "draft"
    assert len(shop.heard) == heard
    assert shop.truth("subscription") == truth
    assert len(shop.invoices(subscription)) == 1


def test_a_subscription_set_to_end_has_no_next_invoice_unless_the_flag_is_lifted(
    shop: Shop,
) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(1000), cancel_at_period_end=True)

    with pytest.raises(RefusedError, match="No upcoming invoices") as refused:
        shop.post(PREVIEW, subscription=subscription["id"])
    goes_on = {"cancel_at_period_end": False}
    preview = shop.post(PREVIEW, subscription=subscription["id"], subscription_details=goes_on)

    assert (refused.value.status, refused.value.error["code"]) == (404, "invoice_upcoming_none")
    assert preview["total"] == 1000
    assert preview["period_end"] == instant("2025-02-28T10:00:00")


def test_a_subscription_that_does_not_exist_yet_can_be_previewed(shop: Shop) -> None:
    details = {"items": [{"price": shop.price(1000), "quantity": 2}]}

    preview = shop.post(
        PREVIEW, customer_details={"address": {"country": "PL"}}, subscription_details=details
    )
    later = shop.post(
        PREVIEW,
        customer=shop.customer(card=None),
        subscription_details={**details, "start_date": instant("2025-03-01T00:00:00")},
    )

    assert (preview["total"], preview["billing_reason"]) == (2000, "subscription_create")
    assert later["lines"]["data"][0]["period"]["start"] == instant("2025-03-01T00:00:00")


def test_a_boundary_already_paid_for_is_previewed_where_it_will_be_charged(shop: Shop) -> None:
    """STRIPE.md §3: anchor at the boundary, no proration, no invoice until then."""
    boundary = instant("2025-02-20T12:34:56")
    details = {
        "items": [{"price": shop.price(1000)}],
        "billing_cycle_anchor": {"type": "timestamp", "timestamp": boundary},
        "proration_behavior": "none",
    }

    preview = shop.post(PREVIEW, customer=shop.customer(), subscription_details=details)

    assert (preview["created"], preview["total"]) == (boundary, 1000)
    assert preview["lines"]["data"][0]["period"]["start"] == boundary


def test_cancelling_now_can_be_previewed(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(1000))
    shop.it_is(MIDDLE)

    details = {"cancel_now": True}
    preview = shop.post(PREVIEW, subscription=subscription["id"], subscription_details=details)

    assert [line["amount"] for line in preview["lines"]["data"]] == [-500]


def test_things_to_be_added_by_hand_can_be_previewed(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    waits = shop.post("/v1/invoiceitems", customer=customer, amount=300, currency="usd")

    extra = [{"amount": 50}, {"invoiceitem": waits["id"], "amount": 400}]
    preview = shop.post(PREVIEW, subscription=subscription["id"], invoice_items=extra)
    alone = shop.post(
        PREVIEW, customer=shop.customer(), invoice_items=[{"amount": 70, "currency": "usd"}]
    )

    assert preview["total"] == 1000 + 400 + 50
    assert (alone["total"], alone["billing_reason"]) == (70, "manual")


def test_every_line_of_a_long_preview_can_be_listed(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    for amount in range(1, 15):
        shop.post("/v1/invoiceitems", customer=customer, amount=amount, currency="usd")

    preview = shop.post(PREVIEW, subscription=subscription["id"])
    every = shop.get(f"/v1/invoices/{preview['id']}/lines", limit=100)["data"]

    assert (len(preview["lines"]["data"]), preview["lines"]["has_more"]) == (10, True)
    assert sum(line["amount"] for line in every) == preview["total"] == 1000 + 105


def test_a_renewal_is_announced_a_week_ahead_with_the_invoice_it_will_make(shop: Shop) -> None:
    """docs.stripe.com/api/events/types, invoice.upcoming."""
    subscription = shop.subscribe(shop.customer(), shop.price(1000))
    shop.it_is("2025-02-21T10:00:00")

    [told] = [event.render() for event in shop.heard if event.type == "invoice.upcoming"]
    shop.it_is("2025-02-28T11:00:00")

    forecast = told["data"]["object"]
    assert "id" not in forecast
    assert forecast["next_payment_attempt"] == instant("2025-02-28T10:00:00") + HOUR
    assert said(forecast) == said(shop.invoices(subscription)[-1])


def test_nothing_is_announced_of_what_ends_or_renews_within_a_week(shop: Shop) -> None:
    shop.subscribe(shop.customer(), shop.price(1000), cancel_at_period_end=True)
    shop.subscribe(shop.customer(), shop.price(1000, "week"))

    shop.days_pass(40)

    assert "invoice.upcoming" not in shop.types_since(0)


def phases(shop: Shop, start: object, *amounts: int) -> Object:
    """A schedule that changes the price every month."""
    each = [
        {"items": [{"price": shop.price(amount)}], "duration": {"interval": "month"}}
        for amount in amounts
    ]
    return shop.post(
        "/v1/subscription_schedules", customer=shop.customer(), start_date=start, phases=each
    )


def test_a_subscription_on_a_schedule_is_previewed_in_its_next_phase(shop: Shop) -> None:
    schedule = phases(shop, "now", 1000, 2000)

    by_schedule = shop.post(PREVIEW, schedule=schedule["id"])
    by_subscription = shop.post(PREVIEW, subscription=schedule["subscription"])
    shop.it_is("2025-02-28T10:30:00")

    made = shop.invoices({"id": schedule["subscription"]})[-1]
    assert said(by_schedule) == said(by_subscription) == said(made)
    assert made["total"] == 2000


def test_a_schedule_that_has_not_begun_is_previewed_from_its_beginning(shop: Shop) -> None:
    start = instant("2025-02-10T00:00:00")

    preview = shop.post(PREVIEW, schedule=phases(shop, start, 1000)["id"])

    assert (preview["created"], preview["total"]) == (start, 1000)
