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


TIERS = [{"up_to": 5, "unit_amount": 700}, {"up_to": "inf", "flat_amount": 100}]


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"billing_scheme": "tiered", "tiers_mode": "volume"}, "tiers"),
        ({"billing_scheme": "tiered", "tiers": TIERS}, "tiers_mode"),
        ({"billing_scheme": "tiered", "tiers_mode": "volume", "tiers": TIERS[:1]}, "tiers[0]"),
        ({"unit_amount": 5, "tiers": TIERS}, "tiers"),
        ({"unit_amount": 5, "currency_options": {"xxx": {"unit_amount": 5}}}, "currency_options"),
        (
            {"unit_amount": 5, "currency_options": {"eur": {"tax_behavior": "inclusive"}}},
            "currency_options[eur][unit_amount]",
        ),
    ],
)
def test_tiers_and_currencies_have_to_be_complete(
    us: Caller, product: str, given: Object, param: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        us.post("/v1/prices", product=product, currency="usd", **given)

    assert refused.value.status == 400
    assert refused.value.error["param"].startswith(param)


def test_tiers_and_currencies_are_shown_when_expanded(us: Caller, product: str) -> None:
    """docs.stripe.com/api/prices/object: both are included only by an expansion."""
    made = us.post(
        "/v1/prices",
        product=product,
        currency="usd",
        billing_scheme="tiered",
        tiers_mode="graduated",
        tiers=TIERS,
        currency_options={"eur": {"tiers": TIERS}},
    )
    path = f"/v1/prices/{made['id']}"
    assert {"tiers", "currency_options"}.isdisjoint(us.get(path))

    us.post(path, currency_options={"pln": {"tiers": TIERS}})

    shown = us.get(path, expand=["tiers", "currency_options"])
    assert list(shown["currency_options"]) == ["usd", "eur", "pln"]
    assert [tier["up_to"] for tier in shown["tiers"]] == [5, None]


def test_metered_prices_are_refused_loudly(us: Caller, product: str) -> None:
    with pytest.raises(RefusedError, match="not implemented here"):
        price(us, product, recurring={"interval": "month", "usage_type": "metered"})


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


def test_a_chosen_id_is_of_letters_digits_underscores_and_hyphens(us: Caller) -> None:
    with pytest.raises(RefusedError, match="Invalid id"):
        us.post("/v1/products", id="course 2025", name="Course")
    with pytest.raises(RefusedError, match="Invalid id"):
        us.post("/v1/coupons", id="SUMMER~3m", percent_off=10)


def test_archived_prices_are_listed_only_when_asked_for(us: Caller, product: str) -> None:
    current, archived = price(us, product), price(us, product, active=False)

    assert [each["id"] for each in us.get("/v1/prices")["data"]] == [current["id"]]
    assert [each["id"] for each in us.get("/v1/prices", active=False)["data"]] == [archived["id"]]


def test_lists_of_prices_can_be_narrowed(us: Caller, product: str) -> None:
    monthly = price(us, product, recurring={"interval": "month"})
    price(us, product, recurring={"interval": "year"})
    price(us, product)

    found = us.get("/v1/prices", product=product, recurring={"interval": "month"})["data"]
    assert [each["id"] for each in found] == [monthly["id"]]
    assert len(us.get("/v1/prices", type="one_time")["data"]) == 1
