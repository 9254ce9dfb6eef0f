"""https://docs.stripe.com/api/payment_methods"""

import pytest

from tests.unit.sandbox.stripe.platform.caller import Caller, Object, RefusedError


@pytest.fixture
def customer(us: Caller) -> str:
    made: str = us.post("/v1/customers")["id"]
    return made


def attach(us: Caller, customer: str, reference: str = "pm_card_visa") -> Object:
    return us.post(f"/v1/payment_methods/{reference}/attach", customer=customer)


def test_an_attached_method_is_listed_under_its_customer(us: Caller, customer: str) -> None:
    method = attach(us, customer)

    for path, params in (
        ("/v1/payment_methods", {"customer": customer, "type": "card"}),
        (f"/v1/customers/{customer}/payment_methods", {}),
    ):
        assert [each["id"] for each in us.get(path, **params)["data"]] == [method["id"]]


def test_a_method_belongs_to_one_customer(us: Caller, customer: str) -> None:
    method = attach(us, customer)
    other = us.post("/v1/customers")["id"]

    with pytest.raises(RefusedError, match="already been attached to a customer"):
        attach(us, other, method["id"])


def test_a_detached_method_can_never_be_used_again(us: Caller, customer: str) -> None:
    method = attach(us, customer)
    us.post(f"/v1/payment_methods/{method['id']}/detach")

    with pytest.raises(RefusedError, match="may not be used again"):
        attach(us, customer, method["id"])


def test_detaching_tells_whose_it_was_and_ends_it_as_a_default(us: Caller, customer: str) -> None:
    method = attach(us, customer)
    settings = {"default_payment_method": method["id"]}
    us.post(f"/v1/customers/{customer}", invoice_settings=settings)

    us.post(f"/v1/payment_methods/{method['id']}/detach")

    events = us.get("/v1/events", type="payment_method.detached")["data"]
    assert events[0]["data"]["previous_attributes"] == {"customer": customer}
    shown = us.get(f"/v1/customers/{customer}")
    assert shown["invoice_settings"]["default_payment_method"] is None


def test_only_an_attached_method_can_become_the_default(us: Caller, customer: str) -> None:
    loose = us.post("/v1/payment_methods", type="card", card={"token": "tok_visa"})

    with pytest.raises(RefusedError, match="must be attached to the customer"):
        us.post(
            f"/v1/customers/{customer}", invoice_settings={"default_payment_method": loose["id"]}
        )


def test_an_attached_method_can_change_its_expiry_and_holder(us: Caller, customer: str) -> None:
    method = attach(us, customer)

    changed = us.post(
        f"/v1/payment_methods/{method['id']}",
        card={"exp_year": 2031},
        billing_details={"name": "Ann", "address": {"city": "Kielce"}},
    )

    assert changed["card"]["exp_year"] == 2031
    assert changed["card"]["last4"] == "4242"
    assert changed["billing_details"]["name"] == "Ann"
    assert changed["billing_details"]["address"]["city"] == "Kielce"


def test_other_kinds_of_payment_are_refused_loudly(us: Caller) -> None:
    with pytest.raises(RefusedError, match="not implemented here"):
        us.post("/v1/payment_methods", type="boleto", boleto={"tax_id": "000.000.000-00"})
