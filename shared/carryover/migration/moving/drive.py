"""One pass over one move, as far as it got."""

from dataclasses import dataclass, field

from carryover.migration.model import Move, Run
from carryover.migration.moving.passing import Pass
from carryover.migration.moving.sight import Sight


@dataclass(slots=True)
class Drive:
    """One pass, as far as it got."""

    run: Run
    move: Move
    sight: Sight
    on: Pass
    claimed: bool = False
    taken: set[str] = field(default_factory=set)
    """Effects of this pass, by name."""

    @property
    def touched(self) -> bool:
        """Tell whether anything was written at Stripe."""
        return bool(self.taken)
