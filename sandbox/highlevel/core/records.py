"""The people of this HighLevel and what is written to them, as plain data.

All instants are whole seconds since 1970 by the sandbox's clock. What money there is stands in
``sales``, who may ask in ``keys``.
"""

from dataclasses import dataclass, field
from typing import Literal

from sandbox.ground.clockwork import Seconds

type Channel = Literal["Call", "Email", "SMS", "WhatsApp", "GMB", "FB"]
type DndStatus = Literal["active", "inactive", "permanent"]


@dataclass(slots=True)
class Location:
    """A sub-account of an agency: contacts, workflows and sales belong to one."""

    id: str
    company: str
    name: str
    timezone: str
    country: str
    created_at: Seconds
    allow_duplicates: bool = False
    """The location's "Allow Duplicate Contact" setting."""
    matched_by: list[Literal["email", "phone"]] = field(default_factory=lambda: ["email", "phone"])
    """In which order that setting looks for a contact who is there already."""
    active: bool = True


@dataclass(slots=True)
class CustomField:
    """A field somebody added to the contacts of a location."""

    id: str
    location: str
    name: str
    key: str
    """``contact.…``, of its first name; a new name does not change it."""
    kind: str
    options: list[str] = field(default_factory=list)
    placeholder: str = ""
    position: int = 0


@dataclass(slots=True)
class Dnd:
    """How a contact stands to one channel."""

    status: DndStatus
    message: str | None = None
    code: str | None = None


@dataclass(slots=True)
class Contact:
    """A person of a location."""

    id: str
    location: str
    created_at: Seconds
    updated_at: Seconds
    email: str = ""
    phone: str = ""
    first: str = ""
    last: str = ""
    details: dict[str, str] = field(default_factory=dict)
    """Address, company, time zone and the like, by the API's names; nothing empty."""
    fields: dict[str, object] = field(default_factory=dict)
    """Values of custom fields by their id; nothing empty."""
    tags: list[str] = field(default_factory=list)
    dnd: bool = False
    """Whether every channel is closed at once."""
    dnds: dict[str, Dnd] = field(default_factory=dict)
    """By channel."""

    @property
    def name(self) -> str:
        """Put the name together."""
        return " ".join(part for part in (self.first, self.last) if part)

    def closed(self, channel: str) -> bool:
        """Tell whether the contact does not want to be reached this way."""
        said = self.dnds.get(channel)
        return self.dnd or (said is not None and said.status != "inactive")


@dataclass(slots=True)
class Task:
    """Something somebody should do about a contact."""

    id: str
    contact: str
    title: str
    body: str
    due: str
    completed: bool
    assigned_to: str = ""


@dataclass(slots=True)
class Note:
    """Something somebody wrote down about a contact."""

    id: str
    contact: str
    body: str
    user: str
    title: str
    color: str
    pinned: bool
    created_at: Seconds


@dataclass(slots=True)
class Workflow:
    """An automation of a location; its steps are not played here."""

    id: str
    location: str
    name: str
    status: Literal["draft", "published"]
    re_entry: bool
    """Whether somebody who is in it can enter it again."""
    created_at: Seconds


@dataclass(slots=True)
class Enrolment:
    """One call that put a contact into a workflow."""

    workflow: str
    contact: str
    at: Seconds
    entered: bool
    """Whether it had an effect: not for somebody who was inside, without re-entry."""
    starts: str = ""
    left_at: Seconds | None = None


@dataclass(slots=True)
class Conversation:
    """The thread of messages with a contact."""

    id: str
    location: str
    contact: str


@dataclass(slots=True)
class Message:
    """Something written to a contact, or by one."""

    id: str
    conversation: str
    contact: str
    location: str
    kind: Literal["Email", "SMS"]
    direction: Literal["inbound", "outbound"]
    at: Seconds
    to: str
    sender: str
    subject: str
    text: str
    html: str
    status: str
    email_id: str = ""
