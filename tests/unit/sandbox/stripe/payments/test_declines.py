"""docs.stripe.com/declines/codes and CONTRACTS §9.3-9.4: what a refusal says to whom."""

import pytest

from sandbox.stripe.core.declines import CODES, FINAL, declined, forbids_retrying
from tests.unit.sandbox.stripe.payments.till import Till


@pytest.mark.parametrize("reason", sorted(CODES))
def test_every_reason_is_told_in_full(till: Till, reason: str) -> None:
    customer = till.customer()
    method = till.gets_card(customer, "visa")
    till.account.facts[method]["bank_says"] = reason

    error = till.declined(method, customer=customer)

    assert reason in (error["code"], error.get("decline_code"))
    outcome = till.get(f"/v1/charges/{error['charge']}")["outcome"]
    for name in ("advice_code", "network_advice_code", "network_decline_code"):
        assert outcome[name] == error.get(name)


@pytest.mark.parametrize(
    ("advice", "said"), [("24", "try_again_later"), ("03", "do_not_try_again")]
)
def test_a_bank_can_be_told_the_networks_own_advice(till: Till, advice: str, said: str) -> None:
    customer = till.customer()
    method = till.gets_card(customer, "mastercard")
    till.account.facts[method]["bank_says"] = f"do_not_honor/{advice}"

    error = till.declined(method, customer=customer)

    told = (error["decline_code"], error["network_advice_code"], error["advice_code"])
    assert told == ("do_not_honor", advice, said)


@pytest.mark.parametrize("reason", sorted(FINAL))
def test_what_smart_retries_give_up_is_final(reason: str) -> None:
    assert forbids_retrying(declined(reason))


@pytest.mark.parametrize("reason", ["insufficient_funds", "do_not_honor", "issuer_not_available"])
def test_a_soft_decline_may_be_tried_again(reason: str) -> None:
    assert not forbids_retrying(declined(reason))


def test_a_bank_can_be_told_to_approve_or_to_ask(till: Till) -> None:
    customer = till.customer()
    method = till.gets_card(customer, "chargeCustomerFail")
    known = till.account.facts[method]

    known["bank_says"] = "approve"
    paid = till.pays(method, customer=customer)
    known["bank_says"] = "authenticate"
    asked = till.pays(method, customer=customer)
    till.passes_3ds(asked)

    assert (paid["status"], asked["status"]) == ("succeeded", "requires_action")
    assert till.again(asked)["status"] == "succeeded"


def test_the_number_of_a_card_that_fails_its_checks_says_so(till: Till) -> None:
    typed = {"number": "4000000000000101", "exp_month": 4, "exp_year": 2031, "cvc": "123"}

    made = till.post("/v1/payment_methods", type="card", card=typed)

    assert made["card"]["checks"]["cvc_check"] == "fail"
