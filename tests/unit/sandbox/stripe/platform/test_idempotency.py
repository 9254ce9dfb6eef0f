"""https://docs.stripe.com/api/idempotent_requests"""

import json

import pytest

from sandbox.stripe.core.world import World
from tests.unit.sandbox.stripe.platform.caller import Caller, RefusedError

DAY = 24 * 3600


@pytest.fixture
def once(us: Caller) -> Caller:
    return us.with_headers(idempotency_key="order-7")


def test_the_same_question_gets_the_same_answer_and_no_second_effect(
    us: Caller, once: Caller
) -> None:
    first = once.reply("POST", "/v1/customers", email="a@example.com")
    again = once.reply("POST", "/v1/customers", email="a@example.com")

    assert again.body == first.body
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["original-request"] == first.headers["request-id"]
    assert len(us.get("/v1/customers")["data"]) == 1


def test_a_key_cannot_be_used_for_other_parameters(once: Caller) -> None:
    once.post("/v1/customers", email="a@example.com")

    with pytest.raises(RefusedError, match="same parameters") as refused:
        once.post("/v1/customers", email="b@example.com")

    assert refused.value.status == 400
    assert refused.value.error["type"] == "idempotency_error"


def test_a_key_cannot_be_used_for_another_endpoint(once: Caller) -> None:
    once.post("/v1/customers")

    with pytest.raises(RefusedError, match=r"\('/v1/products' vs '/v1/customers'\)"):
        once.post("/v1/products", name="Course")


def test_a_key_is_forgotten_after_a_day_of_sandbox_time(once: Caller, clockwork: World) -> None:
    first = once.post("/v1/customers")
    clockwork.advance(clockwork.clock + DAY)

    assert once.post("/v1/customers")["id"] != first["id"]


def test_a_request_that_never_began_is_not_remembered(once: Caller) -> None:
    with pytest.raises(RefusedError):
        once.post("/v1/customers", colour="red")

    assert once.post("/v1/customers", email="a@example.com")["email"] == "a@example.com"


def test_a_refusal_by_the_bank_is_remembered(once: Caller) -> None:
    declined = {"payment_method": "pm_card_visa_chargeDeclined"}

    first = once.reply("POST", "/v1/customers", **declined)
    again = once.reply("POST", "/v1/customers", **declined)

    assert (again.status, again.body) == (402, first.body)
    assert "idempotent-replayed" in again.headers


def test_reading_needs_no_key_and_ignores_one(us: Caller, once: Caller) -> None:
    before = once.get("/v1/customers")["data"]
    us.post("/v1/customers")

    assert (len(before), len(once.get("/v1/customers")["data"])) == (0, 1)


def test_accounts_do_not_share_keys(once: Caller, intl: Caller) -> None:
    once.post("/v1/customers", email="a@example.com")

    elsewhere = intl.with_headers(idempotency_key="order-7")

    assert elsewhere.post("/v1/products", name="Course")["name"] == "Course"


def test_an_event_names_the_request_and_the_key_behind_it(us: Caller, once: Caller) -> None:
    reply = once.reply("POST", "/v1/customers")

    event = us.get("/v1/events")["data"][0]

    assert json.loads(reply.body)["id"] == event["data"]["object"]["id"]
    assert event["request"] == {
        "id": reply.headers["request-id"],
        "idempotency_key": "order-7",
    }
