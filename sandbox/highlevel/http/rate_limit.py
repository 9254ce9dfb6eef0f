"""The rate limit: 100 requests in 10 seconds and 200,000 a day, for each client and each location
or agency [D]; told in headers [D], refused with 429 [D] and no word about when to come back [T].

Ten seconds are real ones, as long as somebody tells what time it is; inside one process nobody
does, and only the day counts. Windows are fixed and days are UTC's [U].
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.highlevel.core.state import DAY
from sandbox.highlevel.core.world import World
from sandbox.highlevel.http.callers import Caller


class Limit(BaseModel):
    """How much is let through."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    burst: Annotated[int, Field(ge=1)] = 100
    interval_ms: Annotated[int, Field(ge=1)] = 10_000
    daily: Annotated[int, Field(ge=1)] = 200_000
    clock: Literal["real", "sandbox"] = "real"
    """By which time the intervals pass; days are always the sandbox's."""


@dataclass(slots=True)
class Spent:
    """What one client asked of one resource."""

    window: int = -1
    burst: int = 0
    day: int = -1
    daily: int = 0


class RateLimiter:
    """Counts the requests of every client to every location."""

    def __init__(self, world: World, real: Callable[[], float] | None) -> None:
        self.world = world
        self.real = real
        """Real seconds; None: they do not pass."""
        self.limit = Limit()
        self.limited: Counter[str] = Counter()
        """Requests turned away, by location or agency."""
        self._spent: dict[tuple[str, str], Spent] = {}

    def enforce(self, limit: Limit) -> None:
        """Set other numbers, with nothing spent."""
        self.limit = limit
        self._spent.clear()

    def admits(self, who: Caller) -> bool:
        """Count a request in, if there is room for it."""
        spent = self._now(who)
        if spent.daily >= self.limit.daily or spent.burst >= self.limit.burst:
            self.limited[who.resource] += 1
            return False
        spent.daily += 1
        spent.burst += self._counts()
        return True

    def headers(self, who: Caller) -> Mapping[str, str]:
        """Tell what is left."""
        spent = self._now(who)
        return {
            "X-RateLimit-Limit-Daily": str(self.limit.daily),
            "X-RateLimit-Daily-Remaining": str(self.limit.daily - spent.daily),
            "X-RateLimit-Interval-Milliseconds": str(self.limit.interval_ms),
            "X-RateLimit-Max": str(self.limit.burst),
            "X-RateLimit-Remaining": str(self.limit.burst - spent.burst),
        }

    def _counts(self) -> bool:
        return self.limit.clock == "sandbox" or self.real is not None

    def _now(self, who: Caller) -> Spent:
        """Give what is spent of the interval and of the day that go on now."""
        spent = self._spent.setdefault((who.client, who.resource), Spent())
        window, day = self._window(), self.world.now // DAY
        if spent.window != window:
            spent.window, spent.burst = window, 0
        if spent.day != day:
            spent.day, spent.daily = day, 0
        return spent

    def _window(self) -> int:
        if self.limit.clock == "sandbox":
            return self.world.now * 1_000 // self.limit.interval_ms
        return int(self.real() * 1_000) // self.limit.interval_ms if self.real else 0
