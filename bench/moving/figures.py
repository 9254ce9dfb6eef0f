"""What Stripe's limits would allow, and what came of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from carryover.adapters.pacing import Limits


@dataclass(frozen=True, slots=True)
class Limited:
    """What one of Stripe's limits makes a move take."""

    name: str
    calls: float
    """Per move."""
    cap: int
    """Requests per second."""

    @property
    def seconds(self) -> float:
        """A move's share of it."""
        return self.calls / self.cap


def limits_of(calls: Counter[tuple[str, str]], moves: int, caps: Limits) -> list[Limited]:
    """List them, the one that decides first."""
    accounts: Counter[str] = Counter()
    for (account, _), n in calls.items():
        accounts[account] += n
    whole = (Limited(account, n / moves, caps.account) for account, n in accounts.items())
    parts = (
        Limited(f"{account} {endpoint}", n / moves, caps.endpoint)
        for (account, endpoint), n in calls.items()
        if n >= moves / 1000
    )
    return sorted((*whole, *parts), key=lambda each: each.seconds, reverse=True)


@dataclass(frozen=True, slots=True)
class Measured:
    """One run."""

    moves: int
    seconds: float
    calls: Counter[tuple[str, str]]
    turned_away: int
    ours: float
    """CPU seconds of the workers."""
    theirs: float
    """CPU seconds of the local Stripe."""
    memory: list[int]

    def lines(self, caps: Limits) -> Iterator[str]:
        """Tell everything."""
        limits = limits_of(self.calls, self.moves, caps)
        most, rate = 1 / limits[0].seconds, self.moves / self.seconds
        yield f"moves      {rate:.2f}/s for {self.seconds:,.0f} s; Stripe allows {most:.2f}/s"
        yield f"share      {rate / most:.1%} of what {limits[0].name} allows (budget 90 %)"
        total = self.calls.total()
        yield f"calls      {total / self.moves:.2f} per move; turned away (429): {self.turned_away}"
        yield from (
            f"           {each.calls:6.3f} of {each.cap}/s  {each.seconds / limits[0].seconds:4.0%}"
            f"  {each.name}"
            for each in limits
        )
        yield from self._costs(total)

    def _costs(self, total: int) -> Iterator[str]:
        ours, theirs = 1000 * self.ours / total, 1000 * self.theirs / total
        cores = (self.ours + self.theirs) / self.seconds
        yield (
            f"CPU        workers {ours:.2f} ms per call, local Stripe {theirs:.2f} ms; "
            f"{cores:.2f} cores busy"
        )
        early = max(self.memory[:10], default=0) / 1e6
        yield (
            f"memory     {early:,.0f} MB at most until 1,000 moves, "
            f"{max(self.memory, default=0) / 1e6:,.0f} MB until the end"
        )
