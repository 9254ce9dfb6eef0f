"""docs.stripe.com/billing/subscriptions/change and …/prorations."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop, instant, period

MIDDLE = "2025-02-14T10:00:00"
"""Half of the 28 days from 31 January to 28 February."""


def change(shop: Shop, subscription: Object, **given: object) -> Object:
    return shop.post(f"/v1/subscriptions/{subscription['id']}", **given)


def item(subscription: Object) -> str:
    return str(subscription["items"]["data"][0]["id"])


def test_an_upgrade_is_settled_to_the_second_on_the_next_invoice(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.it_is(MIDDLE)

    change(shop, subscription, items=[{"id": item(subscription), "price": shop.price(2000)}])
    assert shop.charged()[customer] == 1000
    shop.it_is("2025-02-28T11:00:00")

    lines = shop.invoices(subscription)[-1]["lines"]["data"]
    assert [each["amount"] for each in lines] == [-500, 1000, 2000]
    assert lines[0]["description"] == "Unused time on Gold after 14 Feb 2025"
    assert shop.charged()[customer] == 1000 + 2500


def test_without_prorations_the_new_price_counts_from_the_next_period(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.it_is(MIDDLE)

    new = [{"id": item(subscription), "price": shop.price(2000)}]
    change(shop, subscription, items=new, proration_behavior="none")
    shop.it_is("2025-02-28T11:00:00")

    assert shop.charged()[customer] == 3000


def test_prorations_can_be_invoiced_at_once(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.it_is(MIDDLE)

    more = [{"id": item(subscription), "quantity": 3}]
    changed = change(shop, subscription, items=more, proration_behavior="always_invoice")

    assert shop.charged()[customer] == 1000 + 1000
    assert shop.invoices(subscription)[-1]["billing_reason"] == "subscription_update"
    assert changed["latest_invoice"] == shop.invoices(subscription)[-1]["id"]
    assert period(changed)[1] == "2025-02-28T10:00:00"


def test_a_downgrade_leaves_credit_that_the_next_invoice_uses(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2800))
    shop.it_is(MIDDLE)

    change(shop, subscription, items=[{"id": item(subscription), "price": shop.price(280)}])
    shop.it_is("2025-02-28T11:00:00")

    assert shop.charged()[customer] == 2800
    assert shop.get(f"/v1/customers/{customer}")["balance"] == 280 + 140 - 1400


@pytest.mark.parametrize(("mode", "credit"), [("classic", -1500), ("flexible", -500)])
def test_flexible_gives_back_what_was_charged_and_classic_what_it_costs_by_now(
    shop: Shop, mode: str, credit: int
) -> None:
    """docs.stripe.com/billing/subscriptions/billing-mode/compare, credit prorations."""
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000), billing_mode={"type": mode})
    shop.it_is(MIDDLE)

    three = [{"id": item(subscription), "quantity": 3}]
    change(shop, subscription, items=three, proration_behavior="none")
    change(shop, subscription, items=[{"id": item(subscription), "quantity": 1}])

    waiting = shop.get("/v1/invoiceitems", customer=customer, pending=True)["data"]
    assert sorted(each["amount"] for each in waiting) == [credit, 500]


@pytest.mark.parametrize(("mode", "amounts"), [("classic", [-452, 903]), ("flexible", [903])])
def test_time_that_was_free_is_given_back_in_classic_mode_only(
    shop: Shop, mode: str, amounts: list[int]
) -> None:
    """Moved here, paid elsewhere until its anchor, and upgraded 14 of 31 days before it."""
    customer, anchor = shop.customer(), instant("2025-02-28T10:00:00")
    subscription = shop.subscribe(
        customer,
        shop.price(1000),
        billing_cycle_anchor=anchor,
        billing_mode={"type": mode},
        proration_behavior="none",
    )
    shop.it_is(MIDDLE)

    change(shop, subscription, items=[{"id": item(subscription), "price": shop.price(2000)}])

    waiting = shop.get("/v1/invoiceitems", customer=customer, pending=True)["data"]
    assert sorted(each["amount"] for each in waiting) == amounts


def test_a_change_there_and_back_costs_nothing(shop: Shop) -> None:
    customer, price = shop.customer(), shop.price(1999)
    subscription = shop.subscribe(customer, price)
    shop.days_pass(9.7)

    change(shop, subscription, items=[{"id": item(subscription), "price": shop.price(3777)}])
    change(shop, subscription, items=[{"id": item(subscription), "price": price}])
    shop.it_is("2025-02-28T11:00:00")

    assert shop.charged()[customer] == 2 * 1999


def test_another_interval_begins_a_new_period_and_is_invoiced_at_once(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.it_is(MIDDLE)

    yearly = [{"id": item(subscription), "price": shop.price(10000, "year")}]
    changed = change(shop, subscription, items=yearly)

    assert period(changed) == (MIDDLE, "2026-02-14T10:00:00")
    assert shop.charged()[customer] == 1000 - 500 + 10000
    shop.it_is("2025-12-31T00:00:00")
    assert len(shop.invoices(subscription)) == 2


def test_a_reset_anchor_credits_and_charges_a_full_period(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.it_is(MIDDLE)

    changed = change(shop, subscription, billing_cycle_anchor={"type": "now"})

    assert changed["billing_cycle_anchor"] == instant(MIDDLE)
    assert shop.charged()[customer] == 1000 + 500


def test_items_can_be_added_and_removed(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    added = shop.post(
        "/v1/subscription_items", subscription=subscription["id"], price=shop.price(500)
    )
    assert added["current_period_end"] == instant("2025-02-28T10:00:00")

    path = f"/v1/subscription_items/{item(subscription)}"
    assert shop.delete(path, proration_behavior="none")["deleted"]
    with pytest.raises(RefusedError, match="No such subscription_item"):
        shop.get(path)
    shop.it_is("2025-02-28T11:00:00")

    assert shop.charged()[customer] == 1000 + 500 + 500


def test_the_last_item_stays(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())

    with pytest.raises(RefusedError, match="at least one active plan"):
        shop.delete(f"/v1/subscription_items/{item(subscription)}")


def test_metadata_is_merged_and_the_event_says_what_changed(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(), metadata={"a": "1", "b": "2"})

    change(shop, subscription, metadata={"b": "", "c": "3"})

    assert shop.subscription(subscription)["metadata"] == {"a": "1", "c": "3"}
    event = shop.heard[-1].render()
    assert event["type"] == "customer.subscription.updated"
    assert event["data"]["previous_attributes"] == {"metadata": {"b": "2", "c": None}}


def test_a_change_that_changes_nothing_is_not_announced(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(), metadata={"a": "1"})
    before = len(shop.heard)

    change(shop, subscription, metadata={"a": "1"}, cancel_at_period_end=False)

    assert not shop.types_since(before)


def test_what_is_over_takes_only_metadata(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())
    shop.delete(f"/v1/subscriptions/{subscription['id']}")

    with pytest.raises(RefusedError, match="can only update its cancellation_details"):
        change(shop, subscription, cancel_at_period_end=True)

    assert change(shop, subscription, metadata={"why": "moved"})["metadata"] == {"why": "moved"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"proration_date": 5}, "inside the current billing period"),
        ({"items": [{"id": "si_nobody"}]}, "No such subscription_item"),
        ({"cancel_at": "max_billed_until"}, "not implemented here: cancel_at=max_billed_until"),
        ({"discounts": [{"coupon": "x"}]}, "No such coupon: 'x'"),
        ({"pause_collection": {"behavior": "void", "resumes_at": 5}}, "in the future"),
    ],
)
def test_changes_that_are_refused(shop: Shop, given: dict[str, object], sentence: str) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())

    with pytest.raises(RefusedError, match=sentence):
        change(shop, subscription, **given)
