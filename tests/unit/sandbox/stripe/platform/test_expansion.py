"""https://docs.stripe.com/expand"""

import pytest

from tests.unit.sandbox.stripe.platform.caller import Caller, Object, RefusedError


@pytest.fixture
def customer(us: Caller) -> Object:
    return us.post(
        "/v1/customers",
        address={"city": "Kielce"},
        payment_method="pm_card_visa",
        invoice_settings={"default_payment_method": "pm_card_visa"},
    )


def test_an_id_becomes_its_object(us: Caller, customer: Object) -> None:
    path = "invoice_settings.default_payment_method"

    shown = us.get(f"/v1/customers/{customer['id']}", expand=[path])

    assert shown["invoice_settings"]["default_payment_method"]["card"]["last4"] == "4242"


def test_expanding_changes_the_answer_only(us: Caller, customer: Object) -> None:
    us.get(f"/v1/customers/{customer['id']}", expand=["invoice_settings.default_payment_method"])

    plain = us.get(f"/v1/customers/{customer['id']}")

    assert isinstance(plain["invoice_settings"]["default_payment_method"], str)


def test_a_list_is_expanded_through_its_data(us: Caller, customer: Object) -> None:
    methods = us.get("/v1/payment_methods", customer=customer["id"], expand=["data.customer"])

    assert methods["data"][0]["customer"]["id"] == customer["id"]


def test_a_path_may_go_on_through_what_it_expanded(us: Caller, customer: Object) -> None:
    deep = "data.customer.invoice_settings.default_payment_method"

    methods = us.get("/v1/payment_methods", customer=customer["id"], expand=[deep])

    settings = methods["data"][0]["customer"]["invoice_settings"]
    assert settings["default_payment_method"]["object"] == "payment_method"


def test_a_field_that_is_null_stays_null(us: Caller) -> None:
    made = us.post("/v1/setup_intents", expand=["customer", "payment_method"])

    assert (made["customer"], made["payment_method"]) == (None, None)


@pytest.mark.parametrize("path", ["name", "nonsense", "address.city", "metadata.a", "data.id"])
def test_what_is_no_reference_cannot_be_expanded(us: Caller, customer: Object, path: str) -> None:
    with pytest.raises(RefusedError) as refused:
        us.get(f"/v1/customers/{customer['id']}", expand=[path])

    assert str(refused.value) == f"This property cannot be expanded ({path})."


def test_subscriptions_of_a_customer_are_shown_on_demand_only(us: Caller, customer: Object) -> None:
    shown = us.get(f"/v1/customers/{customer['id']}", expand=["subscriptions"])

    assert "subscriptions" not in customer
    assert shown["subscriptions"]["data"] == []


def test_a_path_has_at_most_four_levels(us: Caller, customer: Object) -> None:
    with pytest.raises(RefusedError, match="cannot expand more than 4 levels"):
        us.get(f"/v1/customers/{customer['id']}", expand=["a.b.c.d.e"])


def test_a_deleted_customer_is_shown_as_the_stub_that_remains(us: Caller) -> None:
    customer = us.post("/v1/customers")
    intent = us.post("/v1/setup_intents", customer=customer["id"])
    us.delete(f"/v1/customers/{customer['id']}")

    shown = us.get(f"/v1/setup_intents/{intent['id']}", expand=["customer"])

    assert shown["customer"] == {"id": customer["id"], "object": "customer", "deleted": True}
