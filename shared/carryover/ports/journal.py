"""The journal: every event that ever entered, exactly as it was, and what became of it.

It is what makes replay possible and what a person reads to learn why something happened. Entries
expire after 90 days (DESIGN §11).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import Retryable
from carryover.kernel.messages import DeliveryKind, Source


class Outcome(StrEnum):
    """What the channel did with an event."""

    ROUTED = "routed"
    IGNORED = "ignored"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class EventId:
    """How an event is filed. ``created`` never changes for an id, so both together make the key."""

    account: str
    id: str
    created: Seconds


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the journal."""

    event: EventId
    variant: str
    """Empty for the first event of an id. Another event that wrongly carries the same id is filed
    beside it under its digest: test fixtures and anonymised exports do that, and nothing may be
    dropped silently."""
    type: str
    api_version: str | None
    subject: str
    """The object it is about, ``customer cus_1``; empty when it names none."""
    digest: str
    """Of what the event says (type and data, not the delivery's particulars)."""
    outcome: Outcome
    note: str
    """Where it went, or why it was ignored or parked."""
    source: Source
    cause: str
    journalled_at: datetime
    payload: bytes
    """The body as received; left empty where only a listing was asked for."""
    stored_as: str = ""
    """Where the body is in the artefacts bucket, if it was too large for a message."""
    kind: DeliveryKind = "stripe.event"
    """In whose words it speaks: a replay is read by the same translator."""


class Taken(Retryable):
    """Another writer was faster: no failure, for the event is filed; look again."""


class Journal(Protocol):
    """Files events. Raises ``Retryable`` when it cannot be reached."""

    def filed(self, event: EventId) -> Sequence[Entry]:
        """Find all that is filed under this id, without payloads; normally nothing or one entry."""

    def recall(self, event: EventId, digest: str) -> Sequence[Entry]:
        """Find what a delivery may be a duplicate of, without payloads: the first event of its id,
        and the one that says the same."""

    def write(self, entry: Entry) -> None:
        """File it for good. Raises ``Taken`` when this place in the journal is."""

    def known(self, events: Sequence[EventId]) -> frozenset[EventId]:
        """Of up to 100 events, tell which are filed."""

    def day(self, account: str, day: date) -> Iterator[Entry]:
        """Go through a day's entries (by the event's own date), without payloads."""

    def fetch(self, event: EventId, variant: str) -> Entry | None:
        """Read one entry whole."""
