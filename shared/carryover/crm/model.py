"""What a contact is to show, and what was shown."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime, Field

from carryover.kernel.clock import Seconds
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message


class Shown(StrEnum):
    """What a custom field can be given to show."""

    CUSTOMER = "customer"
    SUBSCRIPTION = "subscription"
    STATUS = "status"
    PLAN = "plan"
    NEXT_CHARGE = "next_charge"
    CARD = "card"
    LAST_FAILURE = "last_failure"
    PAYMENT_LINK = "payment_link"


class Standing(StrEnum):
    """What a tag can say of a payer, and a workflow can begin with. Several may be true at once."""

    TRIALING = "trialing"
    ACTIVE = "active"
    PAYMENT_FAILED = "payment_failed"
    """An invoice was tried, failed, and is still owed."""
    UPDATE_BILLING = "update_billing"
    """The next charge cannot succeed with what is on file: only the customer can help."""
    CONFIRM_PAYMENT = "confirm_payment"
    """The bank wants the customer to confirm; the card is fine."""
    ENDING = "ending"
    """Paid to the end, and then over."""
    PAUSED = "paused"
    CANCELLED = "cancelled"
    """Nothing that lives is left."""


@dataclass(frozen=True, slots=True)
class Method:
    """What would be charged."""

    id: str
    kind: str
    """``card``, ``sepa_debit``, ``link`` …, in Stripe's words."""
    brand: str = ""
    last4: str = ""
    expires: tuple[int, int] | None = None
    """Year and month, the last one it works in; ``None`` where there is no such thing."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last attempt to collect an invoice failed, as the bank and Stripe said it."""

    at: Seconds
    method: str
    """Id of what was charged; empty when it is not known."""
    code: str = ""
    decline: str = ""
    advice: str = ""
    network_advice: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """An open invoice."""

    id: str
    account: str
    subscription: str
    """Empty: it belongs to none."""
    remaining: int
    """Minor units."""
    currency: str
    attempts: int
    created: Seconds
    link: str
    """Where it can be paid; empty when Stripe gives none."""
    failure: Failure | None = None
    method: Method | None = None
    """What would be charged for it now."""
    automatic: bool = True
    """Charged automatically; otherwise the customer was sent it and pays by themselves."""

    @property
    def failing(self) -> bool:
        """Tell whether somebody tried to collect it, and could not."""
        return self.automatic and (self.attempts > 0 or self.failure is not None)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """One subscription, as Stripe shows it now."""

    id: str
    account: str
    status: str
    plans: tuple[str, ...]
    """Prices and products of its items."""
    plan: str
    """What people call it."""
    created: Seconds
    next_charge: Seconds | None
    """When it is charged next; ``None``: never again, or not by itself."""
    ends: Seconds | None
    stopped: Seconds | None
    """When somebody decided that it ends."""
    ended: Seconds | None
    method: Method | None
    automatic: bool = True
    paused: bool = False
    ignored: str = ""
    """Why it does not count: its source was moved away, or it is not disarmed yet."""


@dataclass(frozen=True, slots=True)
class Paid:
    """An invoice that was paid."""

    id: str
    account: str
    number: str
    amount: int
    currency: str
    created: Seconds
    livemode: bool


@dataclass(frozen=True, slots=True)
class Payer:
    """A customer and everything of theirs, in one look."""

    account: str
    id: str
    email: str
    name: str
    phone: str
    seen: Seconds
    """Stripe's time just before the look: whatever happened earlier is in it."""
    subscriptions: tuple[Subscribed, ...] = ()
    owed: tuple[Owed, ...] = ()
    paid: tuple[Paid, ...] = ()
    """Only where invoices are mirrored."""
    deleted: bool = False

    @property
    def name_for_people(self) -> str:
        """Say it so that a person finds it."""
        return f"{self.account}/{self.id}"


class Versioned(Message):
    """Something that is written only over the version that was read."""

    version: int = 0
    """Counts our writes; 0 was never written."""


class PayerRef(Message):
    """Whose customer."""

    account: AccountAlias
    customer: str

    def __str__(self) -> str:
        return f"{self.account}/{self.customer}"


class Enrolment(Message):
    """Somebody was put into a workflow, for one reason, once."""

    workflow: str
    standing: Standing
    occasion: str
    """What the reason is about: an invoice, a subscription. The next one is another occasion."""
    done: bool = False
    """False: it was begun, and whether it happened is not known."""
    left: bool = False


class Known(Versioned):
    """What we remember of one contact."""

    location: AccountAlias
    contact: str
    payers: tuple[PayerRef, ...] = ()
    """Everybody whose subscriptions this contact shows: one person may be a customer twice."""
    fields: dict[str, str] = Field(default_factory=dict)
    """What our fields showed when we last looked, by the field's id …"""
    tags: tuple[str, ...] = ()
    """… and which of our tags were there."""
    enrolments: tuple[Enrolment, ...] = ()
    seen: Seconds = 0
    """Stripe's time of the look all this is from."""
    writing_since: AwareDatetime | None = None
    """A worker is writing to HighLevel, or died doing so."""


class Pointer(Message):
    """Where a payer's contact is; or that one is being made."""

    location: AccountAlias
    payer: PayerRef
    contact: str = ""
    """Empty: a worker was about to make it at ``begun``."""
    begun: AwareDatetime


class Bill(Versioned):
    """The mirror of one paid invoice."""

    location: AccountAlias
    account: AccountAlias
    invoice: str
    contact: str
    there: str = ""
    """Its id there; empty while a worker is making it."""
    paid: bool = False
    begun: AwareDatetime


class Reached(Versioned):
    """How far a list of a location was read."""

    location: AccountAlias
    what: str
    until: Seconds
    """Everything created up to here is recorded."""
    looked_at: AwareDatetime
