"""How the channel asks for a provider's event to be said in our words."""

from dataclasses import dataclass
from typing import Protocol

from carryover.kernel.clock import Seconds
from carryover.kernel.facts import Fact
from carryover.ports.journal import EventId


@dataclass(frozen=True, slots=True)
class Understood:
    """An event we can file, and what it means to us."""

    event: EventId
    type: str
    api_version: str | None
    subject: str
    """The object it is about, ``customer cus_1``; empty when it names none."""
    digest: str
    """Of type and data: equal for every delivery of the same event in the same API version."""
    facts: tuple[Fact, ...] = ()
    ignored: str = ""
    """Why there are no facts; empty when there are some."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An event that only a person can make sense of."""

    event: EventId | None
    """``None`` when not even its id and time can be read."""
    type: str
    digest: str
    reason: str
    """A sentence that names what is wrong, without repeating anybody's data."""


class Translator(Protocol):
    """Reads a provider's words. Never raises: what it cannot read it says."""

    def read(self, account: str, payload: bytes, received: Seconds, /) -> Understood | Unreadable:
        """Say what this event means for the account it came to. ``received`` is when we got it,
        the same for every redelivery by our queue: events that bear no time are filed by it."""
