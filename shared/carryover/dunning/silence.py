"""Who is not to be written to any more by some channel: it bounced, or they complained (DUN-2)."""

from typing import Protocol

from pydantic import AwareDatetime

from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message


class Silence(Message):
    """One closed channel of one customer."""

    account: AccountAlias
    customer: str
    channel: str
    why: str
    at: AwareDatetime


class Silences(Protocol):
    """Remembers them. Raises ``Retryable`` when it cannot be reached."""

    def of(self, account: str, customer: str) -> frozenset[str]:
        """Name the closed channels, consistently."""

    def close(self, silence: Silence) -> None:
        """Close one; again is the same."""
