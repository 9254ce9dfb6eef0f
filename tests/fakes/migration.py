"""The migration's memory without AWS is ``cli.rehearsal.memory``; here, one that counts."""

from dataclasses import dataclass

from carryover.migration.store import Deed
from cli.rehearsal.memory import TrailMemory


@dataclass
class CountedTrail(TrailMemory):
    """Counts the writes: completing a deed in place is one, too."""

    notes: int = 0

    def note(self, deed: Deed) -> None:
        super().note(deed)
        self.notes += 1
