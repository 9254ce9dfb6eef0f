"""Letters by e-mail (DUN-2).

No sender of e-mail has idempotency keys (CONTRACTS.md §8.1): whoever writes to people writes the
intent down first, and takes ``Unknown`` for sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

UNSUBSCRIBE: Final = "{{amazonSESUnsubscribeUrl}}"
"""Write this where the link belongs by which a letter's topic is left (SES Developer Guide, "Using
subscription management")."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one person."""

    sender: str
    """``Acme <billing@acme.example>``: an identity the mail service has verified."""
    to: str
    subject: str
    html: str
    text: str
    reply_to: str = ""
    """Empty: answers go to the sender."""
    headers: Mapping[str, str] = field(default_factory=dict)
    topic: tuple[str, str] | None = None
    """List and topic at the mail service which the customer can leave by ``UNSUBSCRIBE`` and by a
    header; ``None``: none is offered."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Come back with bounces and complaints: ASCII letters, digits, ``_`` and ``-`` only."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The service took it; whether it arrives is another question."""

    id: str
    """The service's id of it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The service will not send this letter to this address, now or ever."""

    sentence: str
    """Names the reason, not the address."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer came. Nothing can look up whether it went out: it counts as sent."""

    sentence: str


class Mailer(Protocol):
    """Sends letters. Raises ``Retryable`` (too many at once, not reachable) and ``NeedsReview``
    (the service is not set up for it) only when the letter was certainly not sent."""

    def send(self, letter: Letter) -> Sent | Refused | Unknown:
        """Send it once; nothing here repeats it."""
