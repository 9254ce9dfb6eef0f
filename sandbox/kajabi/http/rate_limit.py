"""A rate limit: Kajabi says that there is one and not which, so it is off until switched on."""

from collections import Counter
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.kajabi.core.world import World


class Limit(BaseModel):
    """A bucket of tokens for each client."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    per_second: Annotated[float, Field(gt=0)] = 2.0
    burst: Annotated[int, Field(ge=1)] = 10
    retry_after: Annotated[int, Field(ge=1)] | None = None
    """Seconds told to a client that is turned away; None: no header."""
    clock: Literal["real", "sandbox"] = "real"
    """By which time the buckets fill."""


class RateLimiter:
    """Counts the requests of every client."""

    def __init__(self, world: World, real: Callable[[], float]) -> None:
        self.world = world
        self.real = real
        self.limit: Limit | None = None
        self.limited: Counter[str] = Counter()
        """Requests turned away, by client."""
        self._buckets: dict[str, tuple[float, float]] = {}
        """Tokens left, and when that was, by client."""

    def enforce(self, limit: Limit | None) -> None:
        """Switch the limit on or off, with full buckets."""
        self.limit = limit
        self._buckets.clear()

    def admits(self, client: str) -> bool:
        """Take a token, if there is one."""
        if self.limit is None:
            return True
        now = self.real() if self.limit.clock == "real" else float(self.world.now)
        tokens, since = self._buckets.get(client, (float(self.limit.burst), now))
        tokens = min(self.limit.burst, tokens + (now - since) * self.limit.per_second)
        admitted = tokens >= 1
        self._buckets[client] = (tokens - admitted, now)
        self.limited.update([] if admitted else [client])
        return admitted

    def headers(self) -> dict[str, str]:
        """Tell when to come back, if told to tell."""
        wait = self.limit.retry_after if self.limit else None
        return {} if wait is None else {"retry-after": str(wait)}
