"""Who has access by which subscription, and what was asked for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from carryover.kernel.clock import Seconds
from carryover.kernel.facts import MemberHinted
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message


class LinkState(StrEnum):
    """Where an access stands; what has no key at the site is written down before it is begun."""

    GIVING = "giving"
    GIVEN = "given"
    TAKING = "taking"
    TAKEN = "taken"


class Versioned(Message):
    """Something that is written only over the version that was read."""

    version: int = 0
    """Counts our writes; 0 was never written."""


class Withheld(Message):
    """Why a subscription that goes on has no access: its money went back (KAJ-4). It stays so until
    a later period is paid, the money comes back after all, or a person decides."""

    why: Literal["refund", "dispute", "person"]
    invoice: str | None
    """The latest period that was paid then; ``None``: there was none."""
    since: Seconds
    """When that invoice was made, or the person decided: only what is later is a new payment."""
    at: AwareDatetime


class AccessLink(Versioned):
    """A subscription, and the member it opens offers for."""

    account: AccountAlias
    subscription: str
    site: AccountAlias
    email: str
    """Verified: the address the payer has at Stripe."""
    contact: str | None = None
    """The member there; ``None`` until found or made, and always by the inbound route."""
    offers: tuple[str, ...]
    leaving: tuple[str, ...] = ()
    """Offers of the plan before, to be taken once those of the new one are given."""
    left: tuple[str, ...] = ()
    """Offers of earlier plans that we took: their end there is no wish of the member's."""
    state: LinkState = LinkState.GIVING
    verified: bool = False
    """Whether the grant was read back; the inbound route cannot."""
    withheld: Withheld | None = None
    pardoned: str | None = None
    """An invoice whose return a person decided to overlook."""
    mailing: AwareDatetime | None = None
    """Since when a worker gives it with a letter, which nobody else may do meanwhile."""
    changed_at: AwareDatetime

    @property
    def payer(self) -> str:
        """Name the subscription for people: ``us/sub_1``."""
        return f"{self.account}/{self.subscription}"


class RequestState(StrEnum):
    """What became of a wish to cancel."""

    INTENDED = "intended"
    DONE = "done"
    CLEARED = "cleared"
    """Its tag was taken off again: the next one is a new wish."""
    HELD = "held"
    """A person decides about it (``braking``): to be confirmed anew, or that nobody meant it."""
    RELEASED = "released"
    DISCARDED = "discarded"


class CancelRequest(Versioned):
    """A confirmed cancellation, named by its meaning; two hooks and a poll are one of it."""

    id: str
    """``{site}:{contact}:tag:{tag}``, ``…:purchase:{id}:{deactivated at}``,
    ``…:offer:{id}:{grants}``, or ``person:{message}``."""
    account: AccountAlias
    subscription: str
    state: RequestState = RequestState.INTENDED
    site: AccountAlias | None = None
    """Where the member left; ``None``: a person ended it."""
    refund: bool = False
    """Whether an owner's refund rule applies: not where money went back at the site already."""
    evidence: str
    cause: str = ""
    """The correlation id of the message that asked first."""
    since: Seconds | None = None
    """They left then or later: what was charged since may be theirs to have back."""
    asked: MemberHinted | None = None
    """Of one that is held: the hint, to be confirmed anew when a person lets it go."""
    at: AwareDatetime


class RefundWish(Versioned):
    """Money that is to go back for one invoice: there is never a second one."""

    account: AccountAlias
    subscription: str
    invoice: str
    charge: str
    amount: int
    """Minor units of ``currency``; decided once, whenever it is paid."""
    currency: str
    request: str
    """The wish to cancel that it follows from."""
    made: str | None = None
    """Stripe's id of the refund; ``None``: not certain yet."""
    at: AwareDatetime


class Mark(StrEnum):
    """Whose doing an end is."""

    NONE = ""
    MOVED = "moved"
    """The migration stopped it: the member goes on paying elsewhere."""
    ARMED = "armed"
    """A target of the migration that is inert until the source was stopped (DESIGN §5)."""
    OURS = "ours"
    """Ended by this feature."""


@dataclass(frozen=True, slots=True)
class Billed:
    """A subscription as Stripe shows it now."""

    account: str
    id: str
    customer: str
    email: str
    name: str
    plans: tuple[str, ...]
    """Prices and products of its items."""
    status: str
    created: Seconds
    ends: bool
    """Set to end by itself."""
    mark: Mark = Mark.NONE
    begun: Seconds | None = None
    """When the running period began, paid or about to be."""
    source: str | None = None
    """Of a migration's target: the subscription it replaces, ``us/sub_1``."""

    @property
    def name_for_people(self) -> str:
        """Say it so that a person finds it."""
        return f"{self.account}/{self.id} ({self.status}{', ends' if self.ends else ''})"


class Reached(Versioned):
    """How far a list of the site was read."""

    site: AccountAlias
    what: str
    until: Seconds
    """Everything up to here was passed on …"""
    seen: tuple[str, ...] = ()
    """… and these, of the stretch that is read again."""
    dated: dict[str, Seconds] = Field(default_factory=dict)
    """Of a tag: who has it, and when they did not yet; 0: before anybody looked."""
    page: int = 0
    """Of a list that is read as a whole, over several messages: how many pages were."""
    looked_at: AwareDatetime


class ReadPage(Message):
    """Who stood on a page of a list."""

    people: tuple[str, ...]
