"""What the chapter comes to. Whoever is charged after leaving, or has other access than they pay
for, fails the demo; seconds are told and judge nobody."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Figures:
    """The figures of one run."""

    members: int = 0
    """People who pay for something that opens, by Stripe's books, and people Kajabi lets in: in
    the end …"""
    members_at_first: int = 0
    """… and before anybody left."""
    granted: int = 0
    """Offers that were given, each once."""
    access_correct: int = 0
    """Members who have exactly what they pay for, each offer once, after everything."""
    access_correct_at_first: int = 0
    """The same, before anybody left."""
    letters: int = 0
    """E-mails about access that nobody wanted."""
    cancels: int = 0
    """People who left at Kajabi and of whom it is clear which subscription they mean."""
    cancels_matched: int = 0
    """Of those: this subscription ended, and no other."""
    seconds_to_cancel: dict[str, dict[str, float]] = field(default_factory=dict)
    """From the deed at Kajabi to Stripe showing the end: ``p50``, ``p99``, ``n`` by channel."""
    poll_seconds: float = 0.0
    """How often the poll came by; on AWS every 60 seconds."""
    ended_at_stripe: int = 0
    """Ended there by their owner; their access went."""
    charges_after_cancel: int = 0
    reviews: int = 0
    """Questions for a person: whoever was not certain was not guessed at."""
    forged: int = 0
    """Hooks that strangers made up, or sent again."""
    forged_effects: int = 0
    """Subscriptions that ended although nobody left."""
    audited: int = 0
    """Subscriptions the product's own audit held against both sides …"""
    audit_disagreements: int = 0
    """… and found wrong."""
    seconds: float = 0.0
    """The chapter's."""

    @property
    def is_good(self) -> bool:
        """Tell whether a client may see it."""
        harm = (
            self.charges_after_cancel,
            self.forged_effects,
            self.letters,
            self.audit_disagreements,
        )
        at_first = self.access_correct_at_first == self.members_at_first > 0
        in_the_end = self.access_correct == self.members > 0
        matched = self.cancels_matched == self.cancels > 0
        return at_first and in_the_end and matched and self.audited > 0 and not any(harm)

    def document(self) -> dict[str, Any]:
        """Say it for machines."""
        return asdict(self)


def waits(seconds: Mapping[str, Sequence[float]]) -> dict[str, dict[str, float]]:
    """Sum up sorted waits by channel."""
    return {
        channel: {
            "p50": round(quantile(each, 0.5), 2),
            "p99": round(quantile(each, 0.99), 2),
            "n": len(each),
        }
        for channel, each in seconds.items()
    }


def quantile(ordered: Sequence[float], share: float) -> float:
    """Take the smallest value that at least this share does not exceed: with few values the p99
    is the worst one."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
