"""Requests per day, counted by all workers together (``ports.pace.Pace``): HighLevel takes 200,000
per app and location (CONTRACTS.md §2.2). Per second, the shared pace counts.

A worker books some at once and counts them off by itself; one that dies loses what it had booked,
half a thousandth of the day. When the day is used up, messages wait, and the next day goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Final

from carryover.adapters.dynamodb import crm_keys as keys
from carryover.adapters.dynamodb.table import Condition, Refused, Table
from carryover.kernel.clock import day
from carryover.kernel.errors import Retryable
from carryover.ports.pace import Pace

MOST: Final = 190_000
"""Of 200,000: the rest is for people in the CRM who are in a hurry, and for a day of theirs that
begins at another hour than ours (when it begins is not documented)."""

BOOKED: Final = 100
"""Requests booked with one write."""

LATER: Final = timedelta(minutes=15)

KEPT_FOR: Final = timedelta(days=3)


@dataclass(slots=True)
class DailyPace:
    """Takes a request from the day's budget, then waits for its turn."""

    table: Table
    pace: Pace
    now: Callable[[], float]
    """Seconds since 1970."""
    most: int = MOST
    _left: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, account: str, endpoint: str) -> None:
        """Raises ``Retryable`` when the day is used up."""
        with self._lock:
            place = f"{account}#{day(int(self.now())).isoformat()}"
            left = self._left.get(place) or self._booked(place)
            self._left = {**self._left, place: left - 1}
        self.pace.take(account, endpoint)

    def slower(self, account: str, endpoint: str | None) -> None:
        """Hear that a request was turned away."""
        self.pace.slower(account, endpoint)

    def _booked(self, place: str) -> int:
        some = min(BOOKED, self.most)
        room = {
            ":some": some,
            ":none": 0,
            ":room": self.most - some,
            ":expires": int(self.now() + KEPT_FOR.total_seconds()),
        }
        change = "SET used = if_not_exists(used, :none) + :some, expires_at = :expires"
        condition = Condition("attribute_not_exists(used) OR used <= :room", room)
        try:
            self.table.reckon(keys.budget(place), change, condition)
        except Refused as error:
            told = f"today's requests of {place.partition('#')[0]} are used up"
            raise Retryable(told, after=LATER) from error
        return some
