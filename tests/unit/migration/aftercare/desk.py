"""What waits for a person, with what was settled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from carryover.migration.aftercare.ground import Ground
from carryover.ports.reviews import Case, Doubt
from tests.fakes.memory import MemoryReviews
from tests.unit.migration.verifying.accounts import House, run


@dataclass
class MemoryDesk:
    """Keeps the promise of ``ReviewDesk`` over the doubts a house has."""

    reviews: MemoryReviews
    closed: dict[str, Case] = field(default_factory=dict)

    def open(self, doubt: Doubt) -> None:
        self.reviews.open(doubt)

    def all(self) -> Sequence[Case]:
        return [self.closed.get(each.id, Case(each)) for each in self.reviews.doubts.values()]

    def close(self, doubt_id: str, *, by: str, why: str, at: datetime) -> bool:
        known = self.reviews.doubts.get(doubt_id)
        if known is None or doubt_id in self.closed:
            return False
        self.closed[doubt_id] = Case(known, by, why, at)
        return True


def ground(house: House) -> Ground:
    desk = MemoryDesk(house.reviews)
    return Ground(house.stripe, run(), house.moves, house.waves, house.ids, desk)
