"""docs.stripe.com/billing/subscriptions/backdating."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop, instant, period


@pytest.fixture
def shop() -> Shop:
    return Shop("2025-02-01T00:00:00")


def backdated(shop: Shop, start: str, **given: object) -> Object:
    return shop.subscribe(
        shop.customer(), shop.price(3100), backdate_start_date=instant(start), **given
    )


def billed(shop: Shop, subscription: Object) -> list[int]:
    [invoice] = shop.invoices(subscription)
    return [line["amount"] for line in invoice["lines"]["data"]]


def test_classic_bills_the_elapsed_time_as_part_of_an_imagined_month(shop: Shop) -> None:
    """The page's example: 15 January to 1 February are 17 of 31 days."""
    subscription = backdated(shop, "2025-01-15T00:00:00", billing_mode={"type": "classic"})

    assert subscription["start_date"] == instant("2025-01-15T00:00:00")
    assert billed(shop, subscription) == [1700, 3100]


def test_flexible_bills_every_cycle_that_has_passed(shop: Shop) -> None:
    subscription = backdated(shop, "2024-11-16T00:00:00")

    assert billed(shop, subscription) == [1550, 3100, 3100, 3100]


def test_an_anchor_ahead_ends_what_is_billed_for_the_past(shop: Shop) -> None:
    anchor = instant("2025-02-15T00:00:00")

    classic = backdated(
        shop,
        "2025-01-31T00:00:00",
        billing_cycle_anchor=anchor,
        billing_mode={"type": "classic"},
    )

    assert billed(shop, classic) == [round(3100 * 15 / 28)]
    assert period(classic)[1] == "2025-02-15T00:00:00"


def test_without_prorations_only_the_start_is_moved(shop: Shop) -> None:
    """The recipe for people who paid elsewhere: nothing until the anchor."""
    anchor = instant("2025-02-15T00:00:00")

    subscription = backdated(
        shop, "2024-11-16T00:00:00", billing_cycle_anchor=anchor, proration_behavior="none"
    )
    at_once = backdated(shop, "2024-11-16T00:00:00", proration_behavior="none")

    assert subscription["start_date"] == instant("2024-11-16T00:00:00")
    assert subscription["latest_invoice"] is None
    assert billed(shop, at_once) == [3100]
    shop.it_is("2025-02-15T02:00:00")
    assert billed(shop, subscription) == [3100]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"backdate_start_date": 1838317600}, "must be in the past"),
        ({"trial_period_days": 5}, "not implemented here: a trial of a backdated"),
        ({"billing_cycle_anchor_config": {"day_of_month": 5}}, "only specify one of these"),
    ],
)
def test_what_cannot_be_backdated(shop: Shop, given: dict[str, object], sentence: str) -> None:
    past = {"backdate_start_date": instant("2025-01-15T00:00:00")}

    with pytest.raises(RefusedError, match=sentence):
        shop.subscribe(shop.customer(), shop.price(), **{**past, **given})
