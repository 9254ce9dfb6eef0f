"""What can be the next thing to do about a case (DUN-1 … DUN-4)."""

from dataclasses import dataclass
from enum import StrEnum

from carryover.dunning.model import Outcome
from carryover.dunning.rules import End, Letter
from carryover.dunning.world import Card
from carryover.kernel.clock import Seconds


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before ``until`` unless the facts change. Until then the answer stays this."""

    until: Seconds | None
    """``None``: until somebody says or does something."""
    why: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Charge this card now, with the case's key of this number."""

    number: int
    card: Card
    amount: int
    """What remains, minor units: written into the ``Try``, Stripe takes it from the invoice."""
    again: bool = False
    """It was begun and nobody knows what became of it: ask with the same key."""


class Plea(StrEnum):
    """What a message asks for, and so where its link leads."""

    PAY = "pay"
    """The invoice's own page."""
    CARD = "card"
    """The page where another way to pay is given."""
    CONFIRM = "confirm"
    """On-session to the *same* payment, which their bank wants confirmed (DUN-3)."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Send this message now, if at the moment of sending the invoice is still open."""

    letter: Letter
    plea: Plea


@dataclass(frozen=True, slots=True)
class Finish:
    """Do what the policy has for the end of the road; look at the world first, it may be done."""

    end: End


@dataclass(frozen=True, slots=True)
class Restore:
    """It was paid after the end: give back what the end took."""

    end: End


@dataclass(frozen=True, slots=True)
class Close:
    """It is over."""

    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A person has to decide."""

    name: str
    """Which question: one doubt per case and name."""
    sentence: str
    blocks: bool = True
    """Nothing else is done until it is answered (``Case.cleared``). Otherwise it is written into
    ``Case.asked``, and the case goes on."""


type Step = Wait | Retry | Tell | Finish | Restore | Close | Ask
