"""Addresses that are not written to any more: it bounced, or they complained (DUN-2). Somebody who
gets another address at Stripe is reached again.
"""

from hashlib import blake2b
from typing import Protocol

from pydantic import AwareDatetime

from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message


def digest(address: str) -> str:
    """Name an address without saying it: fit for a mail service's tags."""
    return blake2b(address.strip().casefold().encode(), digest_size=12).hexdigest()


class Silence(Message):
    """One closed address."""

    account: AccountAlias
    address: str
    """Its ``digest``."""
    channel: str
    why: str
    at: AwareDatetime


class Silences(Protocol):
    """Remembers them. Raises ``Retryable`` when it cannot be reached."""

    def of(self, account: str, address: str) -> frozenset[str]:
        """Name the channels that are closed for an address (its ``digest``), consistently."""

    def close(self, silence: Silence) -> None:
        """Close one; again is the same."""
