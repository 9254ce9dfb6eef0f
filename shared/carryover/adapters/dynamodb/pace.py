"""The pace of all workers of a stage (``ports.pace.Pace``): one item per lane.

An item says when the lane's next slot is. A worker books several slots with one conditional write
and uses them up before it writes again; how many follows what it used of the last ones, so that a
worker among many books only what it needs. A crash costs the slots it had booked, a fraction of a
second.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Final

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.table import Condition, Refused, Row, Table
from carryover.adapters.pacing import Lane, LimitsOf
from carryover.kernel.errors import Retryable

MICRO: Final = 1_000_000
"""Moments are kept as whole microseconds, rates as requests per million seconds."""

LATE: Final = 0.25
"""Seconds a slot that was booked may be used late, so that a worker who asks now and then need not
book every time. So no second sees more than ``rate * (1 + LATE)`` requests and one per worker;
Stripe's buckets hold a whole second's (stripe.com/blog/rate-limiters)."""

MOST: Final = 10
"""Slots booked at once: a lane of 25 per second is nobody else's for 0.4 s at most."""

TRIES: Final = 4
"""How often booking begins again because another worker changed the lane between look and write."""

KEPT_FOR: Final = timedelta(days=1)
"""A lane nobody uses is as new: it has no story worth keeping."""


@dataclass(slots=True)
class Lease:
    """Slots a worker has booked, and what it last knew of the lane."""

    lane: Lane
    slot: float = 0.0
    """When the next of them is."""
    gap: float = 0.0
    left: int = 0
    size: int = 1
    lost: bool = False
    """Whether one of them passed unused: the next lease is smaller."""

    def next(self, now: float) -> float | None:
        """Use a slot, if one is left that is not over."""
        while self.left and self.slot < now - LATE:
            self.slot, self.left, self.lost = self.slot + self.gap, self.left - 1, True
        if not self.left:
            return None
        self.slot, self.left = self.slot + self.gap, self.left - 1
        return self.slot - self.gap


@dataclass(slots=True)
class SharedPace:
    """Books slots in the business table. Raises ``Retryable`` when it cannot be reached."""

    table: Table
    limits: LimitsOf
    now: Callable[[], float]
    """Seconds since 1970, of a clock all workers share: AWS keeps theirs within milliseconds."""
    sleep: Callable[[float], None]
    longest: float
    """Seconds a worker waits for one turn; beyond, its message goes back to the queue."""
    _leases: dict[tuple[str, str | None], Lease] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, account: str, endpoint: str) -> None:
        """Wait for the endpoint's slot, then for the account's (as ``LocalPace`` does)."""
        for wait in self.turn(account, endpoint):
            self.sleep(wait)

    def turn(self, account: str, endpoint: str) -> Iterator[float]:
        """Tell what to wait for, in seconds, one wait after the other."""
        for lane in (endpoint, None):
            with self._lock:
                wait = self._slot(account, lane) - self.now()
            if wait > 0:
                yield wait

    def slower(self, account: str, endpoint: str | None) -> None:
        """Halve the lane's rate for everybody, unless another worker did within the second; slots
        booked at the old rate are given up."""
        with self._lock:
            lease, now = self._lease(account, endpoint), self.now()
            lease.lane, lease.left = lease.lane.slower(now), 0
        change = "SET rate = :rate, cut_at = :now, expires_at = :expires"
        since = Condition(
            "attribute_not_exists(cut_at) OR cut_at <= :before",
            {":rate": _whole(lease.lane.rate), ":before": _whole(now - 1), **_times(now)},
        )
        with suppress(Refused):
            self.table.reckon(keys.pace(account, endpoint), change, since)

    def _slot(self, account: str, endpoint: str | None) -> float:
        """Find the next slot: one we hold, or the first of a new lease."""
        lease, now = self._lease(account, endpoint), self.now()
        held = lease.next(now)
        if held is not None:
            return held
        lease.size = max(1, lease.size // 2) if lease.lost else min(MOST, lease.size * 2)
        lease.gap = 1 / lease.lane.rate_at(now)
        lease.slot = self._booked(account, endpoint, lease)
        lease.left, lease.lost = lease.size - 1, False
        lease.slot += lease.gap
        return lease.slot - lease.gap

    def _booked(self, account: str, endpoint: str | None, lease: Lease) -> float:
        """Book a lease's slots; raises ``Retryable`` when they are too far away."""
        waiting = lease.lane.free_from > self.now()
        for _ in range(TRIES):
            now = self.now()
            try:
                row = self._queue_up(account, endpoint, lease, now, waiting=waiting)
            except Refused:
                waiting = not waiting
                continue
            lease.lane = self._read(account, endpoint, row)
            return lease.lane.free_from - lease.size * lease.gap
        told = f"{endpoint or 'requests'} of {account} are too many now"
        raise Retryable(told, after=timedelta(seconds=self.longest))

    def _queue_up(
        self, account: str, endpoint: str | None, lease: Lease, now: float, *, waiting: bool
    ) -> Row:
        """Book behind the others, or at once if nobody waits."""
        span = lease.size * lease.gap
        if waiting:
            change = "SET next_at = next_at + :span, expires_at = :expires"
            condition = "next_at > :now AND next_at < :last"
            values = {":span": _whole(span), ":last": _whole(now + self.longest)}
        else:
            change = "SET next_at = :next, expires_at = :expires"
            condition = "attribute_not_exists(next_at) OR next_at <= :now"
            values = {":next": _whole(now + span)}
        known = Condition(condition, {**values, **_times(now)})
        return self.table.reckon(keys.pace(account, endpoint), change, known)

    def _lease(self, account: str, endpoint: str | None) -> Lease:
        place = (account, endpoint)
        if place not in self._leases:
            self._leases[place] = Lease(Lane(self.limits(account).of(endpoint)))
        return self._leases[place]

    def _read(self, account: str, endpoint: str | None, row: Row) -> Lane:
        cap = self.limits(account).of(endpoint)
        free_from = int(row["next_at"]) / MICRO
        if "cut_at" not in row:
            return Lane(cap, free_from)
        return Lane(cap, free_from, int(row["rate"]) / MICRO, int(row["cut_at"]) / MICRO)


def _whole(value: float) -> int:
    return round(value * MICRO)


def _times(now: float) -> dict[str, int]:
    return {":now": _whole(now), ":expires": int(now + KEPT_FOR.total_seconds())}
