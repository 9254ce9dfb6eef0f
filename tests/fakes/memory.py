"""The world in memory: what the ports promise, without AWS or Stripe. Held to the adapters'
contracts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from carryover.kernel.errors import Retryable
from carryover.kernel.identity import ObjectRef
from carryover.kernel.messages import Envelope
from carryover.mirror.model import Record
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Doubt


@dataclass
class MemoryRecords:
    """A table of records that refuses a stale version, as DynamoDB's condition does."""

    rows: dict[ObjectRef, Record] = field(default_factory=dict)
    writes: int = 0

    def recall(self, ref: ObjectRef) -> Record | None:
        return self.rows.get(ref)

    def remember(self, record: Record) -> None:
        held = self.rows.get(record.ref)
        if record.version != (held.version if held else 0):
            raise Retryable(f"{record.ref} was written by somebody else")
        self.rows[record.ref] = record.model_copy(update={"version": record.version + 1})
        self.writes += 1


@dataclass
class MemoryOutbox:
    """Queues as lists."""

    sent: list[tuple[Queue, Envelope[Any], timedelta]] = field(default_factory=list)

    def send(self, queue: Queue, *envelopes: Envelope[Any], delay: timedelta = timedelta()) -> None:
        self.sent.extend((queue, envelope, delay) for envelope in envelopes)

    def take(self, *queues: Queue) -> list[Envelope[Any]]:
        """Empty a queue or some, in the order of sending."""
        taken = [e for q, e, _ in self.sent if q in queues]
        self.sent = [s for s in self.sent if s[0] not in queues]
        return taken


@dataclass
class MemoryReviews:
    """A desk with doubts on it."""

    doubts: dict[str, Doubt] = field(default_factory=dict)

    def open(self, doubt: Doubt) -> None:
        self.doubts.setdefault(doubt.id, doubt)


class Killed(BaseException):
    """The worker's process is gone: nothing catches this."""


@dataclass
class Mortal:
    """Wraps a port so that the process dies before or after its n-th effect, counted over all
    ports."""

    dies_at: int
    """Two moments per effect: 2n is just before the n-th effect, 2n+1 just after it."""
    moment: int = 0

    def wrap[Port](self, port: Port, effects: Sequence[str]) -> Port:
        return _Guarded(port, frozenset(effects), self._step)  # type: ignore[return-value]

    def _step(self) -> None:
        if self.moment == self.dies_at:
            self.moment += 1
            raise Killed
        self.moment += 1


class _Guarded:
    def __init__(self, port: object, effects: frozenset[str], step: Callable[[], None]) -> None:
        self._port, self._effects, self._step = port, effects, step

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if name not in self._effects:
            return method

        def effect(*args: Any, **kwargs: Any) -> Any:
            self._step()
            answer = method(*args, **kwargs)
            self._step()
            return answer

        return effect
