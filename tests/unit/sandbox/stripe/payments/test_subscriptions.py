"""How payments and subscriptions meet: docs.stripe.com/billing/subscriptions/overview."""

from typing import Any

import pytest

from sandbox.stripe.payments.methods import KIND
from tests.unit.sandbox.stripe.billing.shop import Object
from tests.unit.sandbox.stripe.payments.till import AGREED, Till


def first_intent(till: Till, subscription: Object) -> Object:
    invoice = till.get(
        f"/v1/invoices/{subscription['latest_invoice']}", expand=["confirmation_secret"]
    )
    secret: str = invoice["confirmation_secret"]["client_secret"]
    return till.get(f"/v1/payment_intents/{secret.partition('_secret_')[0]}")


def test_a_trial_without_a_card_asks_for_one(till: Till) -> None:
    """…/billing/subscriptions/trials: ``pending_setup_intent``."""
    customer = till.customer(None)
    subscription = till.subscribe(customer, till.price(), trial_period_days=14)
    pending = subscription["pending_setup_intent"]
    assert till.get(f"/v1/setup_intents/{pending}")["status"] == "requires_payment_method"

    till.post(f"/v1/setup_intents/{pending}/confirm", payment_method="pm_card_visa")
    till.days_pass(15)

    shown = till.subscription(subscription)
    assert (shown["status"], shown["pending_setup_intent"]) == ("active", None)
    assert till.charged()[customer] == 2000


def test_a_trial_with_a_card_that_must_authenticate_waits_for_its_holder(till: Till) -> None:
    customer = till.customer("authenticationRequiredOnSetup")
    subscription = till.subscribe(customer, till.price(), trial_period_days=14)
    intent = till.get(f"/v1/setup_intents/{subscription['pending_setup_intent']}")
    assert intent["status"] == "requires_action"

    till.passes_3ds(intent)
    till.days_pass(15)

    assert till.subscription(subscription)["pending_setup_intent"] is None
    assert till.charged()[customer] == 2000


def test_a_trial_with_a_good_card_has_nothing_pending(till: Till) -> None:
    subscription = till.subscribe(till.customer(), till.price(), trial_period_days=14)

    assert subscription["pending_setup_intent"] is None


def test_default_incomplete_ends_when_the_customer_confirms(till: Till) -> None:
    customer = till.customer(None)
    subscription = till.subscribe(
        customer,
        till.price(),
        payment_behavior="default_incomplete",
        payment_settings={"save_default_payment_method": "on_subscription"},
    )
    intent = first_intent(till, subscription)
    assert intent["setup_future_usage"] == "off_session"

    till.post(f"/v1/payment_intents/{intent['id']}/confirm", payment_method="pm_card_visa")
    till.days_pass(40)

    shown = till.subscription(subscription)
    assert shown["status"] == "active"
    assert shown["default_payment_method"]
    assert till.charged()[customer] == 4000


def test_a_first_payment_that_needs_3ds_is_finished_by_its_holder(till: Till) -> None:
    customer = till.customer("authenticationRequired")
    subscription = till.subscribe(customer, till.price())
    assert subscription["status"] == "incomplete"

    till.passes_3ds(first_intent(till, subscription))

    assert till.subscription(subscription)["status"] == "active"
    assert till.again({"object": "invoice", "id": subscription["latest_invoice"]})["status"] == (
        "paid"
    )


def test_a_renewal_that_needs_3ds_asks_for_it_and_is_then_paid(till: Till) -> None:
    customer = till.customer()
    subscription = till.subscribe(customer, till.price())
    till.gets_card(customer, "authenticationRequired")
    till.days_pass(29)
    assert till.subscription(subscription)["status"] == "past_due"
    assert "invoice.payment_action_required" in till.types_since(0)

    till.passes_3ds(first_intent(till, till.subscription(subscription)))

    assert till.subscription(subscription)["status"] == "active"
    assert till.charged()[customer] == 4000


@pytest.mark.parametrize(("card", "asked"), [("chargeCustomerFail", 5), ("visa", 1)])
def test_a_bank_that_says_never_again_is_not_asked_again(till: Till, card: str, asked: int) -> None:
    """…/billing/revenue-recovery/smart-retries: hard declines are not retried."""
    customer = till.customer()
    subscription = till.subscribe(customer, till.price())
    method = till.gets_card(customer, card)
    if card == "visa":
        till.account.facts[method]["bank_says"] = "stolen_card"
    till.days_pass(45)

    failed = [each for each in till.truth("charge").values() if each["status"] == "failed"]

    assert len(failed) == asked
    assert till.subscription(subscription)["status"] == "canceled"


def test_after_a_hard_decline_a_new_card_is_tried(till: Till) -> None:
    customer = till.customer()
    subscription = till.subscribe(customer, till.price())
    method = till.gets_card(customer, "visa")
    till.account.facts[method]["bank_says"] = "lost_card"
    till.days_pass(30)

    till.gets_card(customer, "mastercard")
    till.days_pass(3)

    assert till.subscription(subscription)["status"] == "active"


def subscribes_by_debit(till: Till, method: str, **terms: object) -> dict[str, Any]:
    """Somebody agrees to be debited in euros, and subscribes."""
    euro = till.post(
        "/v1/prices",
        product=till.product,
        currency="eur",
        unit_amount=900,
        recurring={"interval": "month"},
    )["id"]
    customer = till.customer(None)
    setup = till.post(
        "/v1/setup_intents",
        customer=customer,
        confirm=True,
        payment_method=method,
        mandate_data=AGREED,
    )
    return till.subscribe(customer, euro, default_payment_method=setup["payment_method"], **terms)


def test_a_first_debit_makes_it_active_while_it_is_under_way(till: Till) -> None:
    """…/billing/subscriptions/sepa-debit"""
    subscription = subscribes_by_debit(till, "pm_sepaDebit_successDelayed_de")
    invoice = {"object": "invoice", "id": subscription["latest_invoice"]}
    assert (subscription["status"], till.again(invoice)["status"]) == ("active", "open")
    till.days_pass(1)

    assert till.again(invoice)["status"] == "paid"


def test_a_renewal_by_debit_that_fails_makes_it_past_due(till: Till) -> None:
    subscription = subscribes_by_debit(till, "pm_sepaDebit_failed_de", trial_period_days=7)

    till.days_pass(7.1)

    assert till.subscription(subscription)["status"] == "past_due"
    assert till.truth(KIND)


def test_a_card_whose_month_is_over_is_declined_until_it_is_renewed(till: Till) -> None:
    customer = till.customer(None)
    typed = {"number": "4242424242424242", "exp_month": 1, "exp_year": 2025}
    method = till.post("/v1/payment_methods", type="card", card=typed)["id"]
    till.post(f"/v1/payment_methods/{method}/attach", customer=customer)
    subscription = till.subscribe(customer, till.price(), default_payment_method=method)

    till.days_pass(29.1)
    late = till.subscription(subscription)["status"]
    till.post(f"/v1/payment_methods/{method}", card={"exp_year": 2030})
    till.days_pass(9)

    assert (late, till.subscription(subscription)["status"]) == ("past_due", "active")
    assert "expired_card" in {each["failure_code"] for each in till.truth("charge").values()}
