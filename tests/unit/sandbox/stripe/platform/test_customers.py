"""https://docs.stripe.com/api/customers"""

import pytest

from tests.unit.sandbox.stripe.platform.caller import Caller, RefusedError


def test_what_was_given_is_shown_and_the_rest_is_null(us: Caller) -> None:
    made = us.post(
        "/v1/customers", email="a@example.com", preferred_locales=["pl"], tax_exempt="reverse"
    )

    assert made["email"] == "a@example.com"
    assert made["preferred_locales"] == ["pl"]
    assert made["tax_exempt"] == "reverse"
    assert (made["name"], made["address"], made["currency"]) == (None, None, None)


def test_an_update_announces_what_really_changed(us: Caller) -> None:
    path = f"/v1/customers/{us.post('/v1/customers', name='Ann', metadata={'a': 1})['id']}"

    us.post(path, name="Ann", balance=-500, metadata={"b": 2})

    event = us.get("/v1/events", type="customer.updated")["data"][0]
    assert event["data"]["previous_attributes"] == {"balance": 0, "metadata": {"b": None}}


def test_an_update_that_changes_nothing_is_not_announced(us: Caller) -> None:
    made = us.post("/v1/customers", name="Ann")

    us.post(f"/v1/customers/{made['id']}", name="Ann")

    assert us.get("/v1/events", type="customer.updated")["data"] == []


def test_an_empty_value_clears_an_address(us: Caller) -> None:
    made = us.post("/v1/customers", address={"city": "Kielce"})

    assert us.post(f"/v1/customers/{made['id']}", address="")["address"] is None


def test_metadata_is_merged_key_by_key(us: Caller) -> None:
    path = f"/v1/customers/{us.post('/v1/customers', metadata={'a': '1', 'b': '2'})['id']}"

    assert us.post(path, metadata={"b": "", "c": "3"})["metadata"] == {"a": "1", "c": "3"}
    assert us.post(path, metadata="")["metadata"] == {}


@pytest.mark.parametrize(
    "metadata",
    [
        {f"key{number}": "x" for number in range(51)},
        {"k" * 41: "x"},
        {"k": "x" * 501},
    ],
)
def test_metadata_has_limits(us: Caller, metadata: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match=r"^Metadata") as refused:
        us.post("/v1/customers", metadata=metadata)

    assert str(refused.value.error["param"]).startswith("metadata")


def test_a_deleted_customer_leaves_a_stub_that_can_be_read(us: Caller) -> None:
    made = us.post("/v1/customers")
    stub = {"id": made["id"], "object": "customer", "deleted": True}

    assert us.delete(f"/v1/customers/{made['id']}") == stub
    assert us.get(f"/v1/customers/{made['id']}") == stub
    assert us.get("/v1/customers")["data"] == []
    with pytest.raises(RefusedError, match="No such customer"):
        us.post(f"/v1/customers/{made['id']}", name="Ann")


def test_a_customer_whose_card_is_declined_is_not_made(us: Caller) -> None:
    with pytest.raises(RefusedError):
        us.post("/v1/customers", payment_method="pm_card_visa_chargeDeclined")

    assert us.get("/v1/customers")["data"] == []
    assert us.get("/v1/events")["data"] == []
