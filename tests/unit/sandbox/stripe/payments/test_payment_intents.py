"""docs.stripe.com/payments/paymentintents/lifecycle and …/api/payment_intents."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import RefusedError
from tests.unit.sandbox.stripe.payments.till import INTENTS, Till


def test_a_payment_goes_step_by_step(till: Till) -> None:
    intent = till.intent()
    path = f"{INTENTS}/{intent['id']}"
    chosen = till.post(path, payment_method="pm_card_visa")
    paid = till.post(f"{path}/confirm")

    assert intent["status"] == "requires_payment_method"
    assert chosen["status"] == "requires_confirmation"
    assert (paid["status"], paid["amount_received"]) == ("succeeded", 1000)


def test_a_payment_made_in_one_request_tells_its_events_in_order(till: Till) -> None:
    before = len(till.heard)

    till.pays()

    assert till.types_since(before) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]


def test_a_declined_payment_is_an_error_that_carries_the_intent(till: Till) -> None:
    """CONTRACTS §9.3: advice_code, network_advice_code and network_decline_code come along."""
    error = till.declined("visa_chargeDeclinedInsufficientFunds")

    assert (error["code"], error["decline_code"]) == ("card_declined", "insufficient_funds")
    assert error["advice_code"] == "try_again_later"
    assert (error["network_decline_code"], error["network_advice_code"]) == ("51", "02")
    intent = error["payment_intent"]
    assert (intent["status"], intent["payment_method"]) == ("requires_payment_method", None)
    assert intent["last_payment_error"]["charge"] == error["charge"]


def test_after_a_decline_another_card_pays_the_same_intent(till: Till) -> None:
    intent = till.declined("chargeDeclined")["payment_intent"]

    paid = till.post(f"{INTENTS}/{intent['id']}/confirm", payment_method="pm_card_visa")

    assert paid["status"] == "succeeded"
    assert paid["last_payment_error"] is None


def test_radar_blocks_before_any_bank_is_asked(till: Till) -> None:
    error = till.declined("radarBlock")

    outcome = till.get(f"/v1/charges/{error['charge']}")["outcome"]
    assert (outcome["type"], outcome["network_status"]) == ("blocked", "not_sent_to_network")
    assert outcome["risk_level"] == "highest"


def test_three_d_secure_on_session_asks_the_cardholder_and_then_pays(till: Till) -> None:
    """docs.stripe.com/payments/3d-secure/authentication-flow"""
    intent = till.pays("authenticationRequired", return_url="https://shop.example")
    assert intent["status"] == "requires_action"
    assert intent["next_action"]["redirect_to_url"]["return_url"] == "https://shop.example"

    till.passes_3ds(intent)

    assert till.again(intent)["status"] == "succeeded"


def test_a_failed_challenge_wants_another_card_and_charges_nothing(till: Till) -> None:
    intent = till.pays("authenticationRequired")

    till.fails_3ds(intent)

    failed = till.again(intent)
    assert failed["status"] == "requires_payment_method"
    assert failed["last_payment_error"]["code"] == "payment_intent_authentication_failure"
    assert not till.charged()


def test_a_card_may_pass_the_challenge_and_have_no_money(till: Till) -> None:
    intent = till.pays("authenticationRequiredChargeDeclinedInsufficientFunds")

    till.passes_3ds(intent)

    error = till.again(intent)["last_payment_error"]
    assert error["decline_code"] == "insufficient_funds"


def test_off_session_an_authentication_is_a_decline(till: Till) -> None:
    """docs.stripe.com/payments/save-and-reuse, charge the saved payment method later"""
    customer = till.customer("authenticationRequired")
    method = till.get("/v1/payment_methods", customer=customer)["data"][0]["id"]

    error = till.declined(method, customer=customer, off_session=True)

    assert error["code"] == "authentication_required"
    assert error["decline_code"] == "authentication_required"
    assert error["payment_method"]["id"] == method


def test_error_on_requires_action_is_a_decline_too(till: Till) -> None:
    error = till.declined("authenticationRequired", error_on_requires_action=True)

    assert error["code"] == "authentication_required"
    assert error["payment_intent"]["status"] == "requires_payment_method"


def test_saving_on_session_lets_the_same_card_pay_off_session(till: Till) -> None:
    """docs.stripe.com/payments/save-during-payment: setup_future_usage."""
    customer = till.customer(None)
    first = till.pays(
        "authenticationRequiredOnSetup", customer=customer, setup_future_usage="off_session"
    )
    till.passes_3ds(first)
    [method] = till.get("/v1/payment_methods", customer=customer)["data"]

    later = till.pays(method["id"], customer=customer, off_session=True)

    assert later["status"] == "succeeded"


def test_money_is_held_and_a_part_of_it_taken(till: Till) -> None:
    """docs.stripe.com/payments/place-a-hold-on-a-payment-method"""
    held = till.pays(capture_method="manual")
    assert (held["status"], held["amount_capturable"]) == ("requires_capture", 1000)
    assert not till.charged()

    taken = till.post(f"{INTENTS}/{held['id']}/capture", amount_to_capture=700)

    assert (taken["status"], taken["amount_received"]) == ("succeeded", 700)
    charge = till.charge(taken)
    assert (charge["captured"], charge["amount_captured"]) == (True, 700)
    assert "charge.captured" in till.types_since(0)


def test_no_more_can_be_taken_than_is_held(till: Till) -> None:
    held = till.pays(capture_method="manual")

    error = till.refused(f"{INTENTS}/{held['id']}/capture", amount_to_capture=1001)

    assert error["code"] == "amount_too_large"


def test_a_hold_nobody_takes_ends_after_a_week(till: Till) -> None:
    held = till.pays(capture_method="manual")

    till.days_pass(7)

    ended = till.again(held)
    assert (ended["status"], ended["cancellation_reason"]) == ("canceled", "automatic")
    assert till.types_since(0)[-3:] == [
        "charge.expired",
        "charge.refunded",
        "payment_intent.canceled",
    ]


def test_a_cancelled_intent_cannot_be_paid(till: Till) -> None:
    intent = till.intent("visa")
    path = f"{INTENTS}/{intent['id']}"

    till.post(f"{path}/cancel", cancellation_reason="abandoned")

    assert till.refused(f"{path}/confirm")["code"] == "payment_intent_unexpected_state"


def test_what_is_paid_cannot_be_cancelled_or_paid_again(till: Till) -> None:
    path = f"{INTENTS}/{till.pays()['id']}"

    for verb in ("cancel", "confirm", "capture"):
        assert till.refused(f"{path}/{verb}")["code"] == "payment_intent_unexpected_state"


def test_an_intent_changes_until_it_is_paid(till: Till) -> None:
    intent = till.intent("visa")

    changed = till.post(f"{INTENTS}/{intent['id']}", amount=2500, metadata={"order": "7"})
    paid = till.post(f"{INTENTS}/{intent['id']}/confirm", receipt_email="ann@example.com")

    assert (changed["amount"], changed["metadata"]) == (2500, {"order": "7"})
    assert till.charge(paid)["amount"] == 2500
    assert till.charge(paid)["receipt_email"] == "ann@example.com"
    assert till.refused(f"{INTENTS}/{intent['id']}", amount=1)["code"]
    assert till.post(f"{INTENTS}/{intent['id']}", description="late")["description"] == "late"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amount": 49}, "amount_too_small"),
        ({"amount": 100_000_000}, "amount_too_large"),
        ({"amount": 0}, "parameter_invalid_integer"),
        ({"payment_method_types": ["card"]}, "parameter_unknown"),
        ({"customer": "cus_nobody"}, "resource_missing"),
    ],
)
def test_intents_that_stripe_refuses_are_refused(
    till: Till, given: dict[str, object], code: str
) -> None:
    """``payment_method_types`` is read-only since endive (docs.stripe.com/changelog/endive)."""
    order = {"amount": 1000, "currency": "usd", **given}

    assert till.refused(INTENTS, **order)["code"] == code


def test_an_intent_that_may_redirect_wants_to_know_where_to(till: Till) -> None:
    with pytest.raises(RefusedError, match="you must provide a `return_url`"):
        till.post(INTENTS, amount=1000, currency="usd", payment_method="pm_card_visa", confirm=True)


def test_only_allowed_types_of_payment_are_taken(till: Till) -> None:
    intent = till.intent(allowed_payment_method_types=["us_bank_account"])

    with pytest.raises(RefusedError, match="is not allowed for this PaymentIntent"):
        till.post(f"{INTENTS}/{intent['id']}", payment_method="pm_card_visa")


def test_another_customers_card_is_refused(till: Till) -> None:
    theirs = till.gets_card(till.customer(None), "visa")

    with pytest.raises(RefusedError, match="must be attached to the customer"):
        till.intent(theirs, customer=till.customer(None))


def test_off_session_is_said_when_confirming_only(till: Till) -> None:
    error = till.refused(INTENTS, amount=1000, currency="usd", off_session=True)

    assert error["param"] == "off_session"


@pytest.mark.parametrize(("card", "status"), [("visa", "requires_action"), ("amex", "succeeded")])
def test_a_shop_can_ask_for_three_d_secure_itself(till: Till, card: str, status: str) -> None:
    """docs.stripe.com/payments/3d-secure/authentication-flow, request_three_d_secure."""
    asked = {"card": {"request_three_d_secure": "any"}}

    intent = till.pays(card, payment_method_options=asked)

    assert intent["status"] == status
    if status == "requires_action":
        till.passes_3ds(intent)
        assert till.again(intent)["status"] == "succeeded"
