"""What the sync is told, and what it tells itself.

A walk goes on from page to page in messages, so no run is bound to a Lambda's 15 minutes, and an
account's pages are read one after the other. What was found so far travels along.
"""

from typing import Annotated, Literal

from pydantic import Field

from carryover.kernel.clock import Seconds
from carryover.kernel.identity import AccountAlias, Kind
from carryover.kernel.messages import Envelope, Message
from carryover.sync.model import Findings, Window


class SyncEvents(Message):
    """Walk the event list since the last checkpoint; without an account, of every account."""

    task: Literal["sync.events"] = "sync.events"
    account: AccountAlias | None = None


class SyncObjects(Message):
    """Compare the record with the object lists; without an account, of every account."""

    task: Literal["sync.objects"] = "sync.objects"
    account: AccountAlias | None = None


class SyncEvent(Message):
    """Bring in one event again, by its id; Stripe keeps events for 30 days."""

    task: Literal["sync.event"] = "sync.event"
    account: AccountAlias
    id: str


class EventsPage(Message):
    """Look at one page of the event list."""

    task: Literal["sync.events.page"] = "sync.events.page"
    account: AccountAlias
    window: Window
    number: int
    """Pages of a run are counted from 0; with the run it names the page, whoever delivers it."""
    after: str | None
    findings: Findings


class Seam(Message):
    """The second in which one page of a list broke off, to be judged when it is complete."""

    second: Seconds
    listed: tuple[str, ...] | None
    """Ids of that second seen so far; ``None`` when there are too many to carry in a message."""


class ObjectsPage(Message):
    """Look at one page of an object list."""

    task: Literal["sync.objects.page"] = "sync.objects.page"
    account: AccountAlias
    window: Window
    kind: Kind
    number: int
    """Counted from 0 through all kinds."""
    after: str | None
    seam: Seam | None
    findings: Findings


type SyncMessage = Annotated[
    SyncEvents | SyncObjects | SyncEvent | EventsPage | ObjectsPage, Field(discriminator="task")
]


class SyncEnvelope(Envelope[Message]):
    """An envelope whose body is any message for the sync."""

    body: SyncMessage
