"""Looks after every move whose time has come: the unfinished, the waiting, the renewals.

The clock sends one message; it becomes one per run, and each of those a chain of pages. A move's
message is named by the time slot, so a sweep delivered twice sends nothing twice within it; and it
says which version of the move was seen, so of several sweeps' messages that wait in a long queue
only the first one asks Stripe. A rollback is always sent as it was asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.kernel.messages import Envelope
from carryover.migration.messages import MoveOne, RollBackOne, Sweep
from carryover.migration.model import Mode, Move, State
from carryover.migration.moving.service import Memory
from carryover.ports.outbox import Outbox, Queue
from carryover.ports.stripe_api import StripeApi

NEAR: Final = 24 * 60 * 60
"""Seconds before its boundary within which an unfinished move is a matter for a person."""

SLOT: Final = 60
"""Seconds within which a second look at the same move is the same look."""

UNFINISHED: Final = frozenset({State.MOVING, State.ROLLING_BACK})


@dataclass(frozen=True, slots=True)
class Swept:
    """What one page of a sweep found; metrics are counted from it."""

    run: str = ""
    looked_after: int = 0
    unfinished: int = 0
    """Between two steps for so long that the sweeper had to come."""
    near_boundary: int = 0
    """Of these, so near their boundary that a person should know."""


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Finds what is due by Stripe's clock and sends it its message."""

    stripe: StripeApi
    memory: Memory
    outbox: Outbox

    def sweep(self, envelope: Envelope[Any], task: Sweep) -> Swept:
        """Fan out to the runs, or look after one page of a run."""
        if task.run is None:
            return self._fan_out(envelope)
        run = self.memory.runs.find(task.run)
        if run is None:
            return Swept(task.run)
        now = self.stripe.now(run.target)
        due = self.memory.moves.due(task.run, now, after=task.after)
        letters = [_letter(envelope, move, now) for move in due.moves]
        self.outbox.send(Queue.SUBSCRIPTION_RECREATION, *letters)
        if due.after is not None:
            onward = task.model_copy(update={"after": due.after})
            name = f"{envelope.id}:{due.after}"
            self.outbox.send(
                Queue.SUBSCRIPTION_RECREATION, envelope.answer(onward, message_id=name)
            )
        return _counted(task.run, due.moves, now)

    def _fan_out(self, envelope: Envelope[Any]) -> Swept:
        letters = [
            envelope.answer(Sweep(run=name), message_id=f"{envelope.id}:{name}")
            for name in self.memory.runs.names()
        ]
        self.outbox.send(Queue.SUBSCRIPTION_RECREATION, *letters)
        return Swept(looked_after=len(letters))


def _letter(
    envelope: Envelope[Any], move: Move, now: Seconds
) -> Envelope[MoveOne] | Envelope[RollBackOne]:
    name = f"sweep:{now // SLOT}:{move.run}:{move.account}/{move.subscription}"
    place = {"run": move.run, "account": move.account, "subscription": move.subscription}
    if move.mode is Mode.BACK:
        back = RollBackOne.model_validate({**place, "attempt": move.attempt})
        return envelope.answer(back, message_id=name)
    on = MoveOne.model_validate({**place, "seen": move.version})
    return envelope.answer(on, message_id=name)


def _counted(run: str, moves: Sequence[Move], now: Seconds) -> Swept:
    left = [move for move in moves if move.state in UNFINISHED]
    near = [move for move in left if move.boundary is not None and move.boundary - now < NEAR]
    return Swept(run, len(moves), len(left), len(near))
