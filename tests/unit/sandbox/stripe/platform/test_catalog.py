"""https://docs.stripe.com/api/products, https://docs.stripe.com/api/prices"""

import pytest

from tests.unit.sandbox.stripe.platform.caller import Caller, Object, RefusedError


@pytest.fixture
def product(us: Caller) -> str:
    made: str = us.post("/v1/products", name="Course")["id"]
    return made


def price(us: Caller, product: str, **given: object) -> Object:
    terms = {"currency": "eur", "unit_amount": 1990, **given}
    wanted = {name: value for name, value in terms.items() if value is not None}
    return us.post("/v1/prices", product=product, **wanted)


def test_a_monthly_price_says_so(us: Caller, product: str) -> None:
    made = price(us, product, recurring={"interval": "month", "interval_count": 3})

    assert made["type"] == "recurring"
    assert made["recurring"]["interval_count"] == 3
    assert (made["unit_amount"], made["unit_amount_decimal"]) == (1990, "1990")


def test_an_amount_may_be_finer_than_a_cent(us: Caller, product: str) -> None:
    made = price(us, product, unit_amount=None, unit_amount_decimal="0.050")

    assert (made["unit_amount"], made["unit_amount_decimal"]) == (None, "0.05")


def test_a_price_may_bring_its_product(us: Caller) -> None:
    made = us.post(
        "/v1/prices",
        currency="PLN",
        unit_amount=0,
        product_data={"name": "Free"},
        expand=["product"],
    )

    assert made["product"]["name"] == "Free"
    assert made["currency"] == "pln"


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"currency": "xxx"}, "currency"),
        ({"unit_amount": None}, "unit_amount"),
        ({"unit_amount_decimal": "1"}, "unit_amount"),
        ({"unit_amount": -1}, "unit_amount"),
        ({"unit_amount": None, "unit_amount_decimal": "0.0000000000001"}, "unit_amount_decimal"),
        ({"recurring": {"interval": "month", "interval_count": 37}}, "recurring[interval_count]"),
        ({"recurring": {"interval": "year", "interval_count": 0}}, "recurring[interval_count]"),
    ],
)
def test_impossible_prices_are_refused(us: Caller, product: str, given: Object, param: str) -> None:
    with pytest.raises(RefusedError) as refused:
        price(us, product, **given)

    assert (refused.value.status, refused.value.error["param"]) == (400, param)


@pytest.mark.parametrize(
    "given",
    [
        {"billing_scheme": "tiered"},
        {"recurring": {"interval": "month", "usage_type": "metered"}},
        {"transform_quantity": {"divide_by": 10, "round": "up"}},
    ],
)
def test_prices_we_cannot_compute_are_refused_loudly(
    us: Caller, product: str, given: Object
) -> None:
    with pytest.raises(RefusedError, match="not implemented here"):
        price(us, product, **given)


def test_a_lookup_key_belongs_to_one_price_until_it_is_transferred(
    us: Caller, product: str
) -> None:
    old = price(us, product, lookup_key="standard")

    with pytest.raises(RefusedError, match="already uses that lookup key"):
        price(us, product, lookup_key="standard")
    new = price(us, product, lookup_key="standard", transfer_lookup_key=True)

    found = us.get("/v1/prices", lookup_keys=["standard"])["data"]
    assert [each["id"] for each in found] == [new["id"]]
    assert us.get(f"/v1/prices/{old['id']}")["lookup_key"] is None


def test_a_product_with_prices_cannot_be_deleted(us: Caller, product: str) -> None:
    price(us, product)

    with pytest.raises(RefusedError, match="has one or more user-created prices"):
        us.delete(f"/v1/products/{product}")


def test_a_product_may_have_an_id_of_its_makers_choice(us: Caller) -> None:
    us.post("/v1/products", id="course-2025", name="Course")

    with pytest.raises(RefusedError) as refused:
        us.post("/v1/products", id="course-2025", name="Course")
    assert refused.value.error["code"] == "resource_already_exists"


def test_lists_of_prices_can_be_narrowed(us: Caller, product: str) -> None:
    monthly = price(us, product, recurring={"interval": "month"})
    price(us, product, recurring={"interval": "year"})
    price(us, product)

    found = us.get("/v1/prices", product=product, recurring={"interval": "month"})["data"]
    assert [each["id"] for each in found] == [monthly["id"]]
    assert len(us.get("/v1/prices", type="one_time")["data"]) == 1
