"""https://docs.stripe.com/changelog; which field belongs to which version was read off the classes
of stripe-python 11.4, 12, 13, 15 and 16, each pinned to the first version of a release."""

import pytest

from sandbox.stripe.core.events import API_VERSION
from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop

Y2020 = "2020-08-27"
ACACIA = "2024-12-18.acacia"
BASIL = "2025-03-31.basil"
CLOVER = "2025-09-30.clover"
DAHLIA = "2026-03-25.dahlia"
VERSIONS = (Y2020, ACACIA, BASIL, CLOVER, DAHLIA, API_VERSION)

UNTIL_BASIL = {
    "subscription": "current_period_start current_period_end discount plan quantity",
    "invoice": "application_fee_amount charge discount paid paid_out_of_band payment_intent quote "
    "subscription subscription_details tax total_tax_amounts transfer_data",
    "line_item": "amount_excluding_tax invoice_item plan price proration proration_details "
    "subscription_item tax_amounts tax_rates type unit_amount_excluding_tax",
    "invoiceitem": "plan price subscription subscription_item unit_amount unit_amount_decimal",
    "payment_intent": "invoice",
    "charge": "invoice",
    "plan": "aggregate_usage",
}
SINCE_BASIL = {
    "subscription_item": "current_period_start current_period_end",
    "invoice": "parent total_taxes",
    "line_item": "parent pricing taxes",
    "invoiceitem": "parent pricing",
}


def members(shop: Shop) -> Object:
    """A paying member with an invoice item waiting."""
    customer = shop.customer()
    made = shop.subscribe(customer, shop.price())
    shop.post("/v1/invoiceitems", customer=customer, amount=300, currency="usd")
    return made


