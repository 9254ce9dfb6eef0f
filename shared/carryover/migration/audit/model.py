"""What an audit says."""

from enum import StrEnum
from typing import Literal

from carryover.kernel.clock import Seconds
from carryover.kernel.messages import Message

type Money = dict[str, int]
"""Minor units by currency: amounts of different currencies are never added up."""


class Rank(StrEnum):
    """How much a finding matters; in this order."""

    BLOCKS = "blocks money"
    """Moved as it is, somebody would pay twice, too much or nothing: held until it is settled."""
    DECIDE = "needs a decision"
    """It can be done in more than one way, or belongs to somebody who has to be asked."""
    CARE = "needs care"
    """It moves exactly, by a special way that has to be watched."""
    KNOW = "to know"
    """Nothing to do for the move; people will ask about it."""


RANKS = tuple(Rank)


class Finding(Message):
    """One thing that does not simply carry over, in one account or between two."""

    code: str
    """For tables and filters; never changes once published."""
    rank: Rank
    account: str
    """The source's alias; ``intl + us`` for what is between them."""
    title: str
    count: int
    of: str
    """What was counted: ``subscriptions``."""
    money: Money
    money_is: Literal["a month", "in all", ""]
    """What the amounts are: of subscriptions what they bring in a month, of debts the debt."""
    examples: tuple[str, ...]
    why: str
    todo: str


class Share(Message):
    """A part of the subscriptions, by one of their properties, in one currency."""

    by: str
    """``status``, ``currency``, ``country``, ``payment method``, ``collection``, ``interval``,
    ``made by``."""
    value: str
    currency: str
    count: int
    monthly: int
    """Of live ones, before discounts and tax; nothing is brought in by those that ended."""


class Stock(Message):
    """How many objects of a kind are in a state."""

    kind: str
    state: str
    count: int
    money: Money


class Listener(Message):
    """A webhook endpoint."""

    id: str
    url: str
    """Its beginning: who knows the whole of such an address may use it."""
    status: str
    api_version: str
    """Empty: the account's default version."""
    events: int
    """How many types it hears; 0: all of them."""
    application: str
    """The Connect application that made it, if one did."""
    integration: str
    """Who is behind it, as far as its address tells."""
    purpose: str
    todo: str


class Renewals(Message):
    """How renewals went lately: what waves are measured against (MIG-9)."""

    since: Seconds
    invoices: int = 0
    """Renewal invoices made since, whatever became of them."""
    paid: int = 0
    at_once: int = 0
    """Paid by the first attempt."""


class Picture(Message):
    """One source account."""

    account: str
    account_id: str
    livemode: bool | None
    api_version: str
    taken_at: Seconds
    digest: str
    counts: dict[str, int]
    """Objects in the snapshot, by kind."""
    live: int
    """Subscriptions that bill or could bill again."""
    monthly: Money
    """What the live ones bring in a month by the price list, before discounts and tax."""
    unpriced: int
    """Live ones whose price cannot be said beforehand, such as metered ones: not in ``monthly``."""
    shares: tuple[Share, ...]
    stocks: tuple[Stock, ...]
    listeners: tuple[Listener, ...]
    renewals: Renewals
    withheld: dict[str, str]
    """Kinds the key could not read, and why."""


class Audit(Message):
    """All sources, and what was found, the worst first."""

    v: Literal[1] = 1
    sources: tuple[Picture, ...]
    findings: tuple[Finding, ...]
