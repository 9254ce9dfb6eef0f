"""What failed payments came to: sums of the cells that were kept with the cases (DUN-5).

Everything is per currency; nothing is ever added up across two of them. Amounts are minor units.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from carryover.dunning.counting import OPEN, Cell, Count, Counted

RECOVERED: Final = frozenset({"recovered", "recovered_late"})
LOST: Final = frozenset({"ended", "cancelled", "uncollectible"})
"""Not paid. What was voided, deleted, closed by hand or is a migration's was never to be collected
by dunning, and counts neither way."""

DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of a report."""

    cases: int = 0
    owed: int = 0
    recovered_cases: int = 0
    recovered: int = 0
    open_cases: int = 0
    open: int = 0
    lost_cases: int = 0
    lost: int = 0
    left_out_cases: int = 0
    left_out: int = 0
    attempts: int = 0
    """On cases that were recovered."""
    seconds: int = 0
    """From the first failure to the recovery, all of them together."""

    def plus(self, cell: Cell, count: Count) -> "Sum":
        """Add one cell."""
        kind = _kind(cell.outcome)
        more: dict[str, int] = {
            "cases": self.cases + count.cases,
            "owed": self.owed + count.owed,
            f"{kind}_cases": getattr(self, f"{kind}_cases") + count.cases,
            kind: getattr(self, kind) + count.owed,
        }
        if kind == "recovered":
            more["attempts"] = self.attempts + count.attempts
            more["seconds"] = self.seconds + count.seconds
        return replace(self, **more)

    @property
    def decided(self) -> int:
        """Add up the money of which it is known whether it came."""
        return self.recovered + self.lost

    @property
    def rate(self) -> float | None:
        """Say which part of the money came back, of that which is decided; ``None``: nothing is."""
        return self.recovered / self.decided if self.decided else None

    @property
    def at_least(self) -> float | None:
        """Say which part came back so far, of all that was to be collected: what is still open can
        only make it more. ``None``: there was nothing to collect."""
        whole = self.decided + self.open
        return self.recovered / whole if whole else None

    @property
    def tries(self) -> float | None:
        """Say how many attempts of ours one recovery took."""
        return self.attempts / self.recovered_cases if self.recovered_cases else None

    @property
    def days(self) -> float | None:
        """Say how long a recovery took."""
        return self.seconds / DAY / self.recovered_cases if self.recovered_cases else None


@dataclass(frozen=True, slots=True)
class Figures:
    """One currency's."""

    currency: str
    total: Sum = field(default_factory=Sum)
    by: dict[str, dict[str, Sum]] = field(default_factory=dict)
    """``cause``, ``step``, ``plan``, ``week``: each name with its sum."""


KEYS: Final[dict[str, Callable[[Cell], str]]] = {
    "cause": lambda cell: cell.cause,
    "step": lambda cell: cell.step,
    "plan": lambda cell: cell.plan,
    "week": lambda cell: cell.week,
}


def figures(counts: Counted) -> list[Figures]:
    """Sum up, the currency with the most cases first."""
    found = [_of(currency, counts) for currency in {cell.currency for cell in counts}]
    return sorted(found, key=lambda one: (-one.total.cases, one.currency))


def _of(currency: str, counts: Counted) -> Figures:
    mine = {cell: count for cell, count in counts.items() if cell.currency == currency}
    by = {name: _by(mine, key) for name, key in KEYS.items()}
    by["step"].pop("", None)
    return Figures(currency, _summed(mine.items()), by)


def _by(counts: Counted, key: Callable[[Cell], str]) -> dict[str, Sum]:
    sums: dict[str, Sum] = {}
    for cell, count in counts.items():
        sums[key(cell)] = sums.get(key(cell), Sum()).plus(cell, count)
    ordered = sorted(sums.items(), key=lambda item: (-item[1].owed, item[0]))
    return dict(sorted(sums.items()) if key is KEYS["week"] else ordered)


def _summed(counts: Iterable[tuple[Cell, Count]]) -> Sum:
    total = Sum()
    for cell, count in counts:
        total = total.plus(cell, count)
    return total


def _kind(outcome: str) -> str:
    if outcome == OPEN:
        return "open"
    if outcome in RECOVERED:
        return "recovered"
    return "lost" if outcome in LOST else "left_out"


def document(found: Sequence[Figures]) -> list[dict[str, Any]]:
    """Put them into their machine shape (cli/README.md)."""
    return [
        {
            "currency": one.currency,
            "total": line(one.total),
            **{
                name: [{name: key, **line(each)} for key, each in sums.items()]
                for name, sums in one.by.items()
            },
        }
        for one in found
    ]


def line(one: Sum) -> dict[str, Any]:
    """Write a sum, with what follows from it."""
    return {
        **asdict(one),
        "rate": _rounded(one.rate, 4),
        "rate_at_least": _rounded(one.at_least, 4),
        "attempts_per_recovery": _rounded(one.tries, 2),
        "days_to_recovery": _rounded(one.days, 1),
    }


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)
