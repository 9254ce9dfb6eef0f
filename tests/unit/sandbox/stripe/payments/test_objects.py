"""Whatever happened to money: objects are complete, and nothing visible changed in silence."""

import pytest

from tests.unit.sandbox.stripe.payments.till import AGREED, Till
from tests.unit.sandbox.stripe.platform.sdk_types import faults

KINDS = (
    "payment_intent", "charge", "refund", "dispute", "balance_transaction", "mandate",
    "radar.early_fraud_warning", "payment_method", "setup_intent", "setup_attempt",
)  # fmt: skip


@pytest.fixture(scope="module")
def lived() -> Till:
    """A till at which everything has happened once."""
    till = Till()
    customer = till.customer()
    shipped = {"name": "Ann", "address": {"city": "Kielce"}}
    till.intent()
    till.pays(customer=None or customer, shipping=shipped, setup_future_usage="off_session")
    till.declined("chargeDeclined")
    till.declined("radarBlock")
    till.pays("authenticationRequired")
    till.fails_3ds(till.pays("authenticationRequired", return_url="https://shop.example"))
    till.pays(capture_method="manual")
    till.post("/v1/refunds", payment_intent=till.pays("pendingRefund")["id"])
    till.post("/v1/refunds", payment_intent=till.pays("refundFail")["id"])
    for card in ("createDispute", "createDisputeInquiry", "createIssuerFraudRecord"):
        till.pays(card)
    for bank, currency in (("sepaDebit_failed_de", "eur"), ("bacsDebit_success", "gbp")):
        till.pays(f"pm_{bank}", currency=currency, mandate_data=AGREED)
    till.pays("pm_usBankAccount_dispute", mandate_data=AGREED)
    till.post("/v1/setup_intents", customer=customer, confirm=True, payment_method="pm_card_visa")
    till.refused("/v1/setup_intents", confirm=True, payment_method="pm_card_chargeDeclined")
    till.days_pass(20)
    return till


@pytest.mark.parametrize("kind", KINDS)
def test_every_object_has_every_field_of_the_right_type(lived: Till, kind: str) -> None:
    found = lived.truth(kind)

    assert found
    assert [fault for obj in found.values() for fault in faults(obj)] == []


def test_the_balance_is_complete_too(lived: Till) -> None:
    assert faults(lived.get("/v1/balance")) == []


@pytest.mark.parametrize(
    "kind", ["charge", "refund", "payment_intent", "setup_intent", "radar.early_fraud_warning"]
)
def test_the_last_event_of_an_object_shows_what_it_is(lived: Till, kind: str) -> None:
    assert lived.told(kind) == lived.truth(kind)


def test_the_balance_is_the_sum_of_what_moved_it(lived: Till) -> None:
    balance = lived.get("/v1/balance")
    moved = lived.truth("balance_transaction").values()

    shown = sum(each["amount"] for part in ("available", "pending") for each in balance[part])

    assert shown == sum(each["amount"] - each["fee"] for each in moved)
