"""What we remember of an invoice that could not be collected: deeds and words, no plan (DUN-1).

The next step is computed from the rules, the world and the time whenever somebody looks, so a
changed rule holds for open cases and a lost step is simply due again. Amounts are integers in the
minor unit of ``currency``; moments are whole UTC seconds.
"""

from enum import StrEnum
from typing import Final, Literal

from pydantic import AwareDatetime

from carryover.dunning.declines import Cause, Decline
from carryover.kernel.clock import Seconds
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message

KEY_LIVES: Final = 23 * 3_600
"""So long an idempotency key is good for asking again what became of an attempt, in seconds.
Stripe removes keys when they are at least 24 hours old (docs.stripe.com/api/idempotent_requests);
later only the charge history can tell."""


class TryState(StrEnum):
    """How far an attempt of ours came."""

    BEGUN = "begun"
    """Written down before it is sent: what became of it is not known yet."""
    DECLINED = "declined"
    PAID = "paid"
    PENDING = "pending"
    """The bank takes its time (debits) or a person has to confirm."""
    NEVER = "never"
    """It did not reach Stripe, as the charge history shows; its number is not used again."""


class Try(Message):
    """One attempt of ours. Its key at Stripe is ``dunning:{invoice}:{number}``."""

    number: int
    at: Seconds
    payment_method: str
    """The ``pm_…`` (or legacy ``card_…``) it was charged to."""
    print: str
    """Which card in which edition that was (``Card.print``)."""
    amount: int
    """What remained to be paid, minor units."""
    state: TryState = TryState.BEGUN
    cause: Cause | None = None
    decline: Decline | None = None


class ToldState(StrEnum):
    """How far a message came. No sender has idempotency keys (CONTRACTS §8.1), so what was begun
    counts as sent until somebody knows better: a customer hears at most once."""

    BEGUN = "begun"
    SENT = "sent"
    UNKNOWN = "unknown"
    """No answer came, or the worker died while it was sending: counts as sent, and the next step's
    message comes. Whoever looks at the case sees that this one may be missing."""
    REFUSED = "refused"
    """The sender said no, or it bounced: this channel does not reach them, an e-mail not at
    that address."""


class Enrolled(Message):
    """Who was put into which workflow of the CRM."""

    location: AccountAlias
    contact: str
    workflow: str
    left: bool = False
    """They were taken out again, for nothing is asked of them any more."""


class Told(Message):
    """One message of one step."""

    step: str
    """Named in the rules; in the life of a case each is sent at most once."""
    channel: str
    at: Seconds
    state: ToldState = ToldState.BEGUN
    address: str = ""
    """Where an e-mail went to: the ``silence.digest`` of it; empty for other channels."""
    reference: str = ""
    """The sender's id of it."""
    enrolled: Enrolled | None = None
    """Of a message that is a workflow."""


type EndName = Literal["cancel", "unpaid", "downgrade", "pause", "nothing"]


class Finished(Message):
    """The end of the road, by policy (DUN-4)."""

    what: EndName
    at: Seconds
    done: bool = False
    """Written down before it is begun; true once Stripe showed it."""
    restored_at: Seconds | None = None
    """When a late payment undid it."""


class Paused(Message):
    """A person said: leave them alone for now."""

    by: str
    why: str
    at: Seconds
    until: Seconds | None = None
    """``None``: until somebody says otherwise."""


class Wanted(Message):
    """A person said: try again now. Networks' limits hold for them, too."""

    by: str
    why: str
    at: Seconds


class Begun(Message):
    """A person said: take this one up, although it failed long ago."""

    by: str
    why: str
    at: Seconds


class Outcome(StrEnum):
    """How a case is over. Computed anew at every look; what is stored is for lists and reports."""

    RECOVERED = "recovered"
    RECOVERED_LATE = "recovered_late"
    """Paid after the end of the road."""
    VOIDED = "voided"
    UNCOLLECTIBLE = "uncollectible"
    GONE = "gone"
    """Stripe no longer has the invoice."""
    CANCELLED = "cancelled"
    """The subscription ended meanwhile by somebody else's doing."""
    ENDED = "ended"
    """The road ended and nobody paid."""
    NOT_OURS = "not_ours"
    """A moved source or an armed target: the migration's business (KAJ-4)."""
    BY_HAND = "by_hand"
    """A person closed it."""


class Closed(Message):
    """That it is over."""

    outcome: Outcome
    at: Seconds
    by: str = ""
    """Who, if a person did; only that is final whatever Stripe shows later."""
    why: str = ""


class Case(Message):
    """One failed invoice."""

    account: AccountAlias
    invoice: str
    customer: str
    subscription: str | None = None
    currency: str
    amount: int
    """What was owed when the case was opened, minor units."""
    failed_at: Seconds
    """When the first attempt failed, or a person began with it: the schedule counts from here."""
    opened_at: AwareDatetime
    cause: Cause
    """Why the first attempt failed; for reports, decisions look at the latest."""
    plans: tuple[str, ...] = ()
    """Products and prices of the subscription; for reports."""
    tries: tuple[Try, ...] = ()
    """By number."""
    told: tuple[Told, ...] = ()
    """By time."""
    finished: Finished | None = None
    begun: Begun | None = None
    paused: Paused | None = None
    wanted: Wanted | None = None
    orders: tuple[str, ...] = ()
    """Ids of the messages with a person's latest words: one that comes again says nothing new."""
    asked: frozenset[str] = frozenset()
    """Names of questions (``Ask.name``) that lie on the desk …"""
    cleared: frozenset[str] = frozenset()
    """… and of those that a person has answered with "go on"."""
    closed: Closed | None = None
    look_at: Seconds | None = None
    """An alarm clock: when the sweeper wakes somebody to decide anew. Never believed."""
    version: int = 0
    """How often it was written; the condition of the next write."""

    @property
    def subject(self) -> str:
        """Name it for people: ``invoice us/in_1``."""
        return f"invoice {self.account}/{self.invoice}"

    def key(self, number: int) -> str:
        """Name an attempt by its meaning: the same one never charges twice."""
        return f"dunning:{self.invoice}:{number}"

    @property
    def next_number(self) -> int:
        """Number the next attempt; from 1."""
        return max((one.number for one in self.tries), default=0) + 1

    @property
    def closed_by_hand(self) -> bool:
        """Tell a person's word from our own bookkeeping."""
        return self.closed is not None and bool(self.closed.by)
