"""What can be said of a subscription: it moves, it is held, it stays, or it moves later."""

from dataclasses import dataclass

from carryover.kernel.clock import Seconds
from carryover.kernel.messages import Message
from carryover.migration.planning.spec import Spec


class Reason(Message):
    """Why a subscription is not moved."""

    code: str
    """For tables and filters (``codes.Code``); never changes once published."""
    sentence: str
    """What it is, why that stops it, and what to do."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that time alone will change."""

    code: str
    sentence: str
    until: Seconds
    """When to look again."""


type Finding = Reason | Wait


@dataclass(frozen=True, slots=True)
class Movable:
    """It can be recreated exactly."""

    spec: Spec


@dataclass(frozen=True, slots=True)
class Blocked:
    """It cannot, until somebody does something; meanwhile it bills where it is."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Stays:
    """There is nothing to move: it is over, or ends where it is."""

    sentence: str
    code: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now; time alone will change that."""

    sentence: str
    until: Seconds
    """When to look again."""
    code: str
    spec: Spec | None = None
    """What it would be now, for plans: when its time has come it is judged again. ``None``: that
    cannot be said yet."""


type Verdict = Movable | Blocked | Stays | Later
