"""Piles of dead letters and an audit trail in memory, held to the contracts of SQS and DynamoDB
(tests/contract/test_dead_letters.py, test_audit_trail.py)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from carryover.ports.outbox import Queue
from carryover.replay.model import Act, DeadLetter


@dataclass
class MemoryDeadLetters:
    """A letter is on its pile, or hidden while somebody holds it, or gone."""

    piles: dict[Queue, list[DeadLetter]] = field(default_factory=dict)
    hands: dict[str, DeadLetter] = field(default_factory=dict)
    sent_back: list[DeadLetter] = field(default_factory=list)

    @contextmanager
    def held(self, queue: Queue) -> Iterator[Iterator[DeadLetter]]:
        try:
            yield self._hide(queue)
        finally:
            self.minutes_pass()

    def hidden(self, queue: Queue) -> int:
        return sum(letter.queue is queue for letter in self.hands.values())

    def send_back(self, letter: DeadLetter) -> None:
        self.sent_back.append(letter)

    def remove(self, letter: DeadLetter) -> None:
        self.hands.pop(letter.id)

    def minutes_pass(self) -> None:
        """What somebody held shows again, whether they lived or died."""
        for letter in self.hands.values():
            self.piles.setdefault(letter.queue, []).append(letter)
        self.hands.clear()

    def fail(self, letter: DeadLetter) -> None:
        """A worker gives up on a message."""
        self.piles.setdefault(letter.queue, []).append(letter)

    def _hide(self, queue: Queue) -> Iterator[DeadLetter]:
        pile = self.piles.get(queue, [])
        while pile:
            letter = pile.pop(0)
            self.hands[letter.id] = replace(letter, receives=letter.receives + 1)
            yield self.hands[letter.id]


@dataclass
class MemoryAuditTrail:
    """Acts in the order of writing."""

    acts: list[Act] = field(default_factory=list)

    def write(self, act: Act) -> None:
        if act not in self.acts:
            self.acts.append(act)

    def between(self, start: datetime, end: datetime) -> Iterable[Act]:
        found = [act for act in self.acts if start <= act.order.at <= end]
        return sorted(found, key=lambda act: act.order.at, reverse=True)


@dataclass
class MemoryShelf:
    """Bodies by key."""

    bodies: dict[str, bytes] = field(default_factory=dict)

    def put(self, key: str, body: bytes) -> None:
        self.bodies[key] = body

    def get(self, key: str) -> bytes:
        return self.bodies[key]
