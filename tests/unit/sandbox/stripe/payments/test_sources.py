"""docs.stripe.com/payments/older-apis: cards and sources from before payment methods."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import RefusedError
from tests.unit.sandbox.stripe.payments.till import Till
from tests.unit.sandbox.stripe.platform.sdk_types import faults


def test_the_first_card_saved_becomes_the_default(till: Till) -> None:
    customer = till.customer(None)
    first = till.post(f"/v1/customers/{customer}/sources", source="tok_visa")
    second = till.post(f"/v1/customers/{customer}/sources", source="tok_mastercard")

    assert till.get(f"/v1/customers/{customer}")["default_source"] == first["id"]
    assert first["id"].startswith("card_")
    listed = till.get(f"/v1/customers/{customer}/sources", object="card")["data"]
    assert [each["id"] for each in listed] == [second["id"], first["id"]]
    assert (second["brand"], second["customer"]) == ("MasterCard", customer)
    assert faults(first) == []


def test_a_customer_with_a_card_is_charged_directly(till: Till) -> None:
    customer = till.post("/v1/customers", source="tok_visa")["id"]

    charge = till.post("/v1/charges", customer=customer, amount=700, currency="usd")

    assert (charge["paid"], charge["captured"], charge["customer"]) == (True, True, customer)
    assert charge["payment_intent"] is None
    assert charge["payment_method"].startswith("card_")
    assert faults(charge) == []


def test_a_token_is_charged_and_captured_later(till: Till) -> None:
    held = till.post("/v1/charges", source="tok_visa", amount=700, currency="usd", capture=False)
    assert not held["captured"]

    taken = till.post(f"/v1/charges/{held['id']}/capture", amount=500)

    assert (taken["captured"], taken["amount_captured"]) == (True, 500)
    assert till.refused(f"/v1/charges/{held['id']}/capture")["code"] == "charge_already_captured"


def test_a_declined_direct_charge_names_the_charge(till: Till) -> None:
    error = till.refused("/v1/charges", source="tok_chargeDeclined", amount=700, currency="usd")

    assert error["code"] == "card_declined"
    assert till.get(f"/v1/charges/{error['charge']}")["status"] == "failed"


def test_nobody_can_authenticate_a_direct_charge(till: Till) -> None:
    card = "tok_authenticationRequired"

    error = till.refused("/v1/charges", source=card, amount=700, currency="usd")

    assert error["code"] == "authentication_required"


def test_a_typed_card_becomes_a_token_for_one_use(till: Till) -> None:
    typed = {"number": "4242424242424242", "exp_month": 4, "exp_year": 2031, "cvc": "123"}
    token = till.post("/v1/tokens", card=typed)
    customer = till.customer(None)
    path = f"/v1/customers/{customer}/sources"

    card = till.post(path, source=token["id"])

    assert (card["exp_year"], card["cvc_check"]) == (2031, "pass")
    assert till.refused(path, source=token["id"])["code"] == "token_already_used"
    assert faults(token) == []


def test_a_source_of_a_card_can_be_saved_and_charged(till: Till) -> None:
    source = till.post("/v1/sources", type="card", token="tok_visa")
    customer = till.customer(None)
    till.post(f"/v1/customers/{customer}/sources", source=source["id"])

    charge = till.post("/v1/charges", customer=customer, amount=700, currency="usd")

    assert source["id"].startswith("src_")
    assert charge["payment_method"] == source["id"]
    assert faults(source) == []


def test_old_cards_are_payment_methods_too(till: Till) -> None:
    """docs.stripe.com/payments/payment-methods/transitioning"""
    customer = till.post("/v1/customers", source="tok_visa")
    card = customer["default_source"]

    method = till.get(f"/v1/payment_methods/{card}")
    paid = till.pays(card, customer=customer["id"])

    assert (method["type"], method["card"]["last4"]) == ("card", "4242")
    assert faults(method) == []
    assert (paid["status"], paid["payment_method"]) == ("succeeded", card)


def test_subscriptions_renew_from_the_default_source(till: Till) -> None:
    customer = till.post("/v1/customers", source="tok_visa")["id"]
    till.subscribe(customer, till.price())

    till.days_pass(40)

    assert till.charged()[customer] == 4000


def test_deleting_the_default_passes_it_on(till: Till) -> None:
    customer = till.post("/v1/customers", source="tok_visa")
    path = f"/v1/customers/{customer['id']}/sources"
    other = till.post(path, source="tok_amex")

    gone = till.delete(f"{path}/{customer['default_source']}")

    assert gone["deleted"]
    assert till.again(customer)["default_source"] == other["id"]
    assert till.types_since(0)[-2:] == ["customer.source.deleted", "customer.updated"]


def test_a_new_source_takes_the_place_of_the_old_one(till: Till) -> None:
    customer = till.post("/v1/customers", source="tok_visa")
    changed = till.post(f"/v1/customers/{customer['id']}", source="tok_jcb")

    shown = till.get(f"/v1/customers/{customer['id']}", expand=["sources"])

    assert [each["brand"] for each in shown["sources"]["data"]] == ["JCB"]
    assert changed["default_source"] == shown["sources"]["data"][0]["id"]


def test_a_card_that_declines_cannot_be_saved(till: Till) -> None:
    with pytest.raises(RefusedError) as refusal:
        till.post("/v1/customers", source="tok_chargeDeclined")

    assert refusal.value.status == 402
    assert not till.truth("customer")


def test_a_cards_holder_and_expiry_change(till: Till) -> None:
    customer = till.post("/v1/customers", source="tok_visa")
    path = f"/v1/customers/{customer['id']}/sources/{customer['default_source']}"

    changed = till.post(path, name="Ann", exp_year=2033)

    assert (changed["name"], changed["exp_year"]) == ("Ann", 2033)
    assert till.types_since(0)[-1] == "customer.source.updated"


def test_only_an_own_source_can_be_the_default(till: Till) -> None:
    theirs = till.post("/v1/customers", source="tok_visa")["default_source"]

    error = till.refused(f"/v1/customers/{till.customer(None)}", default_source=theirs)

    assert error["code"] == "resource_missing"


def test_a_subscription_can_have_a_source_of_its_own(till: Till) -> None:
    """STRIPE.md §3: ``card_`` and ``src_`` are mapped to ``default_source``."""
    customer = till.post("/v1/customers", source="tok_visa")["id"]
    other = till.post(f"/v1/customers/{customer}/sources", source="tok_amex")["id"]
    subscription = till.subscribe(customer, till.price(), default_source=other)
    path = f"/v1/subscriptions/{subscription['id']}"

    [charge] = till.truth("charge").values()
    freed = till.post(path, default_source="")

    assert subscription["default_source"] == charge["payment_method"] == other
    assert freed["default_source"] is None
    assert till.refused(path, default_source="card_nothing")["code"] == "resource_missing"
