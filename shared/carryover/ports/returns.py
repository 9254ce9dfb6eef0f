"""What happens to a message that could not be done."""

from datetime import datetime, timedelta
from typing import Protocol


class Returns(Protocol):
    """Puts a message back on its queue. Never raises: what fails here only costs waiting longer."""

    def put_back(self, receipt: str, *, after: timedelta) -> None:
        """Hide it for ``after`` (12 hours at most) before it is delivered again."""


class Failures(Protocol):
    """Remembers why a message failed, for whoever finds it among the dead letters.

    Never raises: a note that cannot be written must not hide the failure it is about.
    """

    def note(self, message_id: str, *, cause: str, reason: str, at: datetime) -> None:
        """Add a line to the message's story; kept for as long as dead letters are, 14 days."""
