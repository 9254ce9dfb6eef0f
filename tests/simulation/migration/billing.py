"""Who was billed for what: the judge of every simulated move."""

from collections import Counter
from dataclasses import dataclass

from tests.unit.migration.moving.stage import DAY, SOURCES, TARGET, Stage


@dataclass(frozen=True)
class Bill:
    """How often each period was paid for, in all accounts together, by the day it begins."""

    periods: dict[int, int]

    @property
    def doubled(self) -> list[int]:
        return sorted(day for day, times in self.periods.items() if times > 1)

    def missed(self, first: int, last: int, length: int = 20) -> list[int]:
        """Days on which a period should have begun and none near it was paid."""
        paid = sorted(self.periods)
        gaps = [later for earlier, later in zip([first, *paid], [*paid, last], strict=True)]
        found = []
        for earlier, later in zip([first, *paid], gaps, strict=True):
            if later - earlier > 31 + length:
                found.append(earlier)
        return found


def billed(stage: Stage) -> Bill:
    periods: Counter[int] = Counter()
    for account in (*SOURCES, TARGET):
        for invoice in stage.stripes.of(account, "invoice"):
            if not invoice["amount_paid"]:
                continue
            for line in invoice["lines"]["data"]:
                periods[line["period"]["start"] // DAY] += 1
    return Bill(dict(periods))
