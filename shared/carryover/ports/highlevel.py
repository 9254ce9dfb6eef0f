"""The CRM people work in: contacts, what is written to them, and what was sold there (CRM-1 … 3).

HighLevel has no idempotency key anywhere (CONTRACTS.md §2.2): whoever does what must not happen
twice writes the intent down first, and asks a person where ``Unanswered`` leaves it open.

A *location* is one sub-account, called by our alias for it. Every method raises ``Retryable`` when
HighLevel cannot answer now: nothing happened. ``Unanswered``, a ``Retryable`` too, when the request
was under way and no answer came: then it may or may not have happened. ``NeedsReview`` when it
never will (no key, key refused, permission missing, shape unknown). A "no" is an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import Retryable
from carryover.ports.highlevel_sales import Listed, Payments


class Unanswered(Retryable):
    """No answer came: what was asked for may have happened. Look before asking again."""


@dataclass(frozen=True, slots=True)
class No:
    """HighLevel understood a write and refused it."""

    sentence: str
    """Theirs; it may name fields, never a token."""


class Channel(StrEnum):
    """A way to reach somebody; the values are HighLevel's own."""

    EMAIL = "Email"
    SMS = "SMS"


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of a location, as HighLevel shows them now."""

    id: str
    email: str = ""
    """As they were written down; addresses are compared without regard to case."""
    name: str = ""
    phone: str = ""
    """E.164 where HighLevel understood it."""
    tags: frozenset[str] = frozenset()
    """In lower case, as HighLevel keeps them [U]: compare without regard to case."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Custom fields that are not empty, by their id."""
    closed: frozenset[Channel] = frozenset()
    """Ways by which they do not want to be reached (DND)."""
    timezone: str = ""
    """IANA's name; empty when nobody said."""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes different of a contact; what is not named stays as it is. There are no tags
    here on purpose: ``tags`` in an update replaces every tag somebody else set (HighLevel's own
    specification, ``UpdateContactDto``)."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """By id; an empty text clears the field."""
    name: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self.fields or self.name or self.phone)


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field somebody added to the contacts of a location."""

    id: str
    key: str
    """``contact.stripe_status``: made of its first name, and kept when it is renamed."""
    name: str
    kind: str
    """``TEXT``, ``NUMERICAL``, ``DATE`` …, as HighLevel names them."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """An automation of a location."""

    id: str
    name: str
    published: bool


class Contacts(Protocol):
    """The people of every location there is a key for."""

    def contact(self, location: str, contact: str) -> Contact | None:
        """Read a person; ``None``: the location does not know them."""

    def with_email(self, location: str, email: str) -> Sequence[Contact]:
        """Find everybody who has this address, whatever its case."""

    def create(self, location: str, email: str) -> Contact | No:
        """Make a contact of an address alone, or answer the one who has it by now. With a phone
        number HighLevel might match, and overwrite, somebody else (CONTRACTS.md §2.3)."""

    def update(self, location: str, contact: str, changes: Changes) -> No | None:
        """Write these fields and no others. Saying the same twice is the same as once."""

    def tag(self, location: str, contact: str, tags: Sequence[str]) -> No | None:
        """Add tags; those that are there stay."""

    def untag(self, location: str, contact: str, tags: Sequence[str]) -> No | None:
        """Take tags off; those that are not there are no error."""

    def enrol(self, location: str, contact: str, workflow: str) -> No | None:
        """Put somebody into a workflow. Twice may be twice: nothing shows who is in one."""

    def leave(self, location: str, contact: str, workflow: str) -> No | None:
        """Take somebody out of a workflow."""

    def fields(self, location: str) -> Sequence[CustomField]:
        """Name the custom fields of contacts."""

    def workflows(self, location: str) -> Sequence[Workflow]:
        """Name the workflows."""


@dataclass(frozen=True, slots=True)
class Email:
    """A letter through the location's own mail, kept in the contact's conversation."""

    subject: str
    html: str
    sender: str = ""
    """Empty: the location's default."""
    kind: Literal[Channel.EMAIL] = Channel.EMAIL


@dataclass(frozen=True, slots=True)
class Sms:
    """A text message through the location's own number."""

    text: str
    sender: str = ""
    """E.164; empty: the location's default."""
    kind: Literal[Channel.SMS] = Channel.SMS


@dataclass(frozen=True, slots=True)
class Sent:
    """HighLevel took it; whether it was delivered is another question."""

    message: str
    """Its id there."""
    conversation: str


class Conversations(Protocol):
    """Writes to people. Raises as ``Contacts`` does."""

    def send(self, location: str, contact: str, letter: Email | Sms) -> Sent | No:
        """Send it once. Look at ``Contact.closed`` first: that HighLevel itself respects DND is
        not documented (CONTRACTS.md §2.8). After ``Unanswered`` it may have been sent, and nothing
        here can look it up: ask a person, or leave it."""


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice as HighLevel shows it: our mirror of one of Stripe's."""

    id: str
    name: str
    status: str
    """``draft``, ``sent``, ``payment_processing``, ``paid``, ``void``, ``partially_paid``."""
    total: int
    paid: int
    """Both in minor units."""


@dataclass(frozen=True, slots=True)
class NewBill:
    """What a mirrored invoice says."""

    name: str
    """Made of its meaning, for it is what a lost one is found by: ``Stripe in_1``."""
    business: str
    contact: Contact
    item: str
    currency: str
    amount: int
    """Minor units."""
    issued: Seconds
    live: bool


class Invoices(Protocol):
    """Keeps mirrors of invoices. Raises as ``Contacts`` does."""

    def bills(self, location: str, contact: str, offset: int) -> Listed[Bill]:
        """List a contact's invoices, from ``offset`` on."""

    def bill(self, location: str, new: NewBill) -> Bill | No:
        """Make a draft; nothing is sent to anybody."""

    def record_payment(self, location: str, bill: str, amount: int, currency: str) -> No | None:
        """Say that it was paid elsewhere. ``amount`` in minor units."""

    def void(self, location: str, bill: str) -> No | None:
        """Say that it is no longer owed."""


class HighLevel(Contacts, Conversations, Payments, Invoices, Protocol):
    """All of it."""
