"""How many requests Stripe takes: https://docs.stripe.com/rate-limits. Off until switched on.

Each limit of requests per second is a bucket of that many tokens, filled at that speed.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.http.catalogue import pattern_of

LIVE, TEST, ENDPOINT, SEARCH = 100, 25, 25, 20
"""Requests per second and account, by mode; to one endpoint; to all of search together."""

type Reason = Literal["global-rate", "endpoint-rate", "global-concurrency", "endpoint-concurrency"]
"""What ``Stripe-Rate-Limited-Reason`` says; ``resource-specific`` limits are not implemented."""

type Positive = Annotated[int, Field(ge=1)]

EXCEEDED = StripeError(
    "Request rate limit exceeded. Learn more about rate limits here "
    "https://stripe.com/docs/rate-limits.",
    status=429,
    code="rate_limit",
)


class Limits(BaseModel):
    """What is enforced; None: Stripe's own number for the account's mode."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    per_account: Positive | None = None
    per_endpoint: Positive = ENDPOINT
    search: Positive = SEARCH
    concurrent: Positive = 25
    """Requests of one account at the same time [inferred: Stripe publishes no number]."""
    concurrent_per_endpoint: Positive = 10
    """[inferred], as above."""
    clock: Literal["real", "sandbox"] = "real"
    """By which time the buckets fill."""


@dataclass(slots=True)
class Bucket:
    """Tokens that come back with time."""

    rate: int
    tokens: float
    since: float

    def take(self, now: float) -> bool:
        """Take one token if there is one."""
        self.tokens = min(self.rate, self.tokens + (now - self.since) * self.rate)
        self.since = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(slots=True)
class RateLimiter:
    """Counts the requests of every account."""

    real: Callable[[], float]
    limits: Limits | None = None
    limited: Counter[str] = field(default_factory=Counter)
    """Requests turned away, by reason."""
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)
    _running: Counter[tuple[str, str]] = field(default_factory=Counter)

    def enforce(self, limits: Limits | None) -> None:
        """Switch the limits on or off, with full buckets."""
        self.limits = limits
        self._buckets.clear()

    @contextmanager
    def counted(self, account: Account | None, method: str, path: str) -> Iterator[Reason | None]:
        """Let a request in, or give the reason why not."""
        if self.limits is None or account is None:
            yield None
            return
        endpoint = f"{method} {pattern_of(method, path) or path}"
        places = ((account.alias, ""), (account.alias, endpoint))
        self._running.update(places)
        try:
            reason = self._reason(self.limits, account, endpoint)
            self.limited.update([reason] if reason else [])
            yield reason
        finally:
            self._running.subtract(places)

    def _reason(self, limits: Limits, account: Account, endpoint: str) -> Reason | None:
        alias = account.alias
        if self._running[alias, ""] > limits.concurrent:
            return "global-concurrency"
        if self._running[alias, endpoint] > limits.concurrent_per_endpoint:
            return "endpoint-concurrency"
        now = self.real() if limits.clock == "real" else float(account.world.clock)
        whole = limits.per_account or (LIVE if account.livemode else TEST)
        if not self._bucket(alias, "", whole, now).take(now):
            return "global-rate"
        searching = endpoint.endswith("/search")
        name, rate = ("search", limits.search) if searching else (endpoint, limits.per_endpoint)
        return None if self._bucket(alias, name, rate, now).take(now) else "endpoint-rate"

    def _bucket(self, alias: str, name: str, rate: int, now: float) -> Bucket:
        return self._buckets.setdefault((alias, name), Bucket(rate, rate, now))
