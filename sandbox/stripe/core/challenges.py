"""3D Secure, finished as the cardholder would: no API of Stripe's does that, so a test has to."""

from collections.abc import Callable
from enum import Enum

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object


class Challenge(Enum):
    """How the cardholder did."""

    PASSED = "passed"
    FAILED = "failed"


type Finish = Callable[[Account, Object, Challenge], Object]
"""Carries on with an intent that waited for its cardholder."""

FINISHES: dict[str, Finish] = {}


def finishes(kind: str) -> Callable[[Finish], Finish]:
    """Register how intents of a kind go on after the challenge."""

    def register(function: Finish) -> Finish:
        FINISHES[kind] = function
        return function

    return register


def finish(account: Account, intent_id: str, challenge: Challenge) -> Object:
    """End the challenge of a payment or setup intent."""
    intent = account.anything(intent_id)
    if intent is None or intent.get("status") != "requires_action":
        raise invalid_request(f"{intent_id} is not an intent that waits for its cardholder")
    kind = intent["object"]
    if kind not in FINISHES:
        raise not_implemented(f"finishing the challenge of a {kind}")
    return FINISHES[kind](account, intent, challenge)
