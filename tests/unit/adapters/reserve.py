"""Workers at one site of Kajabi, of which some can wait, in simulated time."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from carryover.adapters.pace import Reserved
from carryover.adapters.pacing import Limits
from tests.unit.adapters.crowd import Paced, Stripe

SITE = Limits(account=2, endpoint=2, search=2, margin=0)
"""Requests per second, as ``wiring.access.limits_of`` says of a site."""

READ, WRITE = "GET kajabi", "POST kajabi"


@dataclass
class Line:
    """A worker's place in the line, which counts who goes before it."""

    pace: Paced
    site: Stripe
    waits: bool
    passed: list[int] = field(default_factory=list)
    """Of each request: how many of others were let pass between its asking and its turn."""
    place: tuple[str, str] = ("", "")
    """Where the last request was told to stand: account and lane."""

    def turn(self, account: str, endpoint: str) -> Iterator[float]:
        Reserved(self, self.waits).take(account, endpoint)
        before = len(self.site.taken)
        yield from self.pace.turn(*self.place)
        self.passed.append(len(self.site.taken) - before)

    def take(self, account: str, endpoint: str) -> None:
        """Hear where to stand; the standing is simulated."""
        self.place = account, endpoint

    def slower(self, account: str, endpoint: str | None) -> None:
        Reserved(_Cut(self.pace), self.waits).slower(account, endpoint)


@dataclass
class _Cut:
    """Hands on that a request was turned away."""

    pace: Paced

    def take(self, account: str, endpoint: str) -> None:
        raise AssertionError(f"turned away, {account} asks for a turn of {endpoint}")

    def slower(self, account: str, endpoint: str | None) -> None:
        self.pace.slower(account, endpoint)
