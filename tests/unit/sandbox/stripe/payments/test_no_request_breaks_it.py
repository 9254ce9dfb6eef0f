"""Whatever is asked of the payment resources, the answer is an object or a refusal."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.stripe import resources
from sandbox.stripe.http.desk import Desk, Incoming
from sandbox.stripe.http.routing import ROUTES, Endpoint
from tests.unit.sandbox.stripe.payments.till import QUIET
from tests.unit.sandbox.stripe.platform.caller import Caller, world
from tests.unit.sandbox.stripe.platform.guesses import requests

resources.load()
OURS = (
    "payment_intents", "charges", "refunds", "disputes", "mandates", "balance_transactions",
    "balance", "checkout", "payment_links", "billing_portal", "tokens", "sources", "radar",
    "setup_attempts",
)  # fmt: skip
ENDPOINTS = [each for each in ROUTES.values() if each.path.split("/")[2] in OURS]


def stocked() -> tuple[Caller, dict[str, str]]:
    """Give an account one of everything, and the ids by resource."""
    us = Caller(Desk(world()))
    product = us.post("/v1/products", name="Course", id="a")["id"]
    price = us.post("/v1/prices", product=product, currency="usd", unit_amount=100)["id"]
    paid = us.post(
        "/v1/payment_intents",
        amount=1000,
        currency="usd",
        payment_method="pm_card_createDispute",
        automatic_payment_methods=QUIET,
        confirm=True,
    )
    lines = [{"price": price, "quantity": 1}]
    done = "https://example.com"
    session = us.post("/v1/checkout/sessions", mode="payment", success_url=done, line_items=lines)
    return us, {
        "payment_intents": us.post("/v1/payment_intents", amount=1000, currency="usd")["id"],
        "charges": paid["latest_charge"],
        "refunds": "re_nothing",
        "disputes": us.get("/v1/disputes")["data"][0]["id"],
        "mandates": "mandate_nothing",
        "balance_transactions": us.get("/v1/balance_transactions")["data"][0]["id"],
        "balance": "",
        "checkout": session["id"],
        "payment_links": us.post("/v1/payment_links", line_items=lines)["id"],
        "billing_portal": us.post(
            "/v1/billing_portal/configurations", features={"invoice_history": {"enabled": True}}
        )["id"],
        "tokens": "tok_nothing",
        "sources": us.post("/v1/sources", type="card", token="tok_visa")["id"],
        "radar": "issfr_nothing",
        "setup_attempts": "",
    }


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: f"{each.method} {each.path}")
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_guess_is_answered_in_stripes_shape(endpoint: Endpoint, data: st.DataObject) -> None:
    us, ids = stocked()
    path = endpoint.path.replace("{id}", ids[endpoint.path.split("/")[2]])
    params = data.draw(requests(endpoint))
    assert isinstance(params, dict)

    reply = us.reply(endpoint.method, path, **params)

    answer = json.loads(reply.body)
    if reply.status == 200:
        assert answer["object"]
    else:
        assert reply.status in (400, 402, 404, 501)
        assert answer["error"]["message"]


def test_a_card_number_never_leaves_the_sandbox() -> None:
    us = Caller(Desk(world()))
    typed = {"number": "5555555555554444", "exp_month": 4, "exp_year": 2031, "cvc": "123"}

    token = us.reply("POST", "/v1/tokens", card=typed)
    body = f"source={json.loads(token.body)['id']}&amount=500&currency=usd"
    charge = us.desk.answer(Incoming("POST", "/v1/charges", body=body, headers=us.headers))

    assert b"5555555555554444" not in token.body + charge.body
    assert charge.status == 200
