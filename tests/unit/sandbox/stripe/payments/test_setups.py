"""docs.stripe.com/payments/setupintents/lifecycle and …/api/setup_attempts"""

from tests.unit.sandbox.stripe.payments.till import AGREED, Till


def test_every_try_to_set_up_is_kept(till: Till) -> None:
    intent = till.refused(
        "/v1/setup_intents", confirm=True, payment_method="pm_card_visa_chargeDeclined"
    )["setup_intent"]
    path = f"/v1/setup_intents/{intent['id']}"
    till.post(f"{path}/confirm", payment_method="pm_card_visa")

    tries = till.get("/v1/setup_attempts", setup_intent=intent["id"])["data"]

    assert [each["status"] for each in tries] == ["succeeded", "failed"]
    assert till.get(path)["latest_attempt"] == tries[0]["id"]
    assert tries[1]["setup_error"]["decline_code"] == "generic_decline"


def test_a_direct_debit_is_set_up_with_a_mandate_only(till: Till) -> None:
    order = {"confirm": True, "payment_method": "pm_sepaDebit_success_de"}

    assert "mandate is required" in till.refused("/v1/setup_intents", **order)["message"]
    made = till.post("/v1/setup_intents", mandate_data=AGREED, **order)

    assert (made["status"], made["usage"]) == ("succeeded", "off_session")
    assert till.get(f"/v1/mandates/{made['mandate']}")["payment_method"] == made["payment_method"]


def test_an_open_setup_can_be_cancelled_with_a_reason(till: Till) -> None:
    intent = till.post("/v1/setup_intents", payment_method="pm_card_authenticationRequired")

    path = f"/v1/setup_intents/{intent['id']}"
    waiting = till.post(f"{path}/confirm", return_url="https://shop.example")
    ended = till.post(f"{path}/cancel", cancellation_reason="abandoned")

    assert waiting["next_action"]["redirect_to_url"]["return_url"] == "https://shop.example"
    assert (ended["status"], ended["cancellation_reason"]) == ("canceled", "abandoned")
    assert ended["next_action"] is None


def test_microdeposits_are_refused_loudly(till: Till) -> None:
    intent = till.post("/v1/setup_intents")

    path = f"/v1/setup_intents/{intent['id']}/verify_microdeposits"

    assert till.refused(path, amounts=[32, 45])["code"] == "sandbox_not_implemented"
