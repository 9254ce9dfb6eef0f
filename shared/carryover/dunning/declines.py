"""What a bank's "no" means for us. Data first; where no row fits, nothing is guessed (DUN-1).

Codes and descriptions: docs.stripe.com/declines/codes and /declines/network-codes; what we make of
them: CONTRACTS §9.2 to §9.4. Advice to wait overrules a code that asks for another card, as Stripe
orders the fields; nothing overrules what is final.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.kernel.messages import Message

HOUR: Final = 3_600
DAY: Final = 24 * HOUR


class Cause(StrEnum):
    """Why the money did not come, as far as it makes a difference to what is done next."""

    FUNDS = "funds"
    """There was not enough in the account: wait for pay-day."""
    TECHNICAL = "technical"
    """Somebody's machine failed: again in some hours."""
    BANK = "bank"
    """The bank does not say: a few more attempts, and ask the customer."""
    CONFIRM = "confirm"
    """The customer has to confirm this very payment (3-D Secure): no blind retry (DUN-3)."""
    CARD = "card"
    """This card, as it is recorded, will not do: another one, or its details anew."""
    NEVER = "never"
    """Lost or stolen: this card is never charged again, and the customer is told nothing about the
    reason."""
    FRAUD = "fraud"
    """Somebody suspects fraud: as ``NEVER``, and a person looks at it."""
    LEGAL = "legal"
    """The holder revoked the right to charge: read it as a wish to cancel."""
    CHECK = "check"
    """Something may have been paid already: look before anything else."""
    OURS = "ours"
    """A mistake in how we are set up: no customer can mend it."""
    UNKNOWN = "unknown"
    """Stripe said something this table does not know: not tried again, and a person looks at it."""


WAITING: Final = frozenset({Cause.FUNDS, Cause.TECHNICAL, Cause.BANK})
"""Time may mend it, so the same card may be tried again."""
FINAL: Final = (Cause.LEGAL, Cause.FRAUD, Cause.NEVER, Cause.CONFIRM, Cause.CHECK, Cause.OURS)
"""The gravest first: one of these in any field wins over whatever the other fields say."""


class Decline(Message):
    """The words of a refusal, as Stripe has them in ``last_payment_error`` and
    ``charge.outcome`` (CONTRACTS §9.3)."""

    advice_code: str | None = None
    network_advice_code: str | None = None
    """Two digits; Mastercard's merchant advice codes among them."""
    decline_code: str | None = None
    network_decline_code: str | None = None
    code: str | None = None
    outcome: str | None = None
    """``outcome.type``: ``blocked`` is Radar's word."""
    reason: str | None = None
    """``outcome.reason``."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A refusal, understood."""

    cause: Cause
    wait: Seconds = 0
    """At least so long after it, in seconds."""
    word: str = ""
    """The word that decided, for people: ``decline_code stolen_card``."""


_AT_LATER = Meaning(Cause.BANK)
_NO = Meaning(Cause.CARD)

ADVICE: Final = {
    "try_again_later": _AT_LATER,
    "do_not_try_again": _NO,
    "confirm_card_data": _NO,
}
NETWORK_ADVICE: Final = {
    "01": _NO,  # new account information: an updater or the customer has it
    "02": Meaning(Cause.BANK, 72 * HOUR),
    "03": _NO,
    "04": Meaning(Cause.OURS),  # the token or its indicator was sent wrongly
    "21": Meaning(Cause.LEGAL),  # the holder cancelled the recurring payment
    "22": Meaning(Cause.OURS),  # the merchant does not qualify
    "24": Meaning(Cause.BANK, HOUR),
    "25": Meaning(Cause.BANK, DAY),
    "26": Meaning(Cause.BANK, 2 * DAY),
    "27": Meaning(Cause.BANK, 4 * DAY),
    "28": Meaning(Cause.BANK, 6 * DAY),
    "29": Meaning(Cause.BANK, 8 * DAY),
    "30": Meaning(Cause.BANK, 10 * DAY),
    "40": _NO,  # a prepaid card that cannot be loaded again
    "41": _NO,  # a card number for one payment
    "42": Meaning(Cause.FRAUD),  # sanctions score
    "43": _AT_LATER,  # a virtual card for many payments
}
"""Mastercard's merchant advice codes (CONTRACTS §9.2). Other networks' two digits are read the same
way: what they could mean instead is nowhere documented to be milder."""

REVOKED_ON_NETWORK: Final = frozenset({"R0", "R1", "R3"})
"""Visa: stop payment order, authorization revoked, all authorizations revoked."""

