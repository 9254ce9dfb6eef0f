"""What we keep of a subscription, wherever an API version shows it."""

from typing import Any

import pytest

from carryover.kernel.facts import ObjectTouched, PauseCollection
from tests.unit.translate.post import (
    Json,
    an,
    letter,
    refusal,
    subscription,
    understood,
    without,
)

ACACIA = "2024-12-18.acacia"


def with_item(version: str = "2026-10-28.endive", **changes: Any) -> Json:
    shown = an("subscription", version)
    shown["items"]["data"][0] |= changes
    return shown


def with_price(**changes: Any) -> Json:
    shown = an("subscription")
    shown["items"]["data"][0]["price"] |= changes
    return shown


def test_the_paid_period_is_the_items_since_basil() -> None:
    (item,) = subscription(with_item(current_period_start=100, current_period_end=200)).items

    assert (item.current_period_start, item.current_period_end) == (100, 200)


def test_the_paid_period_is_the_subscriptions_before_basil() -> None:
    shown = an("subscription", ACACIA, current_period_start=100, current_period_end=200)

    kept = subscription(shown)

    assert kept.items[0].current_period_start == 100
    assert kept.current_period_end == 200


def test_the_next_renewal_is_the_first_boundary_any_item_reaches() -> None:
    shown = with_item(current_period_end=2_000)
    late, early = shown["items"]["data"][0], shown["items"]["data"][0] | {"id": "si_0"}
    early["current_period_end"] = 1_000
    shown["items"]["data"] = [late, early]

    kept = subscription(shown)

    assert kept.current_period_end == 1_000
    assert [item.id for item in kept.items] == ["si_0", "si_GoldenStudio001"]


def test_a_plan_says_what_a_price_says() -> None:
    by_price = subscription(an("subscription", ACACIA))
    by_plan = subscription(an("subscription", "2020-08-27") | {"items": _plans_only()})

    assert by_plan.items == by_price.items


def _plans_only() -> Json:
    items: Json = an("subscription", "2020-08-27")["items"]
    return items | {"data": [without(item, "price") for item in items["data"]]}


@pytest.mark.parametrize(
    ("exact", "whole", "kept"),
    [
        ("1900", 1900, "1900"),
        ("1900.000", None, "1900"),
        ("0.0500", None, "0.05"),
        (1900, None, "1900"),
        (0.5, None, "0.5"),
        (None, 1900, "1900"),
        (None, 0, "0"),
        ("123456789012.123456789012", None, "123456789012.123456789012"),
        (None, None, None),
    ],
)
def test_an_amount_is_kept_exactly_and_written_one_way(
    exact: object, whole: object, kept: str | None
) -> None:
    shown = with_price(unit_amount_decimal=exact, unit_amount=whole)

    assert subscription(shown).items[0].unit_amount == kept


@pytest.mark.parametrize("nonsense", ["1e999999999", "NaN", "", "1,50", True, []])
def test_an_amount_that_is_no_amount_is_refused(nonsense: object) -> None:
    shown = with_price(unit_amount_decimal=nonsense)

    assert "`items[0].unit_amount`" in refusal(letter("customer.subscription.updated", shown))


def test_a_metered_item_has_no_quantity() -> None:
    shown = with_item()
    shown["items"]["data"][0].pop("quantity")

    assert subscription(shown).items[0].quantity is None


def test_a_product_may_be_expanded() -> None:
    assert subscription(with_price(product={"id": "prod_9"})).items[0].product == "prod_9"


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        ({"discounts": ["di_1", "di_2"]}, ("di_1", "di_2")),
        ({"discounts": [{"id": "di_1", "source": {"coupon": "C"}}]}, ("di_1",)),
        ({"discounts": [], "discount": {"id": "di_1"}}, ()),
        ({"discount": {"id": "di_1", "coupon": {"id": "C"}}}, ("di_1",)),
        ({"discount": {"coupon": {"id": "C"}}}, ("C",)),
        ({"discount": {"source": {"coupon": "C"}}}, ("C",)),
        ({"discount": None}, ()),
        ({}, ()),
    ],
)
def test_discounts_are_kept_by_id_in_every_shape(shown: Json, kept: tuple[str, ...]) -> None:
    whole = without(an("subscription"), "discounts") | shown

    assert subscription(whole).discounts == kept


def test_the_currency_of_an_old_subscription_is_that_of_its_prices() -> None:
    assert "currency" not in an("subscription", "2020-08-27")
    assert subscription(an("subscription", "2020-08-27")).currency == "eur"


def test_prices_in_two_currencies_do_not_tell_the_subscriptions() -> None:
    shown = an("subscription", "2020-08-27")
    (item,) = shown["items"]["data"]
    shown["items"]["data"].append(
        item | {"id": "si_2", "price": item["price"] | {"currency": "usd"}}
    )

    assert "`currency` is missing" in refusal(letter("customer.subscription.updated", shown))


def test_references_may_be_expanded() -> None:
    names = ("customer", "latest_invoice", "default_payment_method", "schedule", "application")

    kept = subscription(an("subscription", **{name: {"id": f"{name}_1"} for name in names}))

    assert [getattr(kept, name) for name in names] == [f"{name}_1" for name in names]


def test_paused_collection_is_kept() -> None:
    paused = {"behavior": "void", "resumes_at": 99, "something_new": 1}

    kept = subscription(an("subscription", pause_collection=paused))

    assert kept.pause_collection == PauseCollection(behavior="void", resumes_at=99)


def test_the_end_of_a_subscription_is_a_state_not_a_disappearance() -> None:
    ended = an("subscription", status="canceled", ended_at=5, canceled_at=4)

    (fact,) = understood(letter("customer.subscription.deleted", ended)).facts

    assert fact.model_dump()["state"]["status"] == "canceled"
    assert fact.model_dump()["state"]["deleted"] is False


def test_when_only_some_items_are_shown_somebody_has_to_look() -> None:
    shown = an("subscription")
    shown["items"]["has_more"] = True

    (fact,) = understood(letter("customer.subscription.updated", shown)).facts

    assert isinstance(fact, ObjectTouched)
    assert fact.id == shown["id"]


@pytest.mark.parametrize(
    ("items", "complaint"),
    [
        ({"data": []}, "`items` is empty"),
        ({"data": None}, "`items` is missing"),
        (None, "`items` is missing"),
        ([], "`items` is not a list"),
        ({"data": "si_1"}, "`items` is not a list"),
        ({"data": ["si_1"]}, "`items[0].id` is missing"),
        ({"data": [{"id": "si_1", "price": {"id": "price_1"}}]}, "`items[0].currency` is missing"),
    ],
)
def test_a_subscription_without_readable_items_goes_to_a_person(
    items: object, complaint: str
) -> None:
    shown = an("subscription", items=items)

    assert complaint in refusal(letter("customer.subscription.updated", shown))


@pytest.mark.parametrize(
    "field",
    ["id", "created", "livemode", "customer", "status", "items", "billing_cycle_anchor",
     "collection_method"],
)  # fmt: skip
def test_a_subscription_without_a_field_it_always_has_goes_to_a_person(field: str) -> None:
    shown = without(an("subscription"), field)

    assert f"`{field}`" in refusal(letter("customer.subscription.updated", shown))


def test_an_expanded_object_without_an_id_is_not_taken_for_nothing() -> None:
    shown = an("subscription", default_payment_method={"object": "payment_method"})

    assert "`default_payment_method` is not text" in refusal(
        letter("customer.subscription.updated", shown)
    )
