"""Workers who all want to ask one Stripe, in simulated time."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.stripe.http.rate_limits import Bucket


class Paced(Protocol):
    """A pace whose waits can be simulated."""

    def turn(self, account: str, endpoint: str) -> Iterator[float]: ...
    def slower(self, account: str, endpoint: str | None) -> None: ...


@dataclass
class Time:
    """Only the crowd moves it."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Stripe:
    """Counts as Stripe does: a bucket per account, a bucket per endpoint."""

    account: int = 100
    endpoint: int = 25
    taken: list[tuple[float, str]] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def takes(self, now: float, endpoint: str) -> str | None:
        """Take a request, or say which limit turns it away."""
        for name, rate in (("", self.account), (endpoint, self.endpoint)):
            if not self._buckets.setdefault(name, Bucket(rate, rate, now)).take(now):
                self.refused.append(now)
                return name
        self.taken.append((now, endpoint))
        return None

    def busiest_second(self, endpoint: str | None = None) -> int:
        """Count the requests of the busiest second, wherever it begins."""
        times = [at for at, each in self.taken if endpoint in {None, each}]
        after = (sum(other < at + 1 for other in times[n:]) for n, at in enumerate(times))
        return max(after, default=0)


@dataclass
class Crowd:
    """Workers, each asking one thing after the other."""

    time: Time
    stripe: Stripe
    latency: float = 0.15
    """Seconds an answer takes."""

    def works(self, workers: Sequence[tuple[Paced, Sequence[str]]], seconds: float) -> list[int]:
        """Let everybody ask their endpoints in turn; tell how many answers each got."""
        end, done = self.time.now + seconds, [0] * len(workers)
        line = [
            (self.time.now, number, self._life(pace, endpoints, done, number))
            for number, (pace, endpoints) in enumerate(workers)
        ]
        heapq.heapify(line)
        while line:
            at, number, life = heapq.heappop(line)
            self.time.now = max(self.time.now, at)
            if self.time.now < end:
                heapq.heappush(line, (self.time.now + next(life), number, life))
        return done

    def _life(
        self, pace: Paced, endpoints: Sequence[str], done: list[int], number: int
    ) -> Iterator[float]:
        while True:
            for endpoint in endpoints:
                yield from pace.turn("us", endpoint)
                limit = self.stripe.takes(self.time.now, endpoint)
                if limit is None:
                    done[number] += 1
                else:
                    pace.slower("us", limit or None)
                yield self.latency
