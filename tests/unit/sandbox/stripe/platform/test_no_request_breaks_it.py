"""Whatever is asked, the answer is Stripe's: an object or a refusal, never a bug."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.stripe import resources
from sandbox.stripe.http.desk import Desk, Incoming
from sandbox.stripe.http.routing import ROUTES, Endpoint
from tests.unit.sandbox.stripe.platform.caller import Caller, world
from tests.unit.sandbox.stripe.platform.guesses import requests

resources.load()
OURS = ("customers", "payment_methods", "setup_intents", "products", "prices", "events",
        "webhook_endpoints", "coupons", "promotion_codes", "tax_rates", "tax_ids",
        "subscription_schedules", "billing", "test_helpers")  # fmt: skip
ENDPOINTS = [each for each in ROUTES.values() if each.path.split("/")[2] in OURS]


def stocked() -> tuple[Caller, dict[str, str]]:
    """Give an account one of everything, and the ids by resource."""
    us = Caller(Desk(world()))
    customer = us.post("/v1/customers", payment_method="pm_card_visa")["id"]
    coupon = us.post("/v1/coupons", percent_off=5)["id"]
    promotion = {"type": "coupon", "coupon": coupon}
    rate = {"display_name": "VAT", "percentage": 5, "inclusive": False}
    vat = {"type": "eu_vat", "value": "DE123456789"}
    hook = us.post("/v1/webhook_endpoints", url="https://example.com", enabled_events=["*"])
    us.post("/v1/products", name="Gold", id="gold")
    monthly = {"product": "gold", "currency": "usd", "recurring": {"interval": "month"}}
    gold = us.post("/v1/prices", unit_amount=5, **monthly)["id"]
    plan = {"customer": customer, "start_date": "now", "phases": [{"items": [{"price": gold}]}]}
    sums = {"default_aggregation": {"formula": "sum"}, "display_name": "a", "event_name": "a"}
    return us, {
        "billing": us.post("/v1/billing/meters", **sums)["id"],
        "subscription_schedules": us.post("/v1/subscription_schedules", **plan)["id"],
        "test_helpers": us.post("/v1/test_helpers/test_clocks", frozen_time=1)["id"],
        "customers": customer,
        "payment_methods": us.get("/v1/payment_methods")["data"][0]["id"],
        "setup_intents": us.post("/v1/setup_intents", customer=customer)["id"],
        "products": us.post("/v1/products", name="Course", id="a")["id"],
        "prices": us.post("/v1/prices", product="a", currency="usd", unit_amount=1)["id"],
        "events": us.get("/v1/events")["data"][0]["id"],
        "webhook_endpoints": hook["id"],
        "coupons": coupon,
        "promotion_codes": us.post("/v1/promotion_codes", promotion=promotion)["id"],
        "tax_rates": us.post("/v1/tax_rates", **rate)["id"],
        "tax_ids": us.post(f"/v1/customers/{customer}/tax_ids", **vat)["id"],
    }


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: f"{each.method} {each.path}")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_guess_is_answered_in_stripes_shape(endpoint: Endpoint, data: st.DataObject) -> None:
    us, ids = stocked()
    kind = endpoint.path.split("/")[2]
    path = endpoint.path.replace("{id}", ids[kind])
    params = data.draw(requests(endpoint))
    assert isinstance(params, dict)

    reply = us.reply(endpoint.method, path, **params)

    answer = json.loads(reply.body)
    if reply.status == 200:
        assert answer["object"]
    else:
        assert reply.status in (400, 402, 404, 501)
        assert answer["error"]["message"]


@given(st.text(alphabet="ab[]=&%0", max_size=30))
def test_no_body_is_too_strange_to_be_refused(body: str) -> None:
    us = Caller(Desk(world()))

    reply = us.desk.answer(Incoming("POST", "/v1/customers", body=body, headers=us.headers))

    assert reply.status in (200, 400, 501)
