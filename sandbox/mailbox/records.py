"""What a mailbox knows, as plain data; instants are whole seconds of its own clock."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass as checked

from sandbox.ground.clockwork import Seconds

type Fate = Literal["delivered", "bounced", "complained", "suppressed"]
type Kind = Literal["Send", "Delivery", "Bounce", "Complaint", "Subscription"]


@checked(slots=True, config=ConfigDict(extra="forbid"))
class Settings:
    """How the account stands."""

    senders: list[str] = field(default_factory=lambda: ["example.com"])
    """Verified identities: addresses, or domains with everything in them [D]."""
    in_sandbox: bool = False
    """Whether recipients must be verified too, as in a new account [D]."""
    recipients: list[str] = field(default_factory=list)
    """Verified for that."""
    configuration_sets: list[str] = field(default_factory=lambda: ["carryover"])
    """Those that exist; each publishes every kind of event."""
    contact_lists: dict[str, list[str]] = field(default_factory=dict)
    """Topics by list: what a letter may belong to, so that its reader can leave it."""
    paused: bool = False
    """Whether sending is switched off for the account."""
    a_day: Annotated[int, Field(ge=1)] = 50_000
    """Recipients in 24 hours [D]."""
    a_second: Annotated[int, Field(ge=1)] | None = None
    """Recipients in one second of the clock; None: any number, since the clock stands still."""
    suppression: bool = True
    """Whether who bounced for good, or complained, is not written to any more [D]."""


@dataclass(slots=True)
class Letter:
    """An e-mail that was accepted."""

    id: str
    at: Seconds
    sender: str
    to: list[str]
    cc: list[str]
    bcc: list[str]
    reply_to: list[str]
    subject: str
    text: str
    html: str
    headers: list[tuple[str, str]]
    tags: list[tuple[str, str]]
    configuration_set: str
    contact_list: str = ""
    topic: str = ""
    """What its reader leaves by its link; empty with a list: all of the list."""
    fate: Fate = "delivered"

    @property
    def recipients(self) -> list[str]:
        """List everybody it goes to."""
        return [*self.to, *self.cc, *self.bcc]


@dataclass(slots=True)
class Event:
    """Something that became of a letter, as SES would publish it."""

    number: int
    kind: Kind
    letter: str
    at: Seconds
    recipients: list[str]
    permanent: bool = True
    """Of a bounce: whether trying again is senseless."""
    sub_type: str = "General"


@dataclass(slots=True)
class State:
    """Everything that is forgotten when a mailbox starts over."""

    clock: Seconds
    letters: dict[str, Letter] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    """Not taken yet by whoever receives them."""
    happened: int = 0
    """How many events there ever were."""
    suppressed: dict[str, Literal["BOUNCE", "COMPLAINT"]] = field(default_factory=dict)
    """Addresses that are not written to any more, and why."""
    left: dict[str, list[str]] = field(default_factory=dict)
    """By address: lists, and topics as ``list/topic``, that somebody does not want any more."""
