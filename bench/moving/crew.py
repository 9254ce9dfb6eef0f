"""The real mover in many threads: put together as its Lambda puts it together, over memory.

What a stage remembers lies in DynamoDB; here a move that is confirmed and a deed that is done are
forgotten, so that the memory measured is the worker's own.
"""

import os
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue as Line
from threading import Lock, Thread
from typing import Any, Final

from pydantic import SecretStr

from bench.moving.world import KEYS
from carryover.adapters.pace import LocalPace
from carryover.adapters.pacing import Limits
from carryover.adapters.stripe.accounts import AccountKey
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Envelope
from carryover.migration.catalogue.building import Catalogue
from carryover.migration.messages import RecreationEnvelope
from carryover.migration.model import Move, State
from carryover.migration.moving.acts import Acts
from carryover.migration.moving.arming import Armoury
from carryover.migration.moving.looking import Looker
from carryover.migration.moving.opening import Opener
from carryover.migration.moving.proving import Prover
from carryover.migration.moving.service import Memory, Mover
from carryover.migration.moving.sweeping import Sweeper
from carryover.migration.service import Migration
from carryover.migration.store import Deed
from carryover.migration.verifying.watching import Watcher
from carryover.migration.writing import RecordedWrites
from carryover.ports.outbox import Queue
from carryover.ports.pace import Pace
from carryover.ports.stripe_api import StripeApi
from carryover.wiring.stripe_direct import JUST_NOW
from cli.rehearsal.memory import TrailMemory
from cli.rehearsal.stage import CLAIM, Remembered, Shelves

STATM: Final = Path("/proc/self/statm")
PAGE: Final = resource.getpagesize()


@dataclass(frozen=True, slots=True)
class LocalKeys:
    """The keys of the accounts, and where they are served."""

    url: str

    def of(self, account: str) -> AccountKey:
        """Find one."""
        return AccountKey(key=SecretStr(KEYS[account]), api_base=self.url)

    def reread(self) -> dict[str, AccountKey]:
        """Find all."""
        return {alias: self.of(alias) for alias in KEYS}


class Forgetful(TrailMemory):
    """A trail that keeps what was begun and not yet done."""

    def note(self, deed: Deed) -> None:
        """Lay down, or let go."""
        if deed.outcome:
            self.kept.pop((deed.run, deed.key), None)
        else:
            super().note(deed)


@dataclass(slots=True)
class Crew:
    """Keeps ``Outbox``: a queue, and the workers that read it."""

    kept: Remembered
    migration: Migration = field(init=False)
    line: Line[Envelope[Any]] = field(default_factory=Line)
    ends: Counter[str] = field(default_factory=Counter)
    """How moves ended."""
    doubts: Counter[str] = field(default_factory=Counter)
    retried: int = 0
    memory: list[int] = field(default_factory=list)
    """Resident bytes, each time a hundredth move ended."""
    _lock: Lock = field(default_factory=Lock)

    def send(self, queue: Queue, *envelopes: Envelope[Any], delay: timedelta = timedelta()) -> None:
        """Have them worked on."""
        del queue, delay
        for envelope in envelopes:
            self.line.put(envelope)

    def work(self, workers: int) -> float:
        """Work until nothing is left; tell how many seconds it took."""
        begun = time.perf_counter()
        for _ in range(workers):
            Thread(target=self._endlessly, daemon=True).start()
        self.line.join()
        return time.perf_counter() - begun

    def _endlessly(self) -> None:
        while True:
            letter = self.line.get()
            try:
                self._handle(RecreationEnvelope.model_validate(letter.model_dump()))
            finally:
                self.line.task_done()

    def _handle(self, letter: RecreationEnvelope) -> None:
        try:
            outcome = self.migration.handle(letter)
        except Retryable:
            self.retried += 1
            self.line.put(letter)
        except NeedsReview as doubt:
            self._ended("review", doubt.sentence)
        else:
            if isinstance(outcome, Move):
                self._settled(outcome)

    def _settled(self, move: Move) -> None:
        if move.state is State.MOVED:
            del self.kept.moves.kept[move.run, move.account, move.subscription]
        self._ended(str(move.state), move.sentence)

    def _ended(self, how: str, told: str) -> None:
        with self._lock:
            self.ends[how] += 1
            if told:
                self.doubts[told] += 1
            if (done := self.ends.total()) % 100 == 0:
                self.memory.append(resident())
            if done % 1000 == 0:
                sys.stderr.write(f"{done:,} done, {resident() / 1e6:,.0f} MB\n")


def resident() -> int:
    """Read how many bytes of this process are in memory now (Linux, proc(5))."""
    return int(STATM.read_text().split()[1]) * PAGE


def stripe_at(url: str, pace: Pace) -> StripeDirect:
    """Open the way into all accounts, as a worker does."""
    doors = Doors(LocalKeys(url), time.monotonic, lambda _: None)
    return StripeDirect(doors, pace, fresh_for=JUST_NOW)


def crew(url: str, limits: Limits) -> Crew:
    """Put the workers together; they share one pace."""
    stripe = stripe_at(url, LocalPace(lambda _: limits, time.monotonic, time.sleep))
    kept = Remembered(trail=Forgetful())
    made = Crew(kept)
    made.migration = _assembled(stripe, kept, made)
    return made


def _assembled(stripe: StripeApi, kept: Remembered, outbox: Crew) -> Migration:
    writes = RecordedWrites(stripe, kept.trail, _now)
    catalogue = Catalogue(stripe, writes, kept.ids)
    prover, looker = Prover(stripe), Looker(stripe, kept.ids)
    memory = Memory(kept.runs, kept.waves, kept.moves)
    acts = Acts(writes, looker, prover, Armoury(writes, prover, catalogue, kept.ids))
    return Migration(
        mover=Mover(stripe, memory, looker, acts, _now, CLAIM),
        watcher=Watcher(stripe, kept.runs, kept.moves, kept.reviews, kept.hear, _now),
        opener=Opener(stripe, memory, kept.selections, outbox),
        sweeper=Sweeper(stripe, memory, outbox),
        build=Shelves(catalogue, kept).build,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def machine() -> str:
    """Say what it runs on."""
    return f"{os.uname().machine}, Python {sys.version.split()[0]}, {os.cpu_count()} cores"