BY_CAUSE: Final[dict[Cause, tuple[str, ...]]] = {
    Cause.FUNDS: ("insufficient_funds",),
    Cause.TECHNICAL: (
        "issuer_not_available", "processing_error", "reenter_transaction", "try_again_later",
    ),
    Cause.BANK: (
        "approve_with_id", "call_issuer", "card_declined", "card_decline_rate_limit_exceeded",
        "card_velocity_exceeded", "do_not_honor", "generic_decline", "no_action_taken",
        "withdrawal_count_limit_exceeded",
    ),
    Cause.CHECK: ("duplicate_transaction", "invalid_amount"),
    Cause.CONFIRM: (
        "authentication_not_handled", "authentication_required",
        "invoice_payment_intent_requires_action", "payment_intent_action_required",
        "payment_intent_authentication_failure", "subscription_payment_intent_requires_action",
    ),
    Cause.CARD: (
        "card_not_supported", "currency_not_supported", "do_not_try_again", "expired_card",
        "incorrect_address", "incorrect_cvc", "incorrect_number", "incorrect_pin", "incorrect_zip",
        "invalid_account", "invalid_cvc", "invalid_expiry_month", "invalid_expiry_year",
        "invalid_number", "invalid_pin", "new_account_information_available", "not_permitted",
        "offline_pin_required", "online_or_offline_pin_required", "pin_try_exceeded",
        "previously_declined_do_not_retry", "restricted_card", "security_violation",
        "service_not_allowed", "transaction_not_allowed",
    ),
    Cause.NEVER: ("lost_card", "pickup_card", "stolen_card"),
    Cause.FRAUD: ("fraudulent", "highest_risk_level", "merchant_blacklist"),
    Cause.LEGAL: (
        "revocation_of_all_authorizations", "revocation_of_authorization", "stop_payment_order",
    ),
    Cause.OURS: ("live_mode_test_card", "test_mode_live_card", "testmode_decline"),
}  # fmt: skip
"""Decline codes and error codes: one namespace, because the same words occur in both fields."""

WAITS: Final = {
    "card_velocity_exceeded": DAY,
    "withdrawal_count_limit_exceeded": DAY,
    "card_decline_rate_limit_exceeded": DAY,
    "issuer_not_available": HOUR,
    "processing_error": HOUR,
    "reenter_transaction": HOUR,
    "try_again_later": HOUR,
}
CODES: Final = {
    code: Meaning(cause, WAITS.get(code, 0)) for cause, codes in BY_CAUSE.items() for code in codes
}
BLOCKED: Final = {
    "previously_declined_do_not_retry": _NO,
    "low_probability_of_authorization": _NO,
}
"""Why Stripe blocked it, where that is no suspicion (support.stripe.com, "Payment blocked due to
excessive retries"); everything else that Radar blocks is one."""


def understand(decline: Decline | None) -> Meaning:
    """Say what a refusal means: the first field that says something, in the order Stripe advises,
    unless any of them says something final."""
    words = list(_words(decline or Decline()))
    if final := _gravest(words):
        return final
    if not words:
        return Meaning(Cause.UNKNOWN, word=_unknown(decline))
    first = words[0]
    if first.cause is not Cause.BANK:
        return first
    return _refined(first, words)


def _gravest(words: list[Meaning]) -> Meaning | None:
    final = [one for one in words if one.cause in FINAL]
    return min(final, key=lambda one: FINAL.index(one.cause), default=None)


def _refined(first: Meaning, words: list[Meaning]) -> Meaning:
    """Advice to wait says how long, the code says for what: not enough money, a broken machine."""
    waiting = [one for one in words if one.cause in WAITING]
    cause = next((one.cause for one in waiting if one.cause is not Cause.BANK), Cause.BANK)
    return Meaning(cause, max(one.wait for one in waiting), first.word)


def _words(said: Decline) -> Iterator[Meaning]:
    """Read every field that says something we know, the most telling first."""
    for field, table in (
        ("advice_code", ADVICE),
        ("network_advice_code", NETWORK_ADVICE),
        ("decline_code", CODES),
        ("code", CODES),
    ):
        word = getattr(said, field)
        if word in table:
            known = table[word]
            yield Meaning(known.cause, known.wait, f"{field} {word}")
    if said.network_decline_code in REVOKED_ON_NETWORK:
        yield Meaning(Cause.LEGAL, word=f"network_decline_code {said.network_decline_code}")
    if said.outcome == "blocked":
        blocked = BLOCKED.get(said.reason or "", Meaning(Cause.FRAUD))
        yield Meaning(blocked.cause, word=f"blocked {said.reason}")


def _unknown(said: Decline | None) -> str:
    told = said.model_dump(exclude_none=True) if said else {}
    return ", ".join(f"{field} {word}" for field, word in told.items()) or "no reason at all"
