"""What can be done next about a move. The order they may be taken in is ``policy``'s to know."""

from dataclasses import dataclass

from carryover.kernel.clock import Seconds
from carryover.migration.planning.spec import Spec


@dataclass(frozen=True, slots=True)
class Arm:
    """Create the target, set to end itself at the boundary: inert, whatever happens to us."""

    spec: Spec


@dataclass(frozen=True, slots=True)
class Finish:
    """Say what a creation cannot say (a pause)."""

    target: str


@dataclass(frozen=True, slots=True)
class Prove:
    """Preview both next invoices and compare them."""

    target: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Set the source to end at the boundary, marked as ours."""


@dataclass(frozen=True, slots=True)
class Disarm:
    """Let the target live on beyond the boundary."""

    target: str


@dataclass(frozen=True, slots=True)
class Reapply:
    """Give the target back the discounts an update has dropped (STRIPE.md §3)."""

    target: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """Read both sides again."""


@dataclass(frozen=True, slots=True)
class ArmAgain:
    """Set a living target to end itself at the boundary: the first step back."""

    target: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Let the source renew again."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """End an inert target at once, without an invoice; ``because`` is why nothing follows."""

    target: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Revive:
    """Both have ended and nobody bills: create the target as of the boundary."""

    spec: Spec


@dataclass(frozen=True, slots=True)
class Moved:
    """The source ends at the boundary, the target renews there; both were just read. ``doubt`` is
    what a person should look at all the same."""

    target: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The source bills as it did, and there is no target."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now. The source bills as it did."""

    until: Seconds
    sentence: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Leave it where it is; ``ask`` says whether somebody has to decide."""

    sentence: str
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """The world contradicts what our writes were answered: begin a new attempt."""

    sentence: str


type Effect = Arm | Finish | Stop | Disarm | Reapply | ArmAgain | Resume | Withdraw | Revive
type Look = Prove | Confirm
type End = Moved | RolledBack | Wait | Hold | Again
type Step = Effect | Look | End

LOOKS = (Prove, Confirm)
ENDS = (Moved, RolledBack, Wait, Hold, Again)
