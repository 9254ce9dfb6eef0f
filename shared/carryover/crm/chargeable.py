"""Will the next charge find something it can take from? The one question behind "please update
billing", answered from facts, so that the sentence disappears by itself (CRM-1)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from carryover.crm.model import Failure, Method, Owed

CUSTOMER_MUST_CONFIRM: Final = frozenset({"authentication_required"})
"""The bank wants to see the customer; the card is good (CONTRACTS.md §9.5)."""

CARD_WILL_NOT_DO: Final = frozenset(
    {
        "incorrect_cvc", "invalid_cvc", "invalid_expiry_month", "invalid_expiry_year",
        "incorrect_zip", "incorrect_address", "expired_card", "incorrect_number", "invalid_number",
        "invalid_account", "new_account_information_available", "lost_card", "stolen_card",
        "pickup_card", "restricted_card", "security_violation", "service_not_allowed",
        "not_permitted", "card_not_supported", "currency_not_supported", "transaction_not_allowed",
        "revocation_of_authorization", "revocation_of_all_authorizations", "stop_payment_order",
        "do_not_try_again", "previously_declined_do_not_retry", "pin_try_exceeded", "invalid_pin",
        "offline_pin_required", "online_or_offline_pin_required", "payment_method_unactivated",
    }
)  # fmt: skip
"""Decline codes after which the same card, as it is on file, fails again (CONTRACTS.md §9.4: hard
for this card, or the customer's to mend). ``fraudulent`` and the like are not here: whoever stole a
card is not asked for another one."""

ADVICE: Final = frozenset({"confirm_card_data", "do_not_try_again"})
NETWORK_ADVICE: Final = frozenset({"01", "03", "21", "40", "41"})
"""Merchant advice codes that mean another card or newer data (CONTRACTS.md §9.2)."""

SOFT_ADVICE: Final = frozenset({"try_again_later"})


@dataclass(frozen=True, slots=True)
class Chargeable:
    """Nothing known speaks against it."""


@dataclass(frozen=True, slots=True)
class NotChargeable:
    """It will fail until the customer does something."""

    why: str
    """``none``, ``expired``, ``declined``."""


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """The card is good, the payment waits for the customer."""


type Verdict = Chargeable | NotChargeable | ToConfirm


def judged(method: Method | None, owed: tuple[Owed, ...], on: date) -> Verdict:
    """Judge what is on file for a charge on this day. A failure counts only against the method it
    was about: a new card is believed until it fails, too."""
    if method is None:
        return NotChargeable("none")
    if method.expires is not None and (on.year, on.month) > method.expires:
        return NotChargeable("expired")
    failures = [each.failure for each in owed if each.failure is not None]
    about = [each for each in failures if each.method in ("", method.id)]
    latest = max(about, key=lambda each: each.at, default=None)
    return Chargeable() if latest is None else _after(latest)


def _after(failure: Failure) -> Verdict:
    """Read a failure: advice, then the network's advice, then the decline, then the code
    (docs.stripe.com/declines/codes; CONTRACTS.md §9.3)."""
    words = {failure.decline, failure.code}
    if words & CUSTOMER_MUST_CONFIRM:
        return ToConfirm()
    if failure.advice in SOFT_ADVICE:
        return Chargeable()
    if failure.advice in ADVICE or failure.network_advice in NETWORK_ADVICE:
        return NotChargeable("declined")
    return NotChargeable("declined") if words & CARD_WILL_NOT_DO else Chargeable()
