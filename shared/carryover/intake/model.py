"""Who knocks, and what they may hear."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

BODY_BYTES: Final = 5 * 1024 * 1024
"""A larger body is refused. Lambda takes 6 MB per request, a third of which base64 may eat (AWS
Lambda quotas); Stripe's events are kilobytes."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One delivery at the door, not yet believed."""

    id: str
    """Ours, one per delivery: from here on the correlation id."""
    account: str
    """As the URL has it, so anything at all."""
    headers: Mapping[str, str]
    """Names in lower case. Of a sender who signs nothing only the proof that stood in the URL
    (``intake.token``): nothing that a header says may take its place."""
    body: bytes
    """Exactly the bytes that were signed."""
    kind: str = "stripe.event"
    """What the channel will take it for (``kernel.messages.Delivery``)."""


class Refusal(Enum):
    """Why a delivery was not believed. The value is the word in logs and metrics."""

    TOO_LARGE = "too_large"
    UNKNOWN_ACCOUNT = "unknown_account"
    UNREADABLE = "unreadable"
    MALFORMED = "malformed"
    STALE = "stale"
    FORGED = "forged"
    UNPREPARED = "unprepared"
    """Not the sender's fault: our configuration holds an empty or unreadable entry."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The queue has it: the provider may forget it."""

    shelved: bool
    """Whether the body travels by way of the bucket."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was kept and nothing was written."""

    why: Refusal
