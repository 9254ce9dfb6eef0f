"""The pace of one process: its threads share the lanes (``ports.pace.Pace``)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Final

from carryover.adapters.pacing import LATER, Lane, LimitsOf
from carryover.kernel.errors import Retryable
from carryover.ports.pace import Pace

LONGEST: Final = 60.0
"""Seconds a person's command waits for one request's turn before it says that it cannot."""


@dataclass(slots=True)
class LocalPace:
    """Books slots in memory."""

    limits: LimitsOf
    stopwatch: Callable[[], float]
    """Seconds from some arbitrary point, never running backwards."""
    sleep: Callable[[float], None]
    longest: float = LONGEST
    _lanes: dict[tuple[str, str | None], Lane] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, account: str, endpoint: str) -> None:
        """Wait for the endpoint's slot, then for the account's."""
        for wait in self.turn(account, endpoint):
            self.sleep(wait)

    def turn(self, account: str, endpoint: str) -> Iterator[float]:
        """Tell what to wait for, in seconds, one wait after the other.

        The account's slot is booked only when the endpoint's has come, so that a busy endpoint
        holds no slots of the account that others could use. Requests that met again in front of the
        account may leave it closer together than their endpoint has them: as many as there are
        threads, at most.
        """
        for lane in (endpoint, None):
            wait = self._booked((account, lane))
            if wait > 0:
                yield wait

    def slower(self, account: str, endpoint: str | None) -> None:
        """Halve the lane's rate."""
        with self._lock:
            place = (account, endpoint)
            self._lanes[place] = self._lane(place).slower(self.stopwatch())

    def _booked(self, place: tuple[str, str | None]) -> float:
        with self._lock:
            now = self.stopwatch()
            slot, after = self._lane(place).book(now)
            if slot - now > self.longest:
                told = f"{place[1] or 'requests'} of {place[0]} are too many now"
                raise Retryable(told, after=timedelta(seconds=slot - now))
            self._lanes[place] = after
        return slot - now

    def _lane(self, place: tuple[str, str | None]) -> Lane:
        account, endpoint = place
        held = self._lanes.get(place)
        return held or Lane(self.limits(account).of(endpoint))


@dataclass(frozen=True, slots=True)
class Reserved:
    """A pace that keeps half of every account for those who cannot wait.

    Work that can wait asks everything by one lane, which lets half of the account's rate pass, and
    stands in the account's own line only then. So however much of it there is, it never has more
    requests in that line than it has workers, and the line goes on at least at twice its pace.
    A 429 halves both: whoever heard it, the share stays the half.
    """

    pace: Pace
    waits: bool
    """Whether the requests are of work that can wait."""

    def take(self, account: str, endpoint: str) -> None:
        """Wait for this request's turn."""
        self.pace.take(account, LATER if self.waits else endpoint)

    def slower(self, account: str, endpoint: str | None) -> None:
        """Hear that a request was turned away."""
        if endpoint is None:
            self.pace.slower(account, LATER)
        self.pace.slower(account, LATER if self.waits and endpoint else endpoint)


@dataclass(frozen=True, slots=True)
class Unpaced:
    """Lets everything pass: for a local Stripe of this process, which takes what it is given."""

    def take(self, account: str, endpoint: str) -> None:
        """Do not wait."""

    def slower(self, account: str, endpoint: str | None) -> None:
        """Do nothing: nothing is ever turned away."""
