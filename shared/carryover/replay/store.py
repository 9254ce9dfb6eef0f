"""What replaying asks of the world. Everything here raises ``Retryable`` when it cannot be
reached."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from carryover.ports.outbox import Queue
from carryover.replay.model import Act, DeadLetter


class DeadLetters(Protocol):
    """The messages the workers gave up on, one pile beside each queue."""

    def held(self, queue: Queue) -> AbstractContextManager[Iterator[DeadLetter]]:
        """Go through the pile, hiding each letter from others while we look.

        Whatever was not removed is put back at once at the end, and by itself within a minute if
        we die. Every look counts as one more receive; a pile that would pass its letters on after
        so many receives is refused with ``NeedsReview``.
        """

    def hidden(self, queue: Queue) -> int:
        """Tell about how many letters somebody else holds at this moment."""

    def send_back(self, letter: DeadLetter) -> None:
        """Put its body on the queue it failed on, exactly as it was."""

    def remove(self, letter: DeadLetter) -> None:
        """Take it off the pile for good."""


class Failures(Protocol):
    """The workers' notes of why they gave a message back. Best effort: there may be none."""

    def of(self, message_id: str) -> Sequence[tuple[str, str]]:
        """Read when (ISO 8601) and why a message failed, oldest first."""


class AuditTrail(Protocol):
    """Who did what, when and why. Only ever added to."""

    def write(self, act: Act) -> None:
        """Keep it."""

    def between(self, start: datetime, end: datetime) -> Iterable[Act]:
        """Go through this stretch of it, both ends included, newest first."""


class Shelf(Protocol):
    """Where a body too large for a message is laid, to be fetched by the channel."""

    def put(self, key: str, body: bytes) -> None:
        """Return only when the body cannot be lost any more."""
