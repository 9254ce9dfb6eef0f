"""Stripe's test cards by number and by name: https://docs.stripe.com/testing.

The advice follows https://docs.stripe.com/declines/codes. The cards work with live-looking keys
too: in the sandbox nobody has a real one.
"""

from sandbox.stripe.core.cards import Authentication, Card, Declined

GENERIC = "Your card was declined."


def _no(
    decline_code: str, advice_code: str = "try_again_later", message: str = GENERIC
) -> Declined:
    return Declined("card_declined", decline_code, advice_code, message)


NO_FUNDS = _no("insufficient_funds", message="Your card has insufficient funds.")
LOST = _no("lost_card", "do_not_try_again")
STOLEN = _no("stolen_card", "do_not_try_again")
VELOCITY = (
    "Your card was declined for making repeated attempts too frequently or exceeding its amount "
    "limit."
)
EXPIRED = Declined("expired_card", None, "confirm_card_data", "Your card has expired.")
CVC = Declined(
    "incorrect_cvc", None, "confirm_card_data", "Your card's security code is incorrect."
)
PROCESSING = Declined(
    "processing_error",
    None,
    "try_again_later",
    "An error occurred while processing your card. Try again in a little bit.",
)

CARDS: dict[str, Card] = {
    card.number: card
    for card in (
        Card("4242424242424242"),
        Card("4000056655665556", funding="debit"),
        Card("5555555555554444", "mastercard"),
        Card("5200828282828210", "mastercard", "debit"),
        Card("5105105105105100", "mastercard", "prepaid"),
        Card("378282246310005", "amex"),
        Card("6011111111111117", "discover"),
        Card("3056930009020004", "diners"),
        Card("3566002020360505", "jcb", country="JP"),
        Card("6200000000000005", "unionpay", country="CN"),
        Card("4000006160000005", country="PL"),
        Card("4000002760000016", country="DE"),
        Card("4000008260000000", country="GB"),
        Card("4000002500000003", country="FR"),
        Card("4000000000000002", decline=_no("generic_decline"), attachable=False),
        Card("4000000000009995", decline=NO_FUNDS, attachable=False),
        Card("4000000000009987", decline=LOST, attachable=False),
        Card("4000000000009979", decline=STOLEN, attachable=False),
        Card("4000000000000069", decline=EXPIRED, attachable=False),
        Card("4000000000000127", decline=CVC, attachable=False),
        Card("4000000000000119", decline=PROCESSING, attachable=False),
        Card(
            "4000000000006975",
            decline=_no("card_velocity_exceeded", message=VELOCITY),
            attachable=False,
        ),
        Card("4000000000000341", decline=_no("generic_decline")),
        Card("4000002500003155", authentication=Authentication.UNLESS_SET_UP),
        Card("4000002760003184", authentication=Authentication.ALWAYS),
        Card("4000003800000446", authentication=Authentication.ALREADY_SET_UP),
        Card("4000008260003178", decline=NO_FUNDS, authentication=Authentication.ALWAYS),
    )
}

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
    "pl": "4000006160000005",
    "de": "4000002760000016",
    "gb": "4000008260000000",
    "fr": "4000002500000003",
    "chargeDeclined": "4000000000000002",
    "chargeDeclinedInsufficientFunds": "4000000000009995",
    "chargeDeclinedLostCard": "4000000000009987",
    "chargeDeclinedStolenCard": "4000000000009979",
    "chargeDeclinedExpiredCard": "4000000000000069",
    "chargeDeclinedIncorrectCvc": "4000000000000127",
    "chargeDeclinedProcessingError": "4000000000000119",
    "chargeDeclinedVelocityLimitExceeded": "4000000000006975",
    "chargeCustomerFail": "4000000000000341",
    "authenticationRequiredOnSetup": "4000002500003155",
    "authenticationRequired": "4000002760003184",
    "authenticationRequiredSetupForOffSession": "4000003800000446",
    "authenticationRequiredChargeDeclinedInsufficientFunds": "4000008260003178",
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
