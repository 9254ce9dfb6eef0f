"""docs.stripe.com/refunds and …/testing#refunds"""

import pytest

from tests.unit.sandbox.stripe.payments.till import Till


def test_a_whole_refund_gives_everything_back_but_the_fee(till: Till) -> None:
    """stripe.com/pricing: 2.9% + 30 cents, which Stripe keeps."""
    intent = till.pays()
    before = len(till.heard)

    refund = till.post("/v1/refunds", payment_intent=intent["id"], reason="requested_by_customer")

    charge = till.charge(intent)
    assert (refund["status"], refund["amount"], refund["charge"]) == (
        "succeeded",
        1000,
        charge["id"],
    )
    assert (charge["refunded"], charge["amount_refunded"]) == (True, 1000)
    assert till.types_since(before) == ["refund.created", "charge.refunded"]
    assert till.pending() == -59


def test_parts_are_refunded_until_nothing_is_left(till: Till) -> None:
    intent = till.pays()
    till.post("/v1/refunds", payment_intent=intent["id"], amount=300)
    assert not till.charge(intent)["refunded"]

    error = till.refused("/v1/refunds", payment_intent=intent["id"], amount=701)
    till.post("/v1/refunds", charge=till.charge(intent)["id"])

    assert "greater than unrefunded amount" in error["message"]
    assert till.charge(intent)["refunded"]
    again = till.refused("/v1/refunds", payment_intent=intent["id"])
    assert again["code"] == "charge_already_refunded"


def test_a_refund_names_what_changed_on_the_charge(till: Till) -> None:
    intent = till.pays()

    till.post("/v1/refunds", payment_intent=intent["id"], amount=300)

    [event] = till.get("/v1/events", type="charge.refunded")["data"]
    assert event["data"]["object"]["amount_refunded"] == 300


def test_some_refunds_are_pending_for_a_while(till: Till) -> None:
    refund = till.post("/v1/refunds", payment_intent=till.pays("pendingRefund")["id"])
    assert (refund["status"], refund["pending_reason"]) == ("pending", "processing")

    till.days_pass(1)

    assert till.again(refund)["status"] == "succeeded"
    assert "refund.updated" in till.types_since(0)


def test_some_refunds_fail_later_and_the_money_is_back(till: Till) -> None:
    intent = till.pays("refundFail")
    refund = till.post("/v1/refunds", payment_intent=intent["id"])
    assert refund["status"] == "succeeded"

    till.days_pass(1)

    failed = till.again(refund)
    assert (failed["status"], failed["failure_reason"]) == ("failed", "expired_or_canceled_card")
    assert failed["failure_balance_transaction"]
    assert not till.charge(intent)["refunded"]
    assert "refund.failed" in till.types_since(0)


def test_a_finished_refund_cannot_be_cancelled(till: Till) -> None:
    refund = till.post("/v1/refunds", payment_intent=till.pays()["id"])

    error = till.refused(f"/v1/refunds/{refund['id']}/cancel")

    assert "cannot be canceled" in error["message"]


def test_refunds_are_listed_and_described(till: Till) -> None:
    intent = till.pays()
    refund = till.post("/v1/refunds", payment_intent=intent["id"], metadata={"a": "1"})

    till.post(f"/v1/refunds/{refund['id']}", metadata={"b": "2"})

    [listed] = till.get("/v1/refunds", payment_intent=intent["id"])["data"]
    assert listed["metadata"] == {"a": "1", "b": "2"}
    charge = till.get(f"/v1/charges/{refund['charge']}", expand=["refunds"])
    assert [each["id"] for each in charge["refunds"]["data"]] == [refund["id"]]


@pytest.mark.parametrize("given", [{}, {"charge": "ch_nothing"}, {"payment_intent": "pi_nothing"}])
def test_there_has_to_be_something_to_refund(till: Till, given: dict[str, str]) -> None:
    assert till.refused("/v1/refunds", **given)["message"]
