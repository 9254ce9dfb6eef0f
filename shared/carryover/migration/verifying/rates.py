"""How many first charges succeed, against what the source was used to (MIG-9).

Small waves say little: 3 of 4 paid is no worse than 92 %. So a wave is compared by its Wilson
interval (Wilson 1927; en.wikipedia.org/wiki/Binomial_proportion_confidence_interval): only when
even its upper end lies below the baseline, less a tolerance, something is wrong with the cards.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from carryover.migration.model import Move, Wave
from carryover.ports.stripe_api import Json

Z: Final = 2.576
"""99 % of the normal distribution lies within: one false alarm in 200 looks at a healthy wave."""

TOLERANCE: Final = 0.02
"""Two points of a hundred: months differ by that much without any migration."""

ENOUGH: Final = 30
"""First charges at the source below which there is no baseline to speak of."""


@dataclass(frozen=True, slots=True)
class Tried:
    """First attempts to collect a renewal."""

    tried: int = 0
    paid: int = 0

    def __add__(self, other: "Tried") -> "Tried":
        return Tried(self.tried + other.tried, self.paid + other.paid)

    @property
    def share(self) -> float | None:
        """Which part was paid; ``None``: nothing was tried."""
        return self.paid / self.tried if self.tried else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the truth lies, with 99 % confidence."""
        return wilson(self.paid, self.tried)


def wilson(paid: int, tried: int, z: float = Z) -> tuple[float, float]:
    """Give the interval; of no attempts everything is possible."""
    if not tried:
        return 0.0, 1.0
    share, spread = paid / tried, z * z / tried
    middle = share + spread / 2
    reach = z * sqrt(share * (1 - share) / tried + spread / (4 * tried))
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return min(max(0.0, low), share), max(min(1.0, high), share)


def baseline(invoices: Iterable[Json]) -> Tried:
    """Count the source's renewals and those paid at the first attempt, from a snapshot's invoices.

    What was never charged (nothing due, sent to be paid, still open to be tried) says nothing.
    """
    total = Tried()
    for invoice in invoices:
        total += _first_attempt(invoice)
    return total


def rates(moves: Iterable[Move]) -> dict[int, Tried]:
    """Count first charges by wave."""
    by_wave: dict[int, Tried] = {}
    for move in moves:
        if move.paid is not None:
            one = Tried(1, int(move.paid))
            by_wave[move.wave] = by_wave.get(move.wave, Tried()) + one
    return by_wave


def dropped(wave: Tried, usual: Tried) -> str | None:
    """Say that too few charges succeed; ``None``: no fewer than chance explains, or too few were
    tried on either side to know."""
    if usual.tried < ENOUGH or wave.share is None or usual.share is None:
        return None
    low, high = wave.interval
    if high >= usual.share - TOLERANCE:
        return None
    return (
        f"{wave.paid} of {wave.tried} first charges were paid ({wave.share:.1%}; with 99 % "
        f"confidence between {low:.1%} and {high:.1%}), and {usual.share:.1%} of "
        f"{usual.tried} at the source. Find out why before more is moved: cards that lost their "
        "agreement, a wrong statement descriptor, fraud rules of the new account."
    )


def to_pause(waves: Iterable[Wave], by_wave: Mapping[int, Tried], usual: Tried) -> dict[int, str]:
    """Name the waves that must not go on, each with its sentence. Cards fail for reasons all waves
    share, so a drop in one pauses every open one."""
    found = {number: dropped(tried, usual) for number, tried in by_wave.items()}
    told = {number: sentence for number, sentence in found.items() if sentence is not None}
    if not told:
        return {}
    because = f"Wave {min(told)}: {told[min(told)]}"
    others = {wave.number: because for wave in waves if wave.state == "open"}
    return {**others, **told}


def _first_attempt(invoice: Json) -> Tried:
    charged = invoice["collection_method"] == "charge_automatically" and invoice["amount_due"]
    if invoice["billing_reason"] != "subscription_cycle" or not charged or not invoice["attempted"]:
        return Tried()
    paid = invoice["status"] == "paid" and invoice["attempt_count"] <= 1
    return Tried(1, int(paid))
