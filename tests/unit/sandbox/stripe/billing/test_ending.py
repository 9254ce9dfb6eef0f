"""docs.stripe.com/billing/subscriptions/cancel."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop, instant, shown


def change(shop: Shop, subscription: Object, **given: object) -> Object:
    return shop.post(f"/v1/subscriptions/{subscription['id']}", **given)


def test_cancelling_at_period_end_ends_it_at_that_second_without_another_charge(
    shop: Shop,
) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000))
    shop.days_pass(1)

    planned = change(shop, subscription, cancel_at_period_end=True)
    assert (planned["cancel_at"], planned["canceled_at"]) == (
        instant("2025-02-28T10:00:00"),
        instant("2025-02-01T10:00:00"),
    )
    shop.it_is("2025-02-28T09:59:59")
    assert shop.subscription(subscription)["status"] == "active"
    shop.it_is("2025-03-31T00:00:00")

    ended = shop.subscription(subscription)
    assert (ended["status"], shown(ended["ended_at"])) == ("canceled", "2025-02-28T10:00:00")
    assert ended["cancellation_details"]["reason"] == "cancellation_requested"
    assert shop.charged()[customer] == 2000
    assert shop.heard[-1].type == "customer.subscription.deleted"


@pytest.mark.parametrize(("behavior", "charged"), [("create_prorations", 1000), ("none", 2000)])
def test_an_end_inside_the_first_period_shortens_the_price_only_if_prorated(
    shop: Shop, behavior: str, charged: int
) -> None:
    """docs.stripe.com/api/subscriptions/create, cancel_at: "If set to a date before the current
    period has ended, this will cause a proration if prorations have been enabled"."""
    customer, end = shop.customer(), instant("2025-02-14T10:00:00")
    shop.subscribe(customer, shop.price(2000), cancel_at=end, proration_behavior=behavior)
    shop.days_pass(30)

    assert shop.charged()[customer] == charged


def test_a_subscription_born_with_the_flag_ends_itself_unless_disarmed(shop: Shop) -> None:
    """The dead-man's switch of DESIGN.md §5: inert until the boundary, and gone after it."""
    customer = shop.customer()
    armed = {
        "billing_cycle_anchor": instant("2025-02-20T00:00:00"),
        "proration_behavior": "none",
        "cancel_at_period_end": True,
    }
    forgotten = shop.subscribe(customer, shop.price(), **armed)
    disarmed = shop.subscribe(customer, shop.price(1500), **armed)
    change(shop, disarmed, cancel_at_period_end=False)

    shop.it_is("2025-02-20T01:00:00")

    assert shop.subscription(forgotten)["status"] == "canceled"
    assert shop.subscription(disarmed)["status"] == "active"
    assert shop.subscription(disarmed)["cancel_at"] is None
    assert shop.charged()[customer] == 1500


def test_the_flag_can_be_taken_back(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000))

    change(shop, subscription, cancel_at_period_end=True)
    back = change(shop, subscription, cancel_at_period_end=False)
    shop.it_is("2025-02-28T11:00:00")

    assert (back["cancel_at"], back["canceled_at"]) == (None, None)
    assert shop.charged()[customer] == 4000


def test_cancel_at_in_a_later_period_charges_that_period_in_part(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(3100))
    change(shop, subscription, cancel_at=instant("2025-03-10T10:00:00"))

    shop.it_is("2025-04-30T00:00:00")

    # 10 of the 31 days from 28 February to 31 March
    assert shop.charged()[customer] == 3100 + 1000
    assert shown(shop.subscription(subscription)["ended_at"]) == "2025-03-10T10:00:00"


def test_min_period_end_is_the_end_of_the_current_period(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())

    changed = change(shop, subscription, cancel_at="min_period_end")

    assert changed["cancel_at"] == instant("2025-02-28T10:00:00")
    assert change(shop, subscription, cancel_at="")["cancel_at"] is None


def test_cancelling_now_stops_the_collection_of_open_invoices(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000))
    shop.gets_card(customer, "chargeCustomerFail")
    shop.it_is("2025-02-28T11:00:00")

    feedback = {"feedback": "too_expensive", "comment": "no"}
    ended = shop.delete(f"/v1/subscriptions/{subscription['id']}", cancellation_details=feedback)
    shop.gets_card(customer, "visa")
    shop.days_pass(30)

    assert ended["status"] == "canceled"
    reason = {"reason": "cancellation_requested", "feedback_option": None}
    assert ended["cancellation_details"] == {**feedback, **reason}
    assert shop.invoices(subscription)[-1]["status"] == "open"
    assert not shop.invoices(subscription)[-1]["auto_advance"]
    assert shop.charged()[customer] == 2000


def test_pending_prorations_are_invoiced_when_it_ends_as_agreed(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.it_is("2025-02-14T10:00:00")
    item = subscription["items"]["data"][0]["id"]
    change(shop, subscription, items=[{"id": item, "quantity": 3}], cancel_at_period_end=True)

    shop.it_is("2025-03-01T00:00:00")

    assert shop.subscription(subscription)["status"] == "canceled"
    assert shop.charged()[customer] == 1000 + 1000


def test_a_cancelled_subscription_cannot_be_cancelled_again(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())
    shop.delete(f"/v1/subscriptions/{subscription['id']}")

    with pytest.raises(RefusedError, match="No such subscription") as refused:
        shop.delete(f"/v1/subscriptions/{subscription['id']}")

    assert refused.value.status == 404


def test_unused_time_is_given_back_and_settled_when_asked(shop: Shop) -> None:
    """docs.stripe.com/api/subscriptions/cancel, prorate and invoice_now."""
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.it_is("2025-02-14T10:00:00")

    shop.delete(f"/v1/subscriptions/{subscription['id']}", prorate=True, invoice_now=True)

    final = shop.invoices(subscription)[-1]
    assert (final["total"], final["status"]) == (-500, "paid")
    assert shop.get(f"/v1/customers/{customer}")["balance"] == -500


def test_unused_time_waits_as_an_invoice_item_when_nothing_is_invoiced_now(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(1000))
    shop.it_is("2025-02-14T10:00:00")

    shop.delete(f"/v1/subscriptions/{subscription['id']}", prorate=True)

    [waits] = shop.get("/v1/invoiceitems", customer=customer, pending=True)["data"]
    assert waits["amount"] == -500
    assert len(shop.invoices(subscription)) == 1


def test_lists_leave_out_what_is_cancelled_unless_asked(shop: Shop) -> None:
    customer, price = shop.customer(), shop.price()
    gone, here = shop.subscribe(customer, price), shop.subscribe(customer, price)
    shop.delete(f"/v1/subscriptions/{gone['id']}")

    def listed(**filters: object) -> list[str]:
        found = shop.get("/v1/subscriptions", customer=customer, **filters)
        return [each["id"] for each in found["data"]]

    assert listed() == [here["id"]]
    assert listed(status="all") == [here["id"], gone["id"]]
    assert listed(status="canceled") == listed(status="ended") == [gone["id"]]
    assert listed(status="all", price=shop.price()) == []
