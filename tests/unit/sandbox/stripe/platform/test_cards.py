"""https://docs.stripe.com/testing"""

import pytest

from sandbox.stripe.core.card_table import CARDS, NAMES, named
from sandbox.stripe.core.cards import Approved, Declined, RequiresAction, luhn
from sandbox.stripe.core.world import World
from sandbox.stripe.payments.instruments import ask as outcome
from tests.unit.sandbox.stripe.platform.caller import Caller, Object, RefusedError

CARD = {"number": "4242424242424242", "exp_month": 8, "exp_year": 2030}


def typed(us: Caller, **changes: object) -> Object:
    return us.post("/v1/payment_methods", type="card", card={**CARD, **changes})


def attached(us: Caller, card: str) -> str:
    customer = us.post("/v1/customers")["id"]
    made = us.post(f"/v1/payment_methods/{card}/attach", customer=customer)
    method: str = made["id"]
    return method


def test_every_test_card_has_a_number_that_adds_up() -> None:
    assert all(luhn(number) for number in CARDS)
    assert set(NAMES.values()) <= set(CARDS)


def test_test_ids_tokens_and_numbers_mean_the_same_card() -> None:
    assert named("pm_card_chargeDeclinedLostCard") == CARDS["4000000000009987"]
    assert named("tok_visa_chargeDeclinedLostCard") == CARDS["4000000000009987"]
    assert named("pm_card_nonsense") is None
    assert named("pm_1234") is None


def test_a_card_shows_its_brand_and_last_digits_and_never_its_number(us: Caller) -> None:
    method = typed(us, number="5555 5555 5555 4444", cvc="123")

    assert (method["card"]["brand"], method["card"]["last4"]) == ("mastercard", "4444")
    assert method["card"]["checks"]["cvc_check"] == "pass"
    assert "5555555555554444" not in str(method)


def test_the_same_number_has_the_same_fingerprint_in_one_account_only(
    us: Caller, intl: Caller
) -> None:
    here, again, elsewhere = typed(us), typed(us), typed(intl)

    assert here["card"]["fingerprint"] == again["card"]["fingerprint"]
    assert here["card"]["fingerprint"] != elsewhere["card"]["fingerprint"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "4242424242424241"}, "incorrect_number"),
        ({"number": "4111111111111111"}, "card_declined"),
        ({"exp_month": 13}, "invalid_expiry_month"),
        ({"exp_year": 2024}, "invalid_expiry_year"),
        ({"exp_year": 25, "exp_month": 1}, None),
        ({"exp_year": 24}, "invalid_expiry_year"),
    ],
)
def test_a_mistyped_card_is_refused(us: Caller, changes: Object, code: str | None) -> None:
    path = "/v1/payment_methods"

    reply = us.reply("POST", path, type="card", card={**CARD, **changes})

    assert reply.status == (402 if code else 200)
    assert code is None or code.encode() in reply.body


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
    ],
)
def test_a_declining_card_cannot_be_attached(
    us: Caller, card: str, code: str, decline_code: str | None
) -> None:
    with pytest.raises(RefusedError) as refused:
        attached(us, card)

    assert refused.value.status == 402
    assert refused.value.error["type"] == "card_error"
    assert refused.value.error["code"] == code
    assert refused.value.error.get("decline_code") == decline_code


def test_one_card_attaches_and_fails_later(us: Caller, clockwork: World) -> None:
    method = attached(us, "pm_card_chargeCustomerFail")

    answer = outcome(clockwork.accounts["us"], method)

    assert isinstance(answer, Declined)
    assert answer.decline_code == "generic_decline"


def test_a_good_card_pays(us: Caller, clockwork: World) -> None:
    assert outcome(clockwork.accounts["us"], attached(us, "pm_card_visa")) == Approved()


@pytest.mark.parametrize(
    ("card", "on_session", "off_session"),
    [
        ("pm_card_authenticationRequired", RequiresAction(), RequiresAction()),
        ("pm_card_authenticationRequiredOnSetup", RequiresAction(), RequiresAction()),
        ("pm_card_authenticationRequiredSetupForOffSession", RequiresAction(), Approved()),
    ],
)
def test_three_d_secure_depends_on_the_card_and_on_who_is_present(
    us: Caller, clockwork: World, card: str, on_session: object, off_session: object
) -> None:
    account, method = clockwork.accounts["us"], attached(us, card)

    assert outcome(account, method, off_session=False) == on_session
    assert outcome(account, method, off_session=True) == off_session
    assert outcome(account, method, authenticated=True) == Approved()


def test_a_card_may_pass_three_d_secure_and_still_have_no_money(
    us: Caller, clockwork: World
) -> None:
    card = "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"

    answer = outcome(clockwork.accounts["us"], attached(us, card), authenticated=True)

    assert isinstance(answer, Declined)
    assert answer.decline_code == "insufficient_funds"
