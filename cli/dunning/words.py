"""Causes, outcomes and steps of failed payments in people's words: one vocabulary for terminal,
pages and tables."""

from typing import Final

CAUSES: Final = {
    "funds": "not enough money in the account",
    "technical": "a machine failed",
    "bank": "the bank gave no reason",
    "confirm": "the bank wants the customer to confirm",
    "card": "the card on file will not do",
    "never": "lost or stolen: never charged again",
    "fraud": "suspected of fraud",
    "legal": "the holder revoked the right to charge",
    "check": "may have been paid already",
    "ours": "our own set-up is wrong",
    "unknown": "a reason nobody knows",
}

OUTCOMES: Final = {
    "open": "open",
    "recovered": "recovered",
    "recovered_late": "recovered after the end",
    "voided": "voided",
    "uncollectible": "given up at Stripe",
    "gone": "deleted at Stripe",
    "cancelled": "cancelled meanwhile",
    "ended": "not paid until the end",
    "not_ours": "not ours to collect",
    "by_hand": "closed by a person",
}

ENDS: Final = {
    "cancel": "cancel the subscription",
    "unpaid": "mark the subscription unpaid",
    "downgrade": "fall back to another plan",
    "pause": "pause collection",
    "nothing": "leave all as it is",
}

TOLD: Final = {
    "begun": "being sent",
    "sent": "sent",
    "unknown": "may not have arrived",
    "refused": "refused",
}

CHANNELS: Final = {"email": "e-mail", "sms": "SMS", "workflow": "workflow"}


def counted(count: int, one: str, more: str = "") -> str:
    """Say how many: ``1 case``, ``2 cases``."""
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"
