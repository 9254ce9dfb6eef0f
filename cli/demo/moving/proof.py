"""What the accounts' own books say in the end, beside those of a twin in which nobody ever moved.

The twin is the whole local Stripe as it was the moment before the first move, brought to the same
day by itself. Whatever the product believes of its work is not asked here.
"""

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from carryover.kernel.clock import Seconds
from cli.rehearsal import comparing
from cli.rehearsal.comparing import Difference, Kind
from cli.rehearsal.money import Booking, What, bookings
from cli.theatre import SOURCES
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.world import World
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.snapshot.loading import load

SAVED: Final = Path("build/demo/proof.json")
TARGET: Final = "new"


@dataclass
class Proof:
    """The figures of one run. Whoever was charged twice, forgotten or cancelled fails it."""

    seed: int
    subscriptions: int = 0
    """Living ones at the sources when the plan was made."""
    moved: int = 0
    """They end at the source, live once in the target, and nobody else bills."""
    held: dict[str, int] = field(default_factory=dict)
    """Left where they were, by reason."""
    stays: int = 0
    """Ending where they are, by the customers' own wish."""
    field_exact: int = 0
    """Moved ones whose next invoice and every term are the same in both accounts."""
    differences: int = 0
    """Customers, currencies and days on which money differs from never having moved."""
    double_charged: int = 0
    missed: int = 0
    unintended_cancellations: int = 0
    """Would be alive had nobody moved them, and bill nowhere."""
    duplicates: int = 0
    """Subscriptions of a source that live twice in the target."""
    renewals_watched: int = 0
    payments_compared: int = 0
    money_compared: dict[str, int] = field(default_factory=dict)
    """Billed and paid since the move, in minor units by currency."""
    api_calls_per_subscription: float = 0.0
    stumbles: int = 0
    """Requests that Stripe failed on purpose."""
    workers_killed: int = 0
    rollback_tested: int = 0
    """Moved, rolled back, and moved again."""
    plan: str = ""
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Tell whether a client may see it."""
        harm = (
            self.differences,
            self.double_charged,
            self.missed,
            self.unintended_cancellations,
            self.duplicates,
        )
        exact = self.field_exact == self.moved > 0
        return not any(harm) and exact and self.rollback_tested > 0 and self.payments_compared > 0

    def document(self) -> dict[str, Any]:
        """Say it for machines."""
        return asdict(self)


@dataclass(frozen=True)
class Books:
    """Two worlds on the same day: one that moved, and its twin that did not."""

    moved: World
    twin: World
    since: Seconds

    @classmethod
    def opened(cls, before: bytes, after: bytes) -> "Books":
        """Read both worlds, and let the twin live up to the same day."""
        moved, twin = _world(after), _world(before)
        since = twin.clock
        twin.advance(moved.clock)
        return cls(moved, twin, since)

    def judge(self, proof: Proof) -> list[Difference]:
        """Fill in what only the accounts' own books can say."""
        without, after = self._bookings()
        found = comparing.differences(without, after)
        paid = [each for each in found if each.cell.what is What.PAID]
        target, sources = self.moved.accounts[TARGET], self._sources(self.moved)
        proof.differences = len(found)
        proof.double_charged = len(comparing.doubled_periods(after))
        proof.missed = sum(each.kind is Kind.MISSED for each in paid)
        proof.duplicates = len(comparing.duplicates(target))
        lost = comparing.lost(self._sources(self.twin), sources, target)
        proof.unintended_cancellations = len(lost)
        proof.moved = len(comparing.copies_by_source(target))
        proof.payments_compared = len(after)
        proof.money_compared = _sums(after)
        return found

    def _bookings(self) -> tuple[list[Booking], list[Booking]]:
        def since_then(books: list[Booking]) -> list[Booking]:
            return [each for each in books if each.at >= self.since]

        without = [one for a in self._sources(self.twin) for one in bookings(a, self.since)]
        after = [one for a in self._sources(self.moved) for one in bookings(a, self.since)]
        there = bookings(self.moved.accounts[TARGET], self.since, {})
        return since_then(without), since_then([*after, *there])

    def _sources(self, world: World) -> list[Account]:
        return [world.accounts[alias] for alias in SOURCES]


def _sums(books: list[Booking]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for each in books:
        if each.what is What.PAID:
            sums[each.currency] += each.amount
    return dict(sorted(sums.items()))


def _world(snapshot: bytes) -> World:
    sandbox = Sandbox(World(seed=0, start=0), wall=lambda: 0, pace=lambda: 0.0)
    load(sandbox, snapshot)
    return sandbox.world
