"""The ``subscription_recreation`` worker: each message to the part that knows what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from carryover.kernel.clock import Seconds
from carryover.kernel.messages import Envelope
from carryover.migration.messages import (
    BuildCatalogue,
    MoveOne,
    OpenWave,
    RecreationEnvelope,
    RollBackOne,
    Sweep,
)
from carryover.migration.model import Mode, Move, State
from carryover.migration.moving.opening import Begun, Opener
from carryover.migration.moving.policy import UNPAUSED
from carryover.migration.moving.service import Mover
from carryover.migration.moving.sweeping import Sweeper, Swept
from carryover.migration.verifying.watching import Watcher


@dataclass(frozen=True, slots=True)
class Migration:
    """Safe to be told anything twice; what cannot be decided is raised as ``NeedsReview``."""

    mover: Mover
    watcher: Watcher
    opener: Opener
    sweeper: Sweeper
    build: Callable[[Envelope[Any], BuildCatalogue], object]
    """Makes some of the catalogue and hands on (``catalogue``)."""

    def handle(self, envelope: RecreationEnvelope) -> Move | Begun | Swept | object:
        """Answer what came of it: for the log and the metrics."""
        match envelope.body:
            case MoveOne() as task:
                return self._move(envelope, task)
            case RollBackOne() as task:
                return self.mover.roll_back(envelope, task)
            case OpenWave() as task:
                return self.opener.open(envelope, task)
            case Sweep() as task:
                return self.sweeper.sweep(envelope, task)
            case BuildCatalogue() as task:
                return self.build(envelope, task)

    def _move(self, envelope: Envelope[Any], task: MoveOne) -> Move:
        """Before its boundary a move is driven, after it its renewal is watched."""
        found = self.mover.memory.moves.find(task.run, task.account, task.subscription)
        if found is None:
            return self.mover.move(envelope, task)
        if task.seen not in {None, found.version}:
            return found
        if self._is_to_be_watched(found):
            return self.watcher.look(found, envelope.cause)
        return self._rested(found) or self.mover.move(envelope, task)

    def _rested(self, move: Move) -> Move | None:
        """Let what has not begun wait while its wave is paused, without asking about it. What was
        armed once is always looked at: of a source elsewhere it waits armed, and lives only if its
        confirmation is heard in time."""
        if move.state is not State.WAITING or move.mode is Mode.BACK or move.spec:
            return None
        wave = self.mover.memory.waves.find(move.run, move.wave)
        if wave is None or wave.state != "paused":
            return None
        later = self._now(move) + UNPAUSED
        said = {"next_look": later, "sentence": "Its wave is paused."}
        return self.mover.memory.moves.save(move.model_copy(update=said))

    def _is_to_be_watched(self, move: Move) -> bool:
        if move.mode is Mode.BACK:
            return False
        if move.state is State.RENEWED:
            return move.next_look is not None
        if move.state is not State.MOVED or move.boundary is None:
            return False
        return self._now(move) >= move.boundary

    def _now(self, move: Move) -> Seconds:
        """Ask the target's clock: a source elsewhere has none."""
        run = self.mover.memory.runs.find(move.run)
        return self.mover.stripe.now(run.target if run else move.account)
