"""Stripe's test cards by number and by name: https://docs.stripe.com/testing.

The cards work with live-looking keys too: in the sandbox nobody has a real one.
"""

from sandbox.stripe.core.card_countries import COUNTRIES
from sandbox.stripe.core.cards import Aftermath, Authentication, Card, Declined, Refunding
from sandbox.stripe.core.declines import declined

BLOCKED = Declined(
    "card_declined", "fraudulent", "do_not_try_again", "Your card was declined.", blocked=True
)
RISKY = Declined(
    "card_declined", "highest_risk_level", "do_not_try_again", "Your card was declined.",
    blocked=True,
)  # fmt: skip


def _refusing(number: str, reason: str) -> Card:
    return Card(number, decline=declined(reason), attachable=False)


ALWAYS = Authentication.ALWAYS
_SPECIAL = (
    Card("4242424242424242"),
    Card("4012888888881881"),
    Card("4000056655665556", funding="debit"),
    Card("5555555555554444", "mastercard"),
    Card("2223003122003222", "mastercard"),
    Card("5200828282828210", "mastercard", "debit"),
    Card("5105105105105100", "mastercard", "prepaid"),
    Card("378282246310005", "amex", supports_3ds=False),
    Card("371449635398431", "amex", supports_3ds=False),
    Card("6011111111111117", "discover"),
    Card("6011000990139424", "discover"),
    Card("6011981111111113", "discover", "debit"),
    Card("3056930009020004", "diners"),
    Card("36227206271667", "diners"),
    Card("3566002020360505", "jcb", country="JP"),
    Card("6200000000000005", "unionpay", country="CN"),
    Card("6200000000000047", "unionpay", "debit", country="CN"),
    Card("6205500000000000004", "unionpay", country="CN"),
    _refusing("4000000000000002", "generic_decline"),
    _refusing("4000000000009995", "insufficient_funds"),
    _refusing("4000000000009987", "lost_card"),
    _refusing("4000000000009979", "stolen_card"),
    _refusing("4000000000000069", "expired_card"),
    _refusing("4000000000000127", "incorrect_cvc"),
    _refusing("4000000000000119", "processing_error"),
    _refusing("4000000000006975", "card_velocity_exceeded"),
    Card("4000000000000341", decline=declined("generic_decline")),
    Card("4100000000000019", decline=BLOCKED, risk="highest"),
    Card("4000000000004954", decline=RISKY, risk="highest"),
    Card("4000000000009235", risk="elevated"),
    Card("4000000000000101", failing_checks=("cvc",)),
    Card("4000000000000036", failing_checks=("address_postal_code",)),
    Card("4000000000000028", failing_checks=("address_line1",)),
    Card("4000000000000010", failing_checks=("address_line1", "address_postal_code")),
    Card("4000000000000259", aftermath=Aftermath.FRAUDULENT),
    Card("4000000000002685", aftermath=Aftermath.NOT_RECEIVED),
    Card("4000000000001976", aftermath=Aftermath.INQUIRY),
    Card("4000000000005423", aftermath=Aftermath.WARNING),
    Card("4000000404000079", aftermath=Aftermath.TWICE),
    Card("4000000000007726", refunding=Refunding.PENDING),
    Card("4000000000005126", refunding=Refunding.FAILS_LATER),
    Card("4000000000000077", at_once=True),
    Card("4000003720000278", at_once=True, country="IE"),
    Card("4000002500003155", country="FR", authentication=Authentication.UNLESS_SET_UP),
    Card("4000002760003184", country="DE", authentication=ALWAYS),
    Card("4000003800000446", country="IT", authentication=Authentication.ALREADY_SET_UP),
    Card(
        "4000008260003178",
        country="GB",
        decline=declined("insufficient_funds"),
        authentication=ALWAYS,
    ),
    Card("4000000000003220", authentication=ALWAYS),
    Card("4000000000003063", authentication=ALWAYS),
    Card("4000008400001629", decline=declined("generic_decline"), authentication=ALWAYS),
    Card("4000008400001280", decline=declined("processing_error")),
    Card("4000000000003055"),
    Card("4000000000003097"),
)
_ABROAD = (Card(number, brand, country=country) for country, (number, brand) in COUNTRIES.items())
CARDS: dict[str, Card] = {card.number: card for card in (*_SPECIAL, *_ABROAD)}

NAMES = {
    "visa": "4242424242424242",
    "visa_debit": "4000056655665556",
    "mastercard": "5555555555554444",
    "mastercard_debit": "5200828282828210",
    "mastercard_prepaid": "5105105105105100",
    "amex": "378282246310005",
    "discover": "6011111111111117",
    "diners": "3056930009020004",
    "jcb": "3566002020360505",
    "unionpay": "6200000000000005",
    "us": "4242424242424242",
    **{country.lower(): number for country, (number, _) in COUNTRIES.items()},
    "chargeDeclined": "4000000000000002",
    "chargeDeclinedInsufficientFunds": "4000000000009995",
    "chargeDeclinedLostCard": "4000000000009987",
    "chargeDeclinedStolenCard": "4000000000009979",
    "chargeDeclinedExpiredCard": "4000000000000069",
    "chargeDeclinedIncorrectCvc": "4000000000000127",
    "chargeDeclinedProcessingError": "4000000000000119",
    "chargeDeclinedVelocityLimitExceeded": "4000000000006975",
    "chargeDeclinedFraudulent": "4100000000000019",
    "chargeCustomerFail": "4000000000000341",
    "radarBlock": "4100000000000019",
    "riskLevelHighest": "4000000000004954",
    "riskLevelElevated": "4000000000009235",
    "cvcCheckFail": "4000000000000101",
    "avsZipFail": "4000000000000036",
    "avsLine1Fail": "4000000000000028",
    "avsFail": "4000000000000010",
    "createDispute": "4000000000000259",
    "createDisputeProductNotReceived": "4000000000002685",
    "createDisputeInquiry": "4000000000001976",
    "createIssuerFraudRecord": "4000000000005423",
    "createMultipleDisputes": "4000000404000079",
    "pendingRefund": "4000000000007726",
    "refundFail": "4000000000005126",
    "bypassPending": "4000000000000077",
    "bypassPendingInternational": "4000003720000278",
    "authenticationRequiredOnSetup": "4000002500003155",
    "authenticationRequired": "4000002760003184",
    "authenticationRequiredSetupForOffSession": "4000003800000446",
    "authenticationRequiredChargeDeclinedInsufficientFunds": "4000008260003178",
    "threeDSecure2Required": "4000000000003220",
    "threeDSecureRequired": "4000000000003063",
    "threeDSecureRequiredChargeDeclined": "4000008400001629",
    "threeDSecureRequiredProcessingError": "4000008400001280",
    "threeDSecureOptional": "4000000000003055",
    "threeDSecureOptionalProcessingError": "4000000000003097",
    "amex_threeDSecureNotSupported": "378282246310005",
}
"""What follows ``pm_card_`` or ``tok_``; the declining ones are also spelled ``visa_charge…``."""


def named(reference: str) -> Card | None:
    """Find the card behind a test id such as ``pm_card_visa`` or ``tok_chargeDeclined``."""
    prefix = next((each for each in ("pm_card_", "tok_") if reference.startswith(each)), None)
    if prefix is None:
        return None
    name = reference.removeprefix(prefix)
    number = NAMES.get(name) or NAMES.get(name.removeprefix("visa_"))
    return CARDS[number] if number else None
