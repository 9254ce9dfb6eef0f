"""What a move is about: things at a source and at the target, runs, waves, moves."""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from carryover.kernel.clock import Seconds
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message


class Thing(StrEnum):
    """What is mapped from an old id to a new one; the values are Stripe's ``object`` names."""

    CUSTOMER = "customer"
    PAYMENT_METHOD = "payment_method"
    """Also the ``card_`` and ``src_`` of old: the mapping file keeps their type."""
    PRODUCT = "product"
    PRICE = "price"
    COUPON = "coupon"
    PROMOTION_CODE = "promotion_code"
    TAX_RATE = "tax_rate"
    SUBSCRIPTION = "subscription"


class Old(Message):
    """One thing at a source. Ids of two sources may collide, so the account is part of the name."""

    account: AccountAlias
    kind: Thing
    id: str
    """Stripe's id. A coupon that is needed with another number of months than it was made with is
    called ``{id}~{months}m`` (``planning``), and the catalogue makes it (``catalogue``)."""

    def __str__(self) -> str:
        return f"{self.account}/{self.id}"

    def __hash__(self) -> int:
        return hash((self.account, self.kind, self.id))


class State(StrEnum):
    """Where a subscription stands in its run; what is true is always read from Stripe again."""

    WAITING = "waiting"
    """Its wave is open; not begun, or not to be begun now (``next_look`` says when)."""
    MOVING = "moving"
    """Begun: between arm and confirm. If it stays so, the sweeper comes."""
    MOVED = "moved"
    """Confirmed: the source ends at the boundary, the target renews there."""
    RENEWED = "renewed"
    """Its first renewal in the target was seen, once, for the right amount."""
    HELD = "held"
    """Left where it was, with a sentence why."""
    ROLLING_BACK = "rolling back"
    ROLLED_BACK = "rolled back"
    """The source bills again, the target is gone."""


class Mode(StrEnum):
    """Which way a move is driven."""

    FORWARD = "forward"
    BACK = "back"


class Expected(Message):
    """What the first renewal must be, as both previews said."""

    amount: int
    """The invoice's total, in minor units of ``currency``."""
    currency: str
    at: Seconds
    """When the period it pays for begins."""
    until: Seconds | None = None
    """When that period ends."""


class Move(Message):
    """What we remember of one subscription's move. Never believed where Stripe can be asked."""

    run: str
    account: AccountAlias
    """The source."""
    subscription: str
    """Its id at the source."""
    customer: str = ""
    """Who pays, at the source."""
    wave: int
    state: State = State.WAITING
    mode: Mode = Mode.FORWARD
    attempt: int = 1
    """Part of every write's key: a new attempt is new writes, a repeated one is not."""
    boundary: Seconds | None = None
    """The end of the period already paid at the source."""
    target: str | None = None
    """The subscription's id in the target, once there is one."""
    planned: str = ""
    """The specification of the approved plan, as JSON."""
    spec: str = ""
    """The specification the target was armed with: the source may have lived on since the plan."""
    sentence: str = ""
    """Why it is held, or what is waited for."""
    changed: tuple[str, ...] = ()
    """What differed from the approved plan when it was moved: the source had lived on."""
    expected: Expected | None = None
    paid: bool | None = None
    """Whether the first renewal's charge succeeded at once; ``None`` while unknown."""
    next_look: Seconds | None = None
    """When the sweeper has to look at it again; ``None``: never."""
    held_by: str = ""
    """The worker that has it in hand, and until when: two never drive one move."""
    held_until: Seconds = 0
    version: int = 0
    """How often it was written; the condition of the next write."""

    @property
    def old(self) -> Old:
        """Name it as the id map does."""
        return Old(account=self.account, kind=Thing.SUBSCRIPTION, id=self.subscription)


class Wave(Message):
    """A cohort that is moved together (MIG-7)."""

    run: str
    number: int
    title: str
    """How it was chosen: ``10 % of usd, seed 7``."""
    state: Literal["open", "paused"] = "open"
    per_second: int | None = None
    """Moves begun per second at most; ``None``: as many as the rate limits carry."""
    size: int
    opened_by: str
    why: str
    opened_at: AwareDatetime
    compared_at: Seconds | None = None
    """Of a run's first wave: when its first charges were last compared with the source's, by
    Stripe's clock (``verifying.guarding``)."""
    version: int = 0


class Run(Message):
    """One migration: sources, target, and the approved plan (only its hash can be executed)."""

    name: str
    """Chosen by people: ``acme-2026``."""
    target: AccountAlias
    sources: tuple[AccountAlias, ...]
    plan: str
    """The hash of the approved plan."""
    rules: str
    """The rules the plan was made with, as JSON (``planning.rules``)."""
    approved_by: str
    why: str
    approved_at: AwareDatetime
