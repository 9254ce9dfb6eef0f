"""Tax rates and tax ids: docs.stripe.com/api/tax_rates, docs.stripe.com/api/tax_ids."""

import pytest

from sandbox.stripe.lifecycle.taxation import location
from tests.unit.sandbox.stripe.platform.caller import START, Caller, Object, RefusedError


def rate(us: Caller, **given: object) -> Object:
    basics = {"display_name": "VAT", "percentage": 23, "inclusive": False}
    return us.post("/v1/tax_rates", **{**basics, **given})


def test_a_rate_keeps_its_labels_and_its_percentage(us: Caller) -> None:
    made = rate(us, percentage=8.875, country="US", state="NY", jurisdiction="New York")
    us.post(f"/v1/tax_rates/{made['id']}", active=False, display_name="Tax", country="CA")

    found = us.get(f"/v1/tax_rates/{made['id']}")
    assert (found["percentage"], found["inclusive"], found["active"]) == (8.875, False, False)
    assert (found["display_name"], found["country"], found["state"]) == ("Tax", "CA", "NY")
    assert us.get("/v1/tax_rates", active=True)["data"] == []
    assert us.get("/v1/tax_rates", inclusive=False)["data"] == [found]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"percentage": 101}, "between 0 and 100"),
        ({"percentage": "1.00001"}, "at most 4 decimal places"),
        ({"country": "Poland"}, "Country 'Poland' is unknown"),
        ({"tax_type": "beer"}, "Invalid tax_type"),
    ],
)
def test_rates_that_are_refused(us: Caller, given: Object, sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        rate(us, **given)


@pytest.mark.parametrize(
    ("kind", "value", "country"),
    [
        ("eu_vat", "PL1234567890", "PL"),
        ("eu_vat", "EL123456789", "GR"),
        ("gb_vat", "GB123456789", "GB"),
        ("us_ein", "12-3456789", "US"),
        ("ch_vat", "CHE-123.456.789 MWST", "CH"),
        ("cl_tin", "anything", "CL"),
    ],
)
def test_a_customer_has_tax_ids(us: Caller, kind: str, value: str, country: str) -> None:
    customer = us.post("/v1/customers")["id"]
    path = f"/v1/customers/{customer}/tax_ids"
    made = us.post(path, type=kind, value=value)

    assert made["country"] == country
    assert us.get(path)["data"] == [made]
    assert us.get(f"{path}/{made['id']}") == us.get(f"/v1/tax_ids/{made['id']}")
    assert us.get("/v1/tax_ids", owner={"type": "customer", "customer": customer})["data"]
    assert us.get(f"/v1/customers/{customer}", expand=["tax_ids"])["tax_ids"]["data"] == [made]
    assert us.delete(f"{path}/{made['id']}")["deleted"] is True
    assert us.get(path)["data"] == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [("eu_vat", "PL123"), ("eu_vat", "1234567890"), ("gb_vat", "GB1"), ("us_ein", "1-2")],
)
def test_what_cannot_be_a_tax_id_is_refused(us: Caller, kind: str, value: str) -> None:
    customer = us.post("/v1/customers")["id"]

    with pytest.raises(RefusedError, match=f"Invalid value for {kind}") as refused:
        us.post(f"/v1/customers/{customer}/tax_ids", type=kind, value=value)
    assert refused.value.error["code"] == "tax_id_invalid"
    with pytest.raises(RefusedError, match="Invalid value"):
        us.post("/v1/customers", tax_id_data=[{"type": kind, "value": value}])


@pytest.mark.parametrize(
    ("value", "status"),
    [("DE123456789", "verified"), ("DE111111111", "unverified"), ("DE222222222", "pending")],
)
def test_the_authorities_are_asked(us: Caller, value: str, status: str) -> None:
    """docs.stripe.com/billing/customer/tax-ids: magic numbers for testing verification."""
    customer = us.post("/v1/customers", tax_id_data=[{"type": "eu_vat", "value": value}])["id"]
    [made] = us.get(f"/v1/customers/{customer}/tax_ids")["data"]
    us.desk.world.advance(START + 120)

    [found] = us.get(f"/v1/customers/{customer}/tax_ids")["data"]
    assert made["verification"]["status"] == "pending"
    assert found["verification"]["status"] == status


def test_account_tax_ids_are_refused_by_name(us: Caller) -> None:
    with pytest.raises(RefusedError, match="not implemented here: tax ids of an owner"):
        us.post("/v1/tax_ids", type="eu_vat", value="DE123456789")


def test_a_place_that_cannot_be_taxed_is_refused_on_demand(us: Caller) -> None:
    """docs.stripe.com/tax/customer-locations, ``tax[validate_location]``."""
    now = {"tax": {"validate_location": "immediately"}}
    customer = us.post("/v1/customers", address={"country": "DE"}, **now)["id"]

    with pytest.raises(RefusedError, match="location isn't recognized"):
        us.post("/v1/customers", **now)
    with pytest.raises(RefusedError, match="location isn't recognized"):
        us.post(f"/v1/customers/{customer}", address={"country": "US"}, **now)
    tax = us.get(f"/v1/customers/{customer}", expand=["tax"])["tax"]
    assert (tax["automatic_tax"], tax["location"]["country"]) == ("supported", "DE")


def test_a_customer_has_at_most_five_tax_ids(us: Caller) -> None:
    customer = us.post("/v1/customers")["id"]
    path = f"/v1/customers/{customer}/tax_ids"
    for n in range(5):
        us.post(path, type="nz_gst", value=f"12345678{n}")

    with pytest.raises(RefusedError, match="at most 5"):
        us.post(path, type="nz_gst", value="123456789")
    with pytest.raises(RefusedError, match="already has"):
        us.post(path, type="nz_gst", value="123456780")


@pytest.mark.parametrize(
    ("customer", "country"),
    [
        ({"address": {"country": "CA", "state": "ON"}}, "CA"),
        ({"address": {"country": "CA"}}, None),
        ({"address": {"country": "US", "postal_code": "10001"}}, "US"),
        ({"address": {"country": "DE"}, "shipping": {"address": {"country": "PL"}}}, "PL"),
        ({"address": {"country": "DE"}, "shipping": {"address": {"country": "US"}}}, None),
        ({"address": {"country": "Germany"}}, None),
    ],
)
def test_the_shipping_address_comes_first_and_must_be_precise(
    customer: Object, country: str | None
) -> None:
    """docs.stripe.com/tax/customer-locations: supported address formats, by country."""
    found = location(customer)

    assert (found and found.country) == country
