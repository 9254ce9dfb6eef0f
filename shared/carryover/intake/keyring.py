"""Signing secrets kept while the process is warm.

Looking them up for every delivery would double its AWS calls, never looking again would make a
rotation wait for cold starts, and looking whenever a signature fails would let forgeries run up our
bill. So: again when old, and at once when something does not fit, but not more often than the pause
allows.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from carryover.intake.store import Secrets, SigningSecrets
from carryover.kernel.errors import Retryable

FRESH_FOR: Final = timedelta(minutes=5)
"""How long a withdrawn secret may still be believed."""

PAUSE: Final = timedelta(seconds=30)
"""The most a process asks while it holds secrets, whatever knocks."""

USABLE_FOR: Final = timedelta(hours=1)
"""How long we live on what we hold while Secrets Manager cannot be read."""


@dataclass(frozen=True, slots=True)
class Held:
    """What was read, and when."""

    secrets: Secrets
    at: datetime


class Keyring:
    """Answers from memory where it can."""

    def __init__(self, source: SigningSecrets) -> None:
        self._source = source
        self._held: Held | None = None
        self._asked_at: datetime | None = None

    def secrets(self, now: datetime) -> Secrets:
        """Answer the secrets in force. Raises ``Retryable`` when there is nothing to live on."""
        if self._held is None or now - self._held.at > USABLE_FOR:
            return self._read(now).secrets
        if now - self._held.at > FRESH_FOR:
            self.look_again(now)
        return self._held.secrets

    def look_again(self, now: datetime) -> bool:
        """Read anew if the pause is over; a failure leaves in force what we hold."""
        if self._asked_at is not None and now - self._asked_at < PAUSE:
            return False
        try:
            self._read(now)
        except Retryable:
            return False
        return True

    def _read(self, now: datetime) -> Held:
        self._asked_at = now
        self._held = Held(self._source.read(), now)
        return self._held
