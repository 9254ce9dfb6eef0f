"""docs.stripe.com/payments/sepa-debit, …/ach-direct-debit, …/payment-methods/bacs-debit"""

import pytest

from sandbox.stripe.core.bank_table import ACCOUNTS, DELAY
from tests.unit.sandbox.stripe.billing.shop import DAY, Object, RefusedError
from tests.unit.sandbox.stripe.payments.till import AGREED, Till

CURRENCY = {"sepa": "eur", "usB": "usd", "bacs": "gbp"}


def debit(till: Till, name: str, **more: object) -> Object:
    currency = next(each for start, each in CURRENCY.items() if name.startswith(start))
    return till.pays(f"pm_{name}", currency=currency, mandate_data=AGREED, **more)


@pytest.mark.parametrize(
    "name", ["sepaDebit_success_de", "usBankAccount_success", "bacsDebit_success"]
)
def test_a_debit_is_under_way_before_it_succeeds(till: Till, name: str) -> None:
    intent = debit(till, name)

    assert intent["status"] == "processing"
    assert till.again(intent)["status"] == "succeeded"
    assert till.types_since(0)[-5:] == [
        "payment_intent.created",
        "charge.pending",
        "payment_intent.processing",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]


def test_a_debit_that_fails_wants_another_method(till: Till) -> None:
    intent = debit(till, "usBankAccount_accountClosed")

    failed = till.again(intent)

    assert failed["status"] == "requires_payment_method"
    assert failed["last_payment_error"]["code"] == "account_closed"
    assert till.charge(failed)["status"] == "failed"
    assert till.types_since(0)[-2:] == ["charge.failed", "payment_intent.payment_failed"]


def test_delayed_accounts_take_three_minutes(till: Till) -> None:
    intent = debit(till, "sepaDebit_successDelayed_at")

    till.days_pass((DELAY - 1) / DAY)
    assert till.again(intent)["status"] == "processing"
    till.days_pass(1 / DAY)

    assert till.again(intent)["status"] == "succeeded"


def test_one_account_never_comes_to_an_end_and_can_be_cancelled(till: Till) -> None:
    intent = debit(till, "usBankAccount_processing")
    till.days_pass(30)

    cancelled = till.post(f"/v1/payment_intents/{intent['id']}/cancel")

    assert cancelled["status"] == "canceled"


def test_a_debit_can_be_disputed(till: Till) -> None:
    intent = debit(till, "sepaDebit_disputed_de")

    [dispute] = till.get("/v1/disputes", payment_intent=intent["id"])["data"]

    assert dispute["reason"] == "debit_not_authorized"


def test_a_debit_needs_the_customers_leave(till: Till) -> None:
    """docs.stripe.com/payments/sepa-debit#mandates"""
    with pytest.raises(RefusedError, match="mandate is required"):
        till.pays("pm_sepaDebit_success_de", currency="eur")


def test_a_bank_may_end_the_mandate(till: Till) -> None:
    intent = debit(till, "bacsDebit_debitNotAuthorized")

    bank = till.charge(intent)["payment_method_details"]["bacs_debit"]

    assert till.get(f"/v1/mandates/{bank['mandate']}")["status"] == "inactive"
    assert "mandate.updated" in till.types_since(0)


def test_a_bank_account_is_set_up_and_debited_while_its_owner_is_away(till: Till) -> None:
    customer = till.customer(None)
    setup = till.post(
        "/v1/setup_intents",
        customer=customer,
        confirm=True,
        mandate_data=AGREED,
        payment_method_data={
            "type": "sepa_debit",
            "sepa_debit": {"iban": "DE89 3704 0044 0532 0130 00"},
            "billing_details": {"name": "Ann", "email": "ann@example.com"},
        },
    )
    mandate = till.get(f"/v1/mandates/{setup['mandate']}")

    later = till.pays(setup["payment_method"], customer=customer, currency="eur", off_session=True)

    assert (setup["status"], mandate["status"]) == ("succeeded", "active")
    assert till.again(later)["status"] == "succeeded"


def test_debits_are_taken_in_their_own_currency_only(till: Till) -> None:
    with pytest.raises(RefusedError, match="is not allowed for this PaymentIntent"):
        till.intent("pm_sepaDebit_success_de", currency="usd")


@pytest.mark.parametrize(
    ("iban", "code"),
    [
        ("AT271904300000055555", "sepa_debit_bank_not_supported"),
        ("DE18370400440000066666", "sepa_debit_debits_not_supported"),
        ("DE89370400440532013001", "invalid_bank_account_iban"),
        ("GB33BUKB20201555555555", "sandbox_not_implemented"),
    ],
)
def test_useless_accounts_are_refused_when_typed_in(till: Till, iban: str, code: str) -> None:
    error = till.refused("/v1/payment_methods", type="sepa_debit", sepa_debit={"iban": iban})

    assert error["code"] == code


def test_account_numbers_mean_the_same_as_their_test_ids(till: Till) -> None:
    ach = {"account_number": "000222222227", "routing_number": "110000000"}
    bacs = {"account_number": "00012345", "sort_code": "10-88-00"}

    american = till.post("/v1/payment_methods", type="us_bank_account", us_bank_account=ach)
    british = till.post("/v1/payment_methods", type="bacs_debit", bacs_debit=bacs)

    assert american["us_bank_account"]["last4"] == "2227"
    assert british["bacs_debit"]["sort_code"] == "108800"
    assert len({account.name for account in ACCOUNTS.values()}) == len(ACCOUNTS)


def test_refunds_of_debits_take_some_days(till: Till) -> None:
    intent = debit(till, "sepaDebit_success_de")

    refund = till.post("/v1/refunds", payment_intent=intent["id"])
    till.days_pass(3)

    assert (refund["status"], till.again(refund)["status"]) == ("pending", "succeeded")
