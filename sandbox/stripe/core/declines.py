"""Every reason for which a bank says no: https://docs.stripe.com/declines/codes.

The advice is the column of that page; the network's own number is Visa's usual response code
(https://docs.stripe.com/declines/network-codes) and the Mastercard advice that goes with it
[inferred: Stripe publishes no table from one to the other].
"""

from dataclasses import replace

from sandbox.stripe.core.cards import Declined

WAIT, NEVER, CHECK = "try_again_later", "do_not_try_again", "confirm_card_data"
NOT_TODAY, NO_MORE, NEW_DETAILS = "02", "03", "01"
GENERIC = "Your card was declined."

_ADVISED: dict[str, tuple[str | None, str | None]] = {
    "approve_with_id": (WAIT, "08"),
    "authentication_required": (None, "1A"),
    "authentication_not_handled": (None, None),
    "call_issuer": (WAIT, "01"),
    "card_not_supported": (NEVER, "57"),
    "card_velocity_exceeded": (WAIT, "65"),
    "currency_not_supported": (NEVER, "12"),
    "do_not_honor": (WAIT, "05"),
    "do_not_try_again": (NEVER, "05"),
    "duplicate_transaction": (NEVER, "94"),
    "fraudulent": (NEVER, "59"),
    "generic_decline": (WAIT, "05"),
    "highest_risk_level": (NEVER, None),
    "incorrect_address": (CHECK, None),
    "incorrect_pin": (CHECK, "55"),
    "incorrect_zip": (CHECK, None),
    "insufficient_funds": (WAIT, "51"),
    "invalid_account": (NEVER, "46"),
    "invalid_amount": (CHECK, "13"),
    "invalid_pin": (CHECK, "55"),
    "issuer_not_available": (WAIT, "91"),
    "live_mode_test_card": (NEVER, None),
    "lost_card": (NEVER, "41"),
    "merchant_blacklist": (NEVER, None),
    "new_account_information_available": (CHECK, "05"),
    "no_action_taken": (WAIT, "21"),
    "not_permitted": (NEVER, "57"),
    "offline_pin_required": (None, "1A"),
    "online_or_offline_pin_required": (None, "70"),
    "pickup_card": (NEVER, "04"),
    "pin_try_exceeded": (NEVER, "75"),
    "previously_declined_do_not_retry": (NEVER, None),
    "reenter_transaction": (WAIT, "19"),
    "restricted_card": (NEVER, "62"),
    "revocation_of_all_authorizations": (NEVER, "R3"),
    "revocation_of_authorization": (NEVER, "R1"),
    "security_violation": (NEVER, "63"),
    "service_not_allowed": (NEVER, "57"),
    "stolen_card": (NEVER, "43"),
    "stop_payment_order": (NEVER, "R0"),
    "testmode_decline": (NEVER, None),
    "transaction_not_allowed": (NEVER, "57"),
    "try_again_later": (WAIT, "05"),
    "withdrawal_count_limit_exceeded": (WAIT, "61"),
}
_CODES: dict[str, tuple[str, str, str | None]] = {
    "expired_card": ("Your card has expired.", CHECK, "54"),
    "incorrect_cvc": ("Your card's security code is incorrect.", CHECK, "N7"),
    "incorrect_number": ("Your card number is incorrect.", CHECK, "14"),
    "invalid_cvc": ("Your card's security code is invalid.", CHECK, "N7"),
    "invalid_expiry_month": ("Your card's expiration month is invalid.", CHECK, "54"),
    "invalid_expiry_year": ("Your card's expiration year is invalid.", CHECK, "54"),
    "processing_error": (
        "An error occurred while processing your card. Try again in a little bit.", WAIT, "96",
    ),
}  # fmt: skip
"""Refusals with a code of their own, which come without ``card_declined``."""
_WORDS = {
    "authentication_required": (
        "Your card was declined. This transaction requires authentication."
    ),
    "card_not_supported": "Your card does not support this type of purchase.",
    "card_velocity_exceeded": (
        "Your card was declined for making repeated attempts too frequently or exceeding its "
        "amount limit."
    ),
    "currency_not_supported": "Your card does not support the currency of this transaction.",
    "insufficient_funds": "Your card has insufficient funds.",
}
CODES = frozenset(_ADVISED) | frozenset(_CODES)

FINAL = frozenset({
    "authentication_required", "highest_risk_level", "incorrect_number", "lost_card",
    "pickup_card", "revocation_of_all_authorizations", "revocation_of_authorization",
    "stolen_card", "transaction_not_allowed",
})  # fmt: skip
"""After these Smart Retries charge no more until there is another payment method
(docs.stripe.com/billing/revenue-recovery/smart-retries, non-retryable decline codes)."""


def declined(reason: str) -> Declined:
    """Say no for one of the reasons."""
    if reason in _CODES:
        message, advice, network = _CODES[reason]
        return Declined(reason, None, advice, message, network, _network_advice(advice))
    known, network = _ADVISED[reason]
    words = _WORDS.get(reason, GENERIC)
    if reason == "authentication_required":
        return Declined(reason, reason, known, words, network)
    return Declined("card_declined", reason, known, words, network, _network_advice(known))


def advised(said: Declined, advice: str) -> Declined:
    """Lay a network's own advice over a refusal; Stripe's goes with it where it is final
    [inferred]."""
    final = advice in {NO_MORE, "21", "40", "41"}
    return replace(
        said, network_advice_code=advice, advice_code=NEVER if final else said.advice_code
    )


def forbids_retrying(answer: Declined) -> bool:
    """Tell whether asking the bank again is of no use."""
    reason = answer.decline_code or answer.code
    return reason in FINAL or answer.advice_code == NEVER


def _network_advice(advice: str | None) -> str | None:
    return {WAIT: NOT_TODAY, NEVER: NO_MORE, CHECK: NEW_DETAILS}.get(advice or "")
