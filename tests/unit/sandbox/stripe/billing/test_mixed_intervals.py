"""docs.stripe.com/billing/subscriptions/mixed-interval."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop, instant, shown


def mixed(shop: Shop, **given: object) -> Object:
    """15 a month and 100 a quarter, the example of the page, from 1 January 2024."""
    items = [{"price": shop.price(1500)}, {"price": shop.price(10000, "month", 3)}]
    return shop.post("/v1/subscriptions", customer=shop.customer(), items=items, **given)


@pytest.fixture
def shop() -> Shop:
    return Shop("2024-01-01T00:00:00")


def ends(subscription: Object) -> list[str]:
    return [shown(item["current_period_end"])[:10] for item in subscription["items"]["data"]]


def test_each_item_has_its_own_period_and_they_are_billed_together_where_they_meet(
    shop: Shop,
) -> None:
    subscription = mixed(shop)
    assert ends(subscription) == ["2024-02-01", "2024-04-01"]

    shop.it_is("2024-04-01T02:00:00")

    amounts = [
        [line["amount"] for line in invoice["lines"]["data"]]
        for invoice in shop.invoices(subscription)
    ]
    assert amounts == [[1500, 10000], [1500], [1500], [1500, 10000]]
    assert ends(shop.subscription(subscription)) == ["2024-05-01", "2024-07-01"]


def test_classic_billing_mode_refuses_different_intervals(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="mismatch in interval field"):
        mixed(shop, billing_mode={"type": "classic"})


@pytest.mark.parametrize(
    ("given", "end", "flag"),
    [
        ({"cancel_at": "min_period_end"}, "2024-02-01T00:00:00", False),
        ({"cancel_at": "max_period_end"}, "2024-04-01T00:00:00", False),
        ({"cancel_at_period_end": True}, "2024-02-01T00:00:00", True),
    ],
)
def test_the_end_can_be_that_of_the_first_or_the_last_item(
    shop: Shop, given: Object, end: str, *, flag: bool
) -> None:
    """docs.stripe.com/changelog/basil/2025-07-30/cancel-at-enums."""
    subscription = shop.post(f"/v1/subscriptions/{mixed(shop)['id']}", **given)
    assert subscription["cancel_at"] == instant(end)
    assert subscription["cancel_at_period_end"] is flag

    shop.it_is(end)

    assert shop.subscription(subscription)["status"] == "canceled"


def test_an_item_of_another_interval_joins_at_the_anchor_and_is_prorated(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(1500))
    shop.it_is("2024-01-16T12:00:00")

    added = [{"price": shop.price(36600, "year")}]
    changed = shop.post(f"/v1/subscriptions/{subscription['id']}", items=added)
    shop.it_is("2024-02-01T02:00:00")

    assert ends(changed) == ["2024-02-01", "2025-01-01"]
    assert changed["billing_cycle_anchor"] == subscription["billing_cycle_anchor"]
    lines = shop.invoices(subscription)[-1]["lines"]["data"]
    assert [line["amount"] for line in lines] == [35050, 1500]


def test_lifting_the_end_charges_again_what_it_gave_back_of_longer_items(shop: Shop) -> None:
    """docs.stripe.com/api/subscriptions/update, cancel_at: an end inside an item's period prorates
    it; without an end nothing may be left of that."""
    subscription = mixed(shop)
    path = f"/v1/subscriptions/{subscription['id']}"
    shop.days_pass(5)

    shop.post(path, cancel_at_period_end=True)
    shop.post(path, cancel_at_period_end=False)

    waiting = [each["amount"] for each in shop.get("/v1/invoiceitems", pending=True)["data"]]
    assert (len(waiting), sum(waiting)) == (2, 0)


@pytest.mark.parametrize("later", ["2024-02-20T00:00:00", "2024-03-20T00:00:00"])
def test_moving_the_end_settles_only_the_time_between(shop: Shop, later: str) -> None:
    subscription = mixed(shop)
    path = f"/v1/subscriptions/{subscription['id']}"
    shop.days_pass(5)

    shop.post(path, cancel_at=instant("2024-03-05T00:00:00"))
    shop.post(path, cancel_at=instant(later))

    waiting = [each["amount"] for each in shop.get("/v1/invoiceitems", pending=True)["data"]]
    exact = -10000 * (instant("2024-04-01T00:00:00") - instant(later)) / (91 * 86_400)
    assert abs(sum(waiting) - exact) <= 1


def test_a_change_after_an_agreed_end_is_charged_only_up_to_it(shop: Shop) -> None:
    subscription = mixed(shop)
    path = f"/v1/subscriptions/{subscription['id']}"
    quarterly = subscription["items"]["data"][1]["id"]
    shop.post(path, cancel_at_period_end=True)

    shop.post(path, items=[{"id": quarterly, "quantity": 2}])

    waiting = [each["amount"] for each in shop.get("/v1/invoiceitems", pending=True)["data"]]
    assert abs(sum(waiting) - (2 * 10000 * 31 / 91 - 10000)) <= 2
