"""The life of one subscription, written down before it is lived.

A life is handed to two who do not know each other: ``player`` lives it on the local Stripe,
``oracle`` foretells it from Stripe's documentation. ``judge`` compares what they say.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

type Interval = Literal["day", "week", "month", "year"]
type Mode = Literal["flexible", "classic"]
type Duration = Literal["once", "repeating", "forever"]
type Proration = Literal["create_prorations", "none", "always_invoice"]
type Pausing = Literal["void", "keep_as_draft", "mark_uncollectible"]
type LastResort = Literal["cancel", "unpaid", "past_due"]


@dataclass(frozen=True, slots=True)
class Tier:
    """Units up to ``up_to`` (None: without end), in minor units, and a fee for entering."""

    up_to: int | None
    unit: Decimal
    flat: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """What one period costs."""

    interval: Interval
    count: int
    unit: Decimal = Decimal(0)
    """Minor units, perhaps parts of one."""
    tiers: tuple[Tier, ...] = ()
    graduated: bool = False
    package: int = 1
    round_up: bool = False


@dataclass(frozen=True, slots=True)
class Coupon:
    """So much percent, or so many minor units."""

    duration: Duration
    percent: Decimal | None = None
    amount: int = 0
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Tax:
    """A rate in percent, in the price or on top."""

    percent: Decimal
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A price, so many times, with bargains and taxes of its own."""

    price: Price
    quantity: int
    coupons: tuple[Coupon, ...] = ()
    taxes: tuple[Tax, ...] = ()


@dataclass(frozen=True, slots=True)
class AnchorDay:
    """``billing_cycle_anchor_config``."""

    day: int
    month: int | None = None
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Recount:
    """An item gets another quantity."""

    at: int
    item: int
    quantity: int
    proration: Proration


@dataclass(frozen=True, slots=True)
class Swap:
    """An item gets another price of the same rhythm."""

    at: int
    item: int
    price: Price
    proration: Proration


@dataclass(frozen=True, slots=True)
class EndFlag:
    """``cancel_at_period_end`` is set or lifted."""

    at: int
    on: bool


@dataclass(frozen=True, slots=True)
class Cancel:
    """It is cancelled at once, without settling."""

    at: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Collection is paused, or taken up again (None)."""

    at: int
    behavior: Pausing | None


@dataclass(frozen=True, slots=True)
class Card:
    """The customer's card begins to fail, or is replaced by one that works."""

    at: int
    works: bool


type Deed = Recount | Swap | EndFlag | Cancel | Pause | Card


@dataclass(frozen=True, slots=True)
class Life:
    """Everything anybody decides; the rest follows."""

    seed: int
    currency: str
    start: int
    until: int
    items: tuple[Item, ...]
    mode: Mode = "flexible"
    trial_end: int | None = None
    anchor: int | AnchorDay | None = None
    prorated: bool = True
    """Whether the time before a later anchor is charged."""
    coupons: tuple[Coupon, ...] = ()
    taxes: tuple[Tax, ...] = ()
    balance: int = 0
    """What the customer owes (positive) or has to their credit at the beginning."""
    cancel_at: int | None = None
    card_works: bool = True
    last_resort: LastResort = "cancel"
    deeds: tuple[Deed, ...] = ()
