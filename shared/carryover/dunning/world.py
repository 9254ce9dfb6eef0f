"""What the others show now: read again before every decision, never remembered (DUN-1).

Amounts are integers in the minor unit of ``currency``; moments are whole UTC seconds.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from carryover.dunning.declines import Decline
from carryover.kernel.clock import Seconds

HISTORY: Final = 35 * 86_400
"""How far back ``World.attempts`` has to reach, in seconds: beyond every network's 30 days."""


@dataclass(frozen=True, slots=True)
class Card:
    """A way to pay that Stripe holds. Not always a card, whatever the name."""

    id: str
    """``pm_…`` or a legacy ``card_…``/``src_…``."""
    type: str = "card"
    """As Stripe's payment method has it; automatic retries are for ``card`` only."""
    fingerprint: str | None = None
    """The same for the same number, whichever customer or payment method holds it."""
    network: str | None = None
    """``visa``, ``mastercard`` …; ``None``: unknown, and then the strictest rules hold."""
    exp_month: int | None = None
    exp_year: int | None = None

    @property
    def number(self) -> str:
        """Name what networks count attempts by."""
        return self.fingerprint or self.id

    @property
    def print(self) -> str:
        """Name the card in its present edition: an updater that renews the expiry makes another
        one of the same number."""
        return f"{self.number}:{self.exp_month}/{self.exp_year}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A charge that Stripe knows of, whoever began it."""

    id: str
    """``ch_…``, ``py_…`` or, where nothing was charged, ``pi_…``."""
    invoice: str | None
    at: Seconds
    amount: int
    currency: str
    result: Literal["paid", "declined", "pending"]
    card: Card | None = None
    """As it was then. ``None``: Stripe does not say, and it counts for every card."""
    decline: Decline | None = None
    key: str | None = None
    """``dunning:{invoice}:{number}`` where it was ours and Stripe shows that."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """The invoice, as Stripe shows it."""

    id: str
    status: str
    """``draft``, ``open``, ``paid``, ``void``, ``uncollectible``; ``deleted`` when it is gone."""
    currency: str
    amount_remaining: int
    amount_paid: int = 0
    """Something may have been paid already: only the rest is asked for."""
    auto_advance: bool = False
    """Whether Stripe goes on with it by itself …"""
    next_payment_attempt: Seconds | None = None
    """… and when it tries next: with both, its own retries are running."""
    collection_method: str = "charge_automatically"


class Mark(StrEnum):
    """What the migration has to do with a subscription (DESIGN §5)."""

    NONE = ""
    MOVED = "moved"
    ARMED = "armed"


@dataclass(frozen=True, slots=True)
class Subscription:
    """The subscription the invoice is for, as Stripe shows it."""

    id: str
    status: str
    plans: tuple[str, ...] = ()
    """Products and prices of its items."""
    mark: Mark = Mark.NONE
    collection_paused: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who is written to."""

    country: str | None = None
    """ISO 3166, two letters."""
    locale: str | None = None
    """``pl``, ``pt-BR``: the first of the customer's preferred ones."""
    zone: str | None = None
    """IANA name, where somebody knows it (HighLevel has a field for it)."""
    address: str = ""
    """Their e-mail address now: not itself, its ``silence.digest``."""
    channels: frozenset[str] = frozenset({"email"})
    """By which they can be reached and did not object: address there, no DND, not unsubscribed."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the same customer was told about something else they owe."""

    channel: str
    at: Seconds


@dataclass(frozen=True, slots=True)
class World:
    """Everything a decision rests on."""

    invoice: Invoice
    subscription: Subscription | None
    """``None``: the invoice is for none."""
    card: Card | None
    """What would be charged now: the subscription's default, else the customer's (the order is
    Stripe's: docs.stripe.com/billing/subscriptions/overview). ``None``: nothing."""
    attempts: tuple[Attempt, ...] = ()
    """Of the customer, all invoices, at least ``HISTORY`` back and this invoice's all, by time."""
    disputed: frozenset[str] = frozenset()
    """Disputes about payments of this customer: open ones, and those lost since the failure."""
    person: Person = Person()
    heard: tuple[Heard, ...] = ()
    """About the customer's other open cases."""
    second: bool = False
    """Another of them is older, and speaks first."""
