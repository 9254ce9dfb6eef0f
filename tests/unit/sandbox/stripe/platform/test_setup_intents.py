"""https://docs.stripe.com/api/setup_intents"""

import pytest

from sandbox.stripe.core.cards import Approved, RequiresAction
from sandbox.stripe.core.challenges import Challenge, finish
from sandbox.stripe.core.world import World
from sandbox.stripe.payments.instruments import ask as outcome
from tests.unit.sandbox.stripe.platform.caller import Caller, Object, RefusedError

CHALLENGED = "pm_card_authenticationRequiredOnSetup"


def setup(us: Caller, card: str) -> Object:
    customer = us.post("/v1/customers")["id"]
    return us.post("/v1/setup_intents", customer=customer, payment_method=card, confirm=True)


def types(us: Caller) -> list[str]:
    return [event["type"] for event in us.get("/v1/events", limit=100)["data"]][::-1]


def test_a_plain_card_is_set_up_at_once_and_attached(us: Caller) -> None:
    intent = setup(us, "pm_card_visa")

    method = us.get(f"/v1/payment_methods/{intent['payment_method']}")
    assert intent["status"] == "succeeded"
    assert method["customer"] == intent["customer"]
    assert types(us)[1:] == [
        "setup_intent.created",
        "payment_method.attached",
        "setup_intent.succeeded",
    ]


def test_an_intent_waits_step_by_step_for_what_it_lacks(us: Caller) -> None:
    intent = us.post("/v1/setup_intents")
    path = f"/v1/setup_intents/{intent['id']}"
    chosen = us.post(path, payment_method="pm_card_visa")

    assert intent["status"] == "requires_payment_method"
    assert chosen["status"] == "requires_confirmation"
    assert us.post(f"{path}/confirm")["status"] == "succeeded"


def test_after_three_d_secure_the_card_pays_while_its_holder_is_away(
    us: Caller, clockwork: World
) -> None:
    account = clockwork.accounts["us"]
    intent = setup(us, CHALLENGED)
    before = outcome(account, intent["payment_method"])

    done = finish(account, intent["id"], Challenge.PASSED)

    assert (intent["status"], before) == ("requires_action", RequiresAction())
    assert done["status"] == "succeeded"
    assert outcome(account, intent["payment_method"]) == Approved()


def test_a_failed_challenge_leaves_an_intent_without_a_card(us: Caller, clockwork: World) -> None:
    intent = setup(us, CHALLENGED)

    finish(clockwork.accounts["us"], intent["id"], Challenge.FAILED)

    shown = us.get(f"/v1/setup_intents/{intent['id']}")
    assert (shown["status"], shown["payment_method"]) == ("requires_payment_method", None)
    assert shown["last_setup_error"]["code"] == "setup_intent_authentication_failure"
    assert types(us)[-1] == "setup_intent.setup_failed"


def test_a_declined_setup_is_a_card_error_that_names_the_intent(us: Caller) -> None:
    with pytest.raises(RefusedError) as refused:
        setup(us, "pm_card_visa_chargeDeclined")

    assert refused.value.status == 402
    assert refused.value.error["setup_intent"]["status"] == "requires_payment_method"


def test_a_finished_intent_cannot_be_cancelled(us: Caller) -> None:
    intent = setup(us, "pm_card_visa")

    with pytest.raises(RefusedError, match="status of succeeded") as refused:
        us.post(f"/v1/setup_intents/{intent['id']}/cancel")

    assert refused.value.error["code"] == "setup_intent_unexpected_state"


def test_somebody_elses_card_cannot_be_set_up(us: Caller) -> None:
    theirs = us.post("/v1/customers", payment_method="pm_card_visa")["id"]
    method = us.get("/v1/payment_methods", customer=theirs)["data"][0]["id"]

    with pytest.raises(RefusedError, match="customer must be provided too"):
        us.post("/v1/setup_intents", payment_method=method)


def test_there_is_nothing_to_finish_without_a_challenge(us: Caller, clockwork: World) -> None:
    intent = setup(us, "pm_card_visa")

    with pytest.raises(Exception, match="not an intent that waits"):
        finish(clockwork.accounts["us"], intent["id"], Challenge.PASSED)
