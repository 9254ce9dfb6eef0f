"""The pace of all workers of a stage (``ports.pace.Pace``): one item per lane.

An item says when the lane's next slot is. A worker that asks often books several slots with one
conditional write and uses them up before it writes again; one among many, who asks now and then,
books one, for a slot that passes unused is lost to all (``bench.pace``). A crash costs the slots it
had booked, a fraction of a second.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Final

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.table import Condition, Refused, Row, Table
from carryover.adapters.pacing import CREDIT, Lane, LimitsOf
from carryover.kernel.errors import Retryable

MICRO: Final = 1_000_000
"""Moments are kept as whole microseconds, rates as requests per million seconds."""

LATE: Final = 0.2
"""Seconds a slot that was booked may be used late, so that a worker who asks often need not book
every time, and how far a lane with a queue may be behind. With what any lane may be behind
(``CREDIT``) no second sees more than ``rate * (1 + 2 * LATE + CREDIT)`` requests and one per
worker; Stripe's buckets hold a whole second's more (stripe.com/blog/rate-limiters)."""

MOST: Final = 10
"""Slots booked at once: a lane of 25 per second is nobody else's for 0.4 s at most."""

AHEAD: Final = 0.45
"""Seconds of a lane booked at once, at most. Where few pass per second (Kajabi: two) this is one
slot at a time, lest a worker keeps for itself what others wait for (KAJ-2)."""

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
    asked: float = float("-inf")
    """When a slot was asked for last …"""
    every: float = float("inf")
    """… and how many seconds lie between two asks, of late."""
    queued: bool = False
    """Whether others were waiting the last time: they probably still are."""

    def heed(self, now: float) -> None:
        """Learn how often slots are asked for."""
        since, self.asked = now - self.asked, now
        self.every = since if self.every == float("inf") else (self.every + since) / 2

    def usable(self) -> int:
        """Tell how many slots are sure to be used in time: the n-th is asked for ``every`` after
        the one before it, and stands only ``gap`` behind it."""
        behind = max(self.every - self.gap, LATE / 2 / MOST)
        ahead = max(1, int(AHEAD / self.gap))
        return min(MOST, ahead, 1 + int(LATE / 2 / behind))

    def next(self, now: float) -> float | None:
        """Use a slot, if one is left that is not over."""
        while self.left and self.slot < now - LATE:
            self.slot, self.left = self.slot + self.gap, self.left - 1
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
            {
                ":rate": _whole(lease.lane.rate),
                ":before": _whole(now - 1),
                ":now": _whole(now),
                **_expiry(now),
            },
        )
        with suppress(Refused):
            self.table.reckon(keys.pace(account, endpoint), change, since)

    def _slot(self, account: str, endpoint: str | None) -> float:
        """Find the next slot: one we hold, or the first of a new lease."""
        lease, now = self._lease(account, endpoint), self.now()
        lease.heed(now)
        held = lease.next(now)
        if held is not None:
            return held
        lease.gap = 1 / lease.lane.rate_at(now)
        lease.size = lease.usable()
        lease.slot = self._booked(account, endpoint, lease)
        lease.left = lease.size - 1
        lease.slot += lease.gap
        return lease.slot - lease.gap

    def _booked(self, account: str, endpoint: str | None, lease: Lease) -> float:
        """Book a lease's slots; raises ``Retryable`` when they are too far away."""
        for _ in range(TRIES):
            try:
                row = self._queue_up(account, endpoint, lease, self.now())
            except Refused:
                lease.queued = not lease.queued
                continue
            lease.lane = self._read(account, endpoint, row)
            return lease.lane.free_from - lease.size * lease.gap
        told = f"{endpoint or 'requests'} of {account} are too many now"
        raise Retryable(told, after=timedelta(seconds=self._wait_for(account, endpoint)))

    def _wait_for(self, account: str, endpoint: str | None) -> float:
        """Look how far away the next slot is; a second, if others were only faster."""
        row = self.table.get(keys.pace(account, endpoint)) or {}
        return max(1.0, int(row.get("next_at", 0)) / MICRO - self.now())

    def _queue_up(self, account: str, endpoint: str | None, lease: Lease, now: float) -> Row:
        """Book behind the others, or at once if nobody waits.

        A lane just in between takes both: two writes of a busy table are some time apart, and the
        second would find no longer true what the first one has learnt.
        """
        span, since = lease.size * lease.gap, now - CREDIT
        if lease.queued:
            since -= LATE
            change = "SET next_at = next_at + :span, expires_at = :expires"
            condition = "next_at > :since AND next_at < :last"
            values = {":span": _whole(span), ":last": _whole(now + self.longest)}
        else:
            change = "SET next_at = :next, expires_at = :expires"
            condition = "attribute_not_exists(next_at) OR next_at <= :since"
            values = {":next": _whole(since + span)}
        known = Condition(condition, {**values, ":since": _whole(since), **_expiry(now)})
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


def _expiry(now: float) -> dict[str, int]:
    return {":expires": int(now + KEPT_FOR.total_seconds())}
