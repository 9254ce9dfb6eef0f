"""What a bank's "no" means (DUN-1): CONTRACTS §9.2 to §9.4, row by row."""

import pytest

from carryover.dunning.declines import (
    BY_CAUSE,
    CODES,
    DAY,
    HOUR,
    WAITING,
    Cause,
    Decline,
    understand,
)
from tests.unit.dunning.invoices import said

ROWS = {
    Cause.FUNDS: "insufficient_funds",
    Cause.TECHNICAL: "issuer_not_available processing_error reenter_transaction try_again_later",
    Cause.BANK: "card_velocity_exceeded withdrawal_count_limit_exceeded do_not_honor"
    " generic_decline call_issuer no_action_taken approve_with_id",
    Cause.CHECK: "invalid_amount duplicate_transaction",
    Cause.CONFIRM: "authentication_required",
    Cause.CARD: "incorrect_cvc invalid_cvc invalid_expiry_month invalid_expiry_year incorrect_zip"
    " incorrect_address expired_card incorrect_number invalid_number invalid_account"
    " new_account_information_available restricted_card security_violation service_not_allowed"
    " not_permitted card_not_supported currency_not_supported transaction_not_allowed"
    " do_not_try_again previously_declined_do_not_retry pin_try_exceeded invalid_pin"
    " offline_pin_required online_or_offline_pin_required",
    Cause.NEVER: "lost_card stolen_card pickup_card",
    Cause.FRAUD: "fraudulent merchant_blacklist highest_risk_level",
    Cause.LEGAL: "revocation_of_authorization revocation_of_all_authorizations stop_payment_order",
    Cause.OURS: "testmode_decline",
}


@pytest.mark.parametrize(
    ("code", "cause"), [(code, cause) for cause, codes in ROWS.items() for code in codes.split()]
)
def test_every_row_of_the_table_is_read(code: str, cause: Cause) -> None:
    assert understand(said(code)).cause is cause


def test_a_word_nobody_knows_is_not_guessed() -> None:
    meaning = understand(Decline(decline_code="brand_new_code"))

    assert meaning.cause is Cause.UNKNOWN
    assert "brand_new_code" in meaning.word


@pytest.mark.parametrize("decline", [None, Decline()])
def test_no_reason_at_all_is_not_guessed_either(decline: Decline | None) -> None:
    assert understand(decline).cause is Cause.UNKNOWN


def test_a_new_decline_code_beside_a_known_error_code_is_opaque() -> None:
    assert understand(said("brand_new_code")).cause is Cause.BANK


def test_advice_comes_before_the_code() -> None:
    assert understand(said(advice_code="do_not_try_again")).cause is Cause.CARD
    assert understand(said(advice_code="confirm_card_data")).cause is Cause.CARD
    assert understand(said("expired_card", advice_code="try_again_later")).cause is Cause.BANK


def test_advice_to_wait_keeps_what_is_waited_for() -> None:
    assert understand(said(advice_code="try_again_later")).cause is Cause.FUNDS
    assert understand(said("processing_error", network_advice_code="25")).cause is Cause.TECHNICAL


@pytest.mark.parametrize(
    ("advice", "wait"),
    [
        ("02", 72 * HOUR),
        ("24", HOUR),
        ("25", DAY),
        ("26", 2 * DAY),
        ("27", 4 * DAY),
        ("28", 6 * DAY),
        ("29", 8 * DAY),
        ("30", 10 * DAY),
    ],
)
def test_the_network_says_how_long_to_wait(advice: str, wait: int) -> None:
    meaning = understand(said("do_not_honor", network_advice_code=advice))

    assert (meaning.cause, meaning.wait) == (Cause.BANK, wait)


@pytest.mark.parametrize(
    ("advice", "cause"),
    [
        ("01", Cause.CARD),
        ("03", Cause.CARD),
        ("04", Cause.OURS),
        ("21", Cause.LEGAL),
        ("22", Cause.OURS),
        ("40", Cause.CARD),
        ("41", Cause.CARD),
        ("42", Cause.FRAUD),
        ("43", Cause.FUNDS),
    ],
)
def test_merchant_advice_codes_are_read(advice: str, cause: Cause) -> None:
    assert understand(said(network_advice_code=advice)).cause is cause


@pytest.mark.parametrize(
    "grave", ["stolen_card", "fraudulent", "revocation_of_authorization", "authentication_required"]
)
def test_no_advice_overrules_what_is_final(grave: str) -> None:
    hopeful = said(grave, advice_code="try_again_later", network_advice_code="24")

    assert understand(hopeful).cause is understand(said(grave)).cause
    assert understand(hopeful).cause not in WAITING


@pytest.mark.parametrize("code", ["R0", "R1", "R3"])
def test_a_revocation_on_the_network_is_one_whatever_stripe_calls_it(code: str) -> None:
    assert understand(said("generic_decline", network_decline_code=code)).cause is Cause.LEGAL


def test_what_radar_blocked_is_never_tried_again() -> None:
    blocked = Decline(code="card_declined", outcome="blocked", reason="highest_risk_level")
    by_rule = said("do_not_honor", outcome="blocked", reason="rule", advice_code="try_again_later")

    assert understand(blocked).cause is Cause.FRAUD
    assert understand(by_rule).cause is Cause.FRAUD


def test_what_stripe_blocked_for_too_many_attempts_is_no_suspicion() -> None:
    reason = "previously_declined_do_not_retry"

    assert understand(said("do_not_try_again", outcome="blocked", reason=reason)).cause is (
        Cause.CARD
    )


def test_a_technical_failure_waits_an_hour_and_a_limit_a_day() -> None:
    assert understand(said("processing_error")).wait == HOUR
    assert understand(said("card_velocity_exceeded")).wait == DAY
    assert understand(said("withdrawal_count_limit_exceeded")).wait == DAY


def test_no_word_is_in_two_rows() -> None:
    assert len(CODES) == sum(len(codes) for codes in BY_CAUSE.values())
