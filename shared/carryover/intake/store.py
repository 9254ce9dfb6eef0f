"""What the door asks of the world. Each raises ``Retryable`` when it cannot."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from carryover.intake.model import Refusal

type Secrets = Mapping[str, tuple[str, ...]]
"""The signing secrets of each account, newest first; empty where an entry is unusable."""

type SignatureCheck = Callable[[Mapping[str, str], bytes, Sequence[str], datetime], Refusal | None]
"""Judges headers and body by the secrets and the time: why not, or ``None`` when it is genuine."""


class SigningSecrets(Protocol):
    """Where the signing secrets of all accounts are kept."""

    def read(self) -> Secrets:
        """Fetch them all."""


class InboundChannel(Protocol):
    """The queue all deliveries enter by."""

    def put(self, text: str) -> None:
        """Return only when the message cannot be lost any more."""


class Shelf(Protocol):
    """Holds bodies that are too large for a message."""

    def put(self, key: str, body: bytes) -> None:
        """Return only when the body cannot be lost any more."""
