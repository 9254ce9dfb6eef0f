"""docs.stripe.com/testing#disputes and …/disputes/how-disputes-work"""

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object
from tests.unit.sandbox.stripe.payments.till import Till

FEE = 1500
"""Cents a dispute costs."""


def disputed(till: Till, card: str = "createDispute") -> Object:
    intent = till.pays(card)
    found: Object = till.get("/v1/disputes", payment_intent=intent["id"])["data"][0]
    return found


def evidence(till: Till, dispute: Object, text: str, **more: object) -> Object:
    given = {"uncategorized_text": text}
    return till.post(f"/v1/disputes/{dispute['id']}", evidence=given, **more)


def test_a_dispute_takes_the_money_and_a_fee(till: Till) -> None:
    dispute = disputed(till)

    assert (dispute["reason"], dispute["status"]) == ("fraudulent", "needs_response")
    [taken] = dispute["balance_transactions"]
    assert (taken["amount"], taken["fee"], taken["net"]) == (-1000, FEE, -1000 - FEE)
    assert till.types_since(0)[-3:] == [
        "charge.dispute.created",
        "charge.updated",
        "charge.dispute.funds_withdrawn",
    ]
    assert till.get(f"/v1/charges/{dispute['charge']}")["disputed"]
    assert till.available() == {"usd": -1000 - FEE}


def test_winning_evidence_brings_the_money_and_the_fee_back(till: Till) -> None:
    dispute = disputed(till)

    won = evidence(till, dispute, "winning_evidence")

    assert (won["status"], won["evidence_details"]["submission_count"]) == ("won", 1)
    assert sum(each["net"] for each in won["balance_transactions"]) == 0
    assert till.types_since(0)[-3:] == [
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    ]


def test_losing_evidence_closes_it_as_lost(till: Till) -> None:
    lost = evidence(till, disputed(till), "losing_evidence")

    assert lost["status"] == "lost"
    assert till.types_since(0)[-1] == "charge.dispute.closed"


def test_other_evidence_is_under_review(till: Till) -> None:
    assert evidence(till, disputed(till), "they got it")["status"] == "under_review"


def test_evidence_can_be_staged_first(till: Till) -> None:
    dispute = disputed(till)

    staged = evidence(till, dispute, "winning_evidence", submit=False)
    sent = till.post(f"/v1/disputes/{dispute['id']}", submit=True)

    assert (staged["status"], staged["evidence_details"]["has_evidence"]) == (
        "needs_response",
        True,
    )
    assert sent["status"] == "won"


def test_a_dispute_nobody_answers_is_lost(till: Till) -> None:
    dispute = disputed(till)

    till.days_pass(10)

    late = till.again(dispute)
    assert (late["status"], late["evidence_details"]["past_due"]) == ("lost", True)


def test_giving_in_loses_it(till: Till) -> None:
    dispute = disputed(till, "createDisputeProductNotReceived")

    closed = till.post(f"/v1/disputes/{dispute['id']}/close")

    assert (closed["reason"], closed["status"]) == ("product_not_received", "lost")
    assert till.refused(f"/v1/disputes/{dispute['id']}/close")


def test_an_inquiry_takes_nothing_until_it_is_escalated(till: Till) -> None:
    inquiry = disputed(till, "createDisputeInquiry")
    assert (inquiry["status"], inquiry["balance_transactions"]) == ("warning_needs_response", [])

    escalated = evidence(till, inquiry, "escalate_inquiry_evidence")

    assert escalated["status"] == "needs_response"
    assert till.available() == {"usd": -1000 - FEE}


def test_an_answered_inquiry_is_closed(till: Till) -> None:
    inquiry = disputed(till, "createDisputeInquiry")

    assert evidence(till, inquiry, "losing_evidence")["status"] == "warning_closed"


def test_what_the_bank_took_back_cannot_be_refunded_too(till: Till) -> None:
    dispute = disputed(till)

    error = till.refused("/v1/refunds", charge=dispute["charge"])

    assert error["code"] == "charge_disputed"


def test_a_charge_can_be_disputed_twice(till: Till) -> None:
    intent = till.pays("createMultipleDisputes")

    found = till.get("/v1/disputes", payment_intent=intent["id"])["data"]

    assert [each["amount"] for each in found] == [500, 500]


def test_an_early_fraud_warning_is_settled_by_a_refund(till: Till) -> None:
    """docs.stripe.com/radar/early-fraud-warnings"""
    intent = till.pays("createIssuerFraudRecord")
    path = "/v1/radar/early_fraud_warnings"
    [warning] = till.get(path, payment_intent=intent["id"])["data"]
    assert warning["actionable"]

    till.post("/v1/refunds", payment_intent=intent["id"])

    assert not till.get(f"{path}/{warning['id']}")["actionable"]
    assert "radar.early_fraud_warning.updated" in till.types_since(0)


@pytest.mark.parametrize("verb", ["", "/close"])
def test_an_unknown_dispute_is_not_found(till: Till, verb: str) -> None:
    assert till.refused(f"/v1/disputes/dp_nothing{verb}")["code"] == "resource_missing"
