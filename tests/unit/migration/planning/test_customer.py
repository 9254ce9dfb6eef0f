"""MIG-5, MIG-13: what the data copy leaves behind is set, and what others rely on is left alone."""

from typing import Any

import pytest

from carryover.migration.model import Old, Thing
from carryover.migration.planning.customer import Conflict, customer_changes, tax_ids_to_add
from carryover.migration.planning.spec import CustomerTerms, Item, Spec, TaxId

CARD = Old(account="us", kind=Thing.PAYMENT_METHOD, id="pm_old")
IDS = {CARD: "pm_new"}
SPEC = Spec(
    account="us",
    subscription="sub_1",
    customer="cus_1",
    currency="usd",
    boundary=1_800_000_000,
    items=(Item(price="price_1"),),
    billing_mode="flexible",
    customer_payment_method="pm_old",
)
FRESH: dict[str, Any] = {
    "id": "cus_1",
    "balance": 0,
    "default_source": None,
    "discount": None,
    "invoice_settings": {"custom_fields": None, "default_payment_method": None, "footer": None},
    "preferred_locales": [],
    "subscriptions": {"data": []},
    "tax_exempt": "none",
    "tax_ids": {"data": []},
}


def changes(spec: Spec = SPEC, **there: object) -> object:
    return customer_changes(spec, {**FRESH, **there}, IDS)


def somebody_elses(mark: str = "intl/sub_7", **fields: object) -> dict[str, Any]:
    """A subscription that is there already."""
    given = {"status": "active", "currency": "usd", "metadata": {"carryover_source": mark}}
    return {"data": [{**given, **fields}]}


def test_the_default_card_is_set() -> None:
    assert changes() == {"invoice_settings": {"default_payment_method": "pm_new"}}


def test_nothing_is_said_twice() -> None:
    assert changes(invoice_settings={"default_payment_method": "pm_new"}) == {}


def test_a_card_of_old_is_set_as_the_default_source() -> None:
    said = customer_changes(SPEC, FRESH, {CARD: "card_new"})

    assert said == {"default_source": "card_new"}


def test_who_has_a_card_of_its_own_needs_no_default() -> None:
    spec = SPEC.model_copy(update={"payment_method": "pm_x", "customer_payment_method": None})

    assert changes(spec) == {}


def test_tax_status_languages_texts_and_tax_ids_are_carried() -> None:
    terms = CustomerTerms(
        tax_exempt="reverse",
        preferred_locales=("de",),
        tax_ids=(TaxId(type="eu_vat", value="DE1"), TaxId(type="eu_vat", value="DE2")),
        invoice_settings={"footer": "Thank you"},
    )
    spec = SPEC.model_copy(update={"customer_terms": terms})

    assert changes(spec) == {
        "invoice_settings": {"default_payment_method": "pm_new", "footer": "Thank you"},
        "preferred_locales": ["de"],
        "tax_exempt": "reverse",
    }
    there = {**FRESH, "tax_ids": {"data": [{"type": "eu_vat", "value": "DE1"}]}}
    assert tax_ids_to_add(spec, there) == ({"type": "eu_vat", "value": "DE2"},)


def test_what_the_target_says_already_stays() -> None:
    terms = CustomerTerms(preferred_locales=("de",), invoice_settings={"footer": "Thank you"})
    spec = SPEC.model_copy(update={"customer_terms": terms})
    settings = {"default_payment_method": "pm_new", "footer": "Merci"}

    assert changes(spec, preferred_locales=["fr"], invoice_settings=settings) == {}


@pytest.mark.parametrize(
    ("there", "says"),
    [
        ({"deleted": True}, "was deleted"),
        ({"discount": {"id": "di_1"}}, "has a discount of its own"),
        ({"balance": -500}, "has a balance of -500"),
        ({"subscriptions": somebody_elses(currency="eur")}, "has a subscription in eur"),
        (
            {
                "subscriptions": somebody_elses(),
                "invoice_settings": {"default_payment_method": "pm_theirs"},
            },
            "is charged to pm_theirs by default",
        ),
        ({"subscriptions": somebody_elses(), "tax_exempt": "exempt"}, "is taxed as 'exempt'"),
    ],
)
def test_a_contradiction_is_left_to_a_person(there: dict[str, Any], says: str) -> None:
    found = changes(**there)

    assert isinstance(found, Conflict)
    assert says in found.sentence


@pytest.mark.parametrize(
    "subscriptions",
    [somebody_elses(mark="us/sub_1"), somebody_elses(status="canceled", currency="eur")],
)
def test_our_own_target_and_what_is_over_contradict_nobody(subscriptions: dict[str, Any]) -> None:
    settings = {"default_payment_method": "pm_theirs"}

    found = changes(subscriptions=subscriptions, invoice_settings=settings)

    assert found == {"invoice_settings": {"default_payment_method": "pm_new"}}
