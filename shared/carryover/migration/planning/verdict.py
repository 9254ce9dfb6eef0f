"""What can be said of a subscription: it moves, it is held, it stays, or it moves later."""

from carryover.kernel.clock import Seconds
from carryover.kernel.messages import Message
from carryover.migration.planning.spec import Spec


class Reason(Message):
    """Why a subscription is not moved."""

    code: str
    """For tables and filters; never changes once published (``planning.reasons``)."""
    sentence: str
    """What it is, why that stops it, and what to do."""


class Movable(Message):
    """It can be recreated exactly."""

    spec: Spec


class Blocked(Message):
    """It cannot, until somebody does something; meanwhile it bills where it is."""

    reasons: tuple[Reason, ...]

    @property
    def sentence(self) -> str:
        """Say all reasons in one go."""
        return " ".join(reason.sentence for reason in self.reasons)


class Stays(Message):
    """There is nothing to move: it is over, or ends where it is."""

    code: str
    sentence: str


class Later(Message):
    """Not now; time alone will change that."""

    code: str
    sentence: str
    until: Seconds
    """When to look again."""
    spec: Spec | None = None
    """What it will be then, if nothing but time changes; ``None``: that cannot be said yet."""


type Verdict = Movable | Blocked | Stays | Later
