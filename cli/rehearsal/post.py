"""The queue between the messages' senders and the worker: at least once, in any order (SQS)."""

import heapq
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.kernel.messages import Envelope
from carryover.ports.outbox import Queue

MOST: Final = 8
"""Deliveries of one message before it is a dead letter; the sweeper finds what it was about."""


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """One message on its way."""

    at: Seconds
    lot: float
    """Drawn by lot: messages that are due together come in any order."""
    number: int
    envelope: Envelope[Any] = field(compare=False)
    delivered: int = field(default=0, compare=False)


@dataclass(slots=True)
class Post:
    """Keeps ``Outbox``."""

    dice: Random
    clock: Seconds
    twice: float = 0.0
    """Of the messages, how many come twice."""
    letters: list[Letter] = field(default_factory=list)
    dead: list[Letter] = field(default_factory=list)
    sent: int = 0
    doubled: int = 0

    def send(self, queue: Queue, *envelopes: Envelope[Any], delay: timedelta = timedelta()) -> None:
        """Have them delivered, some of them twice."""
        del queue
        for envelope in envelopes:
            self._put(envelope, self.clock + int(delay.total_seconds()))
            if self.dice.random() < self.twice:
                self.doubled += 1
                self._put(envelope, self.clock + self.dice.randrange(600))

    def next(self) -> Letter | None:
        """Take the next message that is due."""
        if not self.letters or self.letters[0].at > self.clock:
            return None
        return heapq.heappop(self.letters)

    def back(self, letter: Letter, wait: timedelta) -> None:
        """Put a message back that could not be worked on."""
        if letter.delivered + 1 >= MOST:
            self.dead.append(letter)
            return
        at = self.clock + max(int(wait.total_seconds()), 1)
        again = Letter(at, self.dice.random(), letter.number, letter.envelope, letter.delivered + 1)
        heapq.heappush(self.letters, again)

    def soonest(self) -> Seconds | None:
        """Say when the next message is due."""
        return self.letters[0].at if self.letters else None

    def _put(self, envelope: Envelope[Any], at: Seconds) -> None:
        self.sent += 1
        heapq.heappush(self.letters, Letter(at, self.dice.random(), self.sent, envelope))
