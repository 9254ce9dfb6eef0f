"""Every answer has what the SDK's classes of the pinned API version require."""

from collections.abc import Callable

import pytest

from tests.unit.sandbox.stripe.platform.caller import START, Caller, Object
from tests.unit.sandbox.stripe.platform.sdk_types import faults

CARD = {"number": "4242424242424242", "exp_month": 8, "exp_year": 2030, "cvc": "314"}


def customer(us: Caller) -> Object:
    return us.post(
        "/v1/customers",
        email="a@example.com",
        address={"country": "PL"},
        payment_method="pm_card_visa",
    )


def product(us: Caller) -> Object:
    return us.post(
        "/v1/products",
        name="Course",
        default_price_data={
            "currency": "eur",
            "unit_amount": 1990,
            "recurring": {"interval": "month"},
        },
        expand=["default_price"],
    )


def one_time_price(us: Caller) -> Object:
    made = us.post("/v1/products", name="Book")
    return us.post("/v1/prices", product=made["id"], currency="pln", unit_amount_decimal="0.5")


def payment_method(us: Caller) -> Object:
    return us.post("/v1/payment_methods", type="card", card=CARD, billing_details={"name": "Ann"})


def finished_setup(us: Caller) -> Object:
    return us.post("/v1/setup_intents", payment_method="pm_card_visa", confirm=True)


def challenged_setup(us: Caller) -> Object:
    card = "pm_card_authenticationRequired"
    return us.post(
        "/v1/setup_intents", payment_method=card, confirm=True, return_url="https://example.com"
    )


def endpoint(us: Caller) -> Object:
    return us.post("/v1/webhook_endpoints", url="https://example.com", enabled_events=["*"])


def coupon(us: Caller) -> Object:
    return us.post("/v1/coupons", amount_off=500, currency="usd", expand=["currency_options"])


def promotion_code(us: Caller) -> Object:
    promotion = {"type": "coupon", "coupon": us.post("/v1/coupons", percent_off=5)["id"]}
    return us.post("/v1/promotion_codes", promotion=promotion, expand=["promotion.coupon"])


def tax_rate(us: Caller) -> Object:
    return us.post("/v1/tax_rates", display_name="VAT", percentage=8.5, inclusive=True)


def taxed_customer(us: Caller) -> Object:
    vat = {"type": "eu_vat", "value": "DE123456789"}
    place = {"country": "DE"}
    return us.post("/v1/customers", address=place, tax_id_data=[vat], expand=["tax", "tax_ids"])


def schedule(us: Caller) -> Object:
    owner, price = customer(us)["id"], product(us)["default_price"]["id"]
    book = us.post("/v1/products", name="Book")["id"]
    fee = us.post("/v1/prices", product=book, currency="eur", unit_amount=500)["id"]
    phase = {"items": [{"price": price}], "add_invoice_items": [{"price": fee}]}
    return us.post(
        "/v1/subscription_schedules",
        customer=owner,
        start_date=START + 60,
        phases=[phase],
        expand=["customer", "phases.items.price"],
    )


def a_test_clock(us: Caller) -> Object:
    return us.post("/v1/test_helpers/test_clocks", frozen_time=START, name="a")


def event(us: Caller) -> Object:
    customer(us)
    found: Object = us.get("/v1/events", limit=1)["data"][0]
    return found


@pytest.mark.parametrize(
    "make",
    [
        customer,
        product,
        one_time_price,
        payment_method,
        finished_setup,
        challenged_setup,
        endpoint,
        coupon,
        promotion_code,
        tax_rate,
        taxed_customer,
        schedule,
        a_test_clock,
        event,
    ],
)
def test_an_object_has_every_field_of_the_right_type(
    us: Caller, make: Callable[[Caller], Object]
) -> None:
    assert faults(make(us)) == []