def seen(shop: Shop, made: Object) -> dict[str, Object]:
    """One object of each kind, as the version in force shows it."""
    subscription = shop.subscription(made)
    invoice = shop.invoices(made)[0]
    return {
        "subscription": subscription,
        "subscription_item": subscription["items"]["data"][0],
        "plan": subscription["items"]["data"][0]["plan"],
        "invoice": invoice,
        "line_item": invoice["lines"]["data"][0],
        "invoiceitem": shop.get("/v1/invoiceitems")["data"][0],
        "payment_intent": shop.get("/v1/payment_intents")["data"][0],
        "charge": shop.get("/v1/charges")["data"][0],
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_has_its_own_fields_and_no_others(version: str) -> None:
    shop = Shop()
    made = members(shop)
    shop.account.api_version = version

    shown = seen(shop, made)

    old, new = (UNTIL_BASIL, SINCE_BASIL) if version < BASIL else (SINCE_BASIL, UNTIL_BASIL)
    for kind, fields in old.items():
        assert set(fields.split()) <= shown[kind].keys(), kind
    for kind, fields in new.items():
        assert not set(fields.split()) & shown[kind].keys(), kind


def test_an_acacia_invoice_names_subscription_payment_and_charge_itself() -> None:
    shop = Shop()
    made = members(shop)
    shop.account.api_version = ACACIA

    shown = seen(shop, made)

    invoice, intent, charge = shown["invoice"], shown["payment_intent"], shown["charge"]
    assert invoice["subscription"] == made["id"]
    assert invoice["payment_intent"] == intent["id"]
    assert invoice["charge"] == charge["id"]
    assert (invoice["paid"], invoice["paid_out_of_band"]) == (True, False)
    assert intent["invoice"] == charge["invoice"] == invoice["id"]


def test_an_acacia_line_shows_its_price_and_plan_in_full() -> None:
    shop = Shop()
    made = members(shop)
    price = made["items"]["data"][0]["price"]["id"]
    shop.account.api_version = ACACIA

    line = seen(shop, made)["line_item"]

    assert line["price"]["id"] == line["plan"]["id"] == price
    assert (line["type"], line["subscription"]) == ("subscription", made["id"])
    assert line["amount_excluding_tax"] == 2000
    assert line["unit_amount_excluding_tax"] == "2000"


def test_an_acacia_subscription_carries_the_period_its_items_carry_today() -> None:
    shop = Shop()
    made = members(shop)
    today = shop.subscription(made)["items"]["data"][0]
    shop.account.api_version = ACACIA

    then = shop.subscription(made)

    assert then["current_period_end"] == today["current_period_end"]
    assert then["plan"]["id"] == today["plan"]["id"]


def test_until_2022_an_intent_listed_its_charges() -> None:
    shop = Shop()
    members(shop)
    shop.account.api_version = Y2020

    intent = shop.get("/v1/payment_intents")["data"][0]

    assert [charge["id"] for charge in intent["charges"]["data"]] == [intent["latest_charge"]]
    assert intent["charges"]["data"][0]["invoice"] == intent["invoice"]


def test_until_2024_products_had_features() -> None:
    shop = Shop()
    shop.account.api_version = Y2020

    product = shop.get(f"/v1/products/{shop.product}")

    assert product["features"] == []
    assert "marketing_features" not in product


def test_an_older_version_expands_what_it_names() -> None:
    shop = Shop()
    made = members(shop)
    shop.account.api_version = ACACIA
    path = f"/v1/subscriptions/{made['id']}"

    shown = shop.get(path, expand=["latest_invoice.payment_intent", "latest_invoice.charge"])

    assert shown["latest_invoice"]["payment_intent"]["status"] == "succeeded"
    assert shown["latest_invoice"]["payment_intent"]["invoice"] == shown["latest_invoice"]["id"]
    assert shown["latest_invoice"]["charge"]["paid"] is True


def test_today_nobody_can_expand_what_is_gone() -> None:
    shop = Shop()
    made = members(shop)

    with pytest.raises(RefusedError, match="cannot be expanded"):
        shop.get(f"/v1/subscriptions/{made['id']}", expand=["latest_invoice.payment_intent"])


def test_an_event_keeps_the_version_its_account_had_when_it_happened() -> None:
    shop = Shop()
    shop.account.api_version = ACACIA
    made = members(shop)
    shop.account.api_version = API_VERSION

    event = shop.get("/v1/events", type="customer.subscription.created")["data"][0]

    assert event["api_version"] == ACACIA
    assert "current_period_end" in event["data"]["object"]
    assert event["data"]["object"]["id"] == made["id"]


def test_previous_attributes_are_told_where_the_version_has_them() -> None:
    shop = Shop()
    shop.account.api_version = ACACIA
    before = shop.subscription(members(shop))

    shop.days_pass(29)

    told = shop.get("/v1/events", type="customer.subscription.updated")["data"][0]["data"]
    assert told["previous_attributes"]["current_period_end"] == before["current_period_end"]
    assert told["object"]["current_period_start"] == before["current_period_end"]


def test_before_clover_a_subscription_was_classic_unless_said_otherwise() -> None:
    shop = Shop()
    shop.account.api_version = BASIL

    made = shop.subscribe(shop.customer(), shop.price())

    assert made["billing_mode"]["type"] == "classic"


def test_before_endive_the_anchor_was_reset_with_a_plain_word() -> None:
    shop = Shop()
    made = members(shop)
    shop.account.api_version = DAHLIA
    shop.days_pass(3)

    changed = shop.post(f"/v1/subscriptions/{made['id']}", billing_cycle_anchor="now")

    assert changed["billing_cycle_anchor"] == shop.world.clock


def test_a_parameter_that_has_gone_is_refused_loudly_not_as_unknown() -> None:
    shop = Shop()
    shop.account.api_version = ACACIA

    with pytest.raises(RefusedError, match="not implemented here: parameter unit_amount of API"):
        shop.post("/v1/invoiceitems", customer=shop.customer(), unit_amount=5, currency="usd")
