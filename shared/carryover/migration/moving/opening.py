"""Begins the moves of a wave, some per message, so that no wave is too large for a Lambda."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.kernel.messages import Envelope
from carryover.migration.messages import MoveOne, OpenWave
from carryover.migration.model import Mode, Move, State, Wave
from carryover.migration.moving.service import Memory
from carryover.migration.store import Chosen, Selections
from carryover.ports.outbox import Outbox, Queue
from carryover.ports.stripe_api import StripeApi

AT_ONCE: Final = 100
"""Moves begun by one message: ten sends, and the next message."""

LONGEST: Final = timedelta(minutes=15)
"""SQS delays a message no longer (docs.aws.amazon.com, ``DelaySeconds``)."""

A_SECOND: Final = 15
"""Moves that Stripe's limits let through at best: each takes several requests of the target's
subscriptions, 25 a second (docs.stripe.com/rate-limits). Who sends them all at once has rescues
wait behind thousands."""

OVERDUE: Final = 15 * 60
"""Seconds after which a move that has not begun is looked for."""

ANEW: Final = frozenset({State.HELD, State.ROLLED_BACK})
"""States from which a new wave may begin again."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What one message began."""

    wave: int
    begun: int
    before: int
    """Already under way, from an earlier delivery of the same message or another wave."""


@dataclass(frozen=True, slots=True)
class Opener:
    """Writes each move down and then sends it: a crash in between repeats both, which changes
    nothing, for a move that is written down is recognised and its message is safe to repeat."""

    stripe: StripeApi
    memory: Memory
    selections: Selections
    outbox: Outbox

    def open(self, envelope: Envelope[Any], task: OpenWave) -> Begun:
        """Begin the next hundred and hand on."""
        wave, target = self._allowed(task)
        chosen = self.selections.get(task.selection)
        some = chosen[task.start : task.start + AT_ONCE]
        overdue = self.stripe.now(target) + OVERDUE
        found = (self._begin(wave, each, overdue) for each in some)
        begun = [move for move in found if move is not None]
        spread = self._send(envelope, begun, wave)
        following = task.start + len(some)
        if following < len(chosen):
            rest = task.model_copy(update={"start": following})
            name = f"{task.run}:wave:{task.wave}:{task.plan[:12]}:{following}"
            onward = envelope.answer(rest, message_id=name)
            self.outbox.send(Queue.SUBSCRIPTION_RECREATION, onward, delay=spread)
        return Begun(wave.number, len(begun), len(some) - len(begun))

    def _allowed(self, task: OpenWave) -> tuple[Wave, str]:
        """Only the approved plan is executed; answer the wave, and where it moves to."""
        run = self.memory.runs.find(task.run)
        if run is None or run.plan != task.plan:
            raise NeedsReview(
                f"run {task.run}",
                f"The plan {task.plan[:12]} is not the approved one of {task.run}: nothing begun.",
            )
        wave = self.memory.waves.find(task.run, task.wave)
        if wave is None:
            raise NeedsReview(f"run {task.run}", f"There is no wave {task.wave}.")
        return wave, run.target

    def _begin(self, wave: Wave, chosen: Chosen, overdue: Seconds) -> Move | None:
        """Write a move down; ``None``: it is under way already. Should its message get lost with a
        worker's batch, the sweeper sends another one."""
        found = self.memory.moves.find(wave.run, chosen.account, chosen.subscription)
        if found is None:
            return self.memory.moves.save(
                Move(
                    run=wave.run,
                    account=chosen.account,
                    subscription=chosen.subscription,
                    customer=chosen.customer,
                    planned=chosen.planned,
                    wave=wave.number,
                    next_look=overdue,
                )
            )
        if found.wave == wave.number:
            return found if found.state is State.WAITING and found.version == 1 else None
        if found.state not in ANEW and not _stuck_waiting(found):
            return None
        anew = {
            "wave": wave.number,
            "state": State.WAITING,
            "mode": Mode.FORWARD,
            "attempt": found.attempt + 1,
            "planned": chosen.planned,
            "next_look": overdue,
            "sentence": "",
        }
        return self.memory.moves.save(found.model_copy(update=anew))

    def _send(self, envelope: Envelope[Any], begun: list[Move], wave: Wave) -> timedelta:
        """Send them, no faster than the wave's throttle; answer when the next hundred may come."""

        def after(number: int) -> timedelta:
            return timedelta(seconds=number // wave.per_second if wave.per_second else 0)

        numbered = list(enumerate(begun))
        for delay, some in groupby(numbered, key=lambda each: after(each[0])):
            letters = [_letter(envelope, move) for _, move in some]
            self.outbox.send(Queue.SUBSCRIPTION_RECREATION, *letters, delay=min(delay, LONGEST))
        least = timedelta(seconds=len(begun) / A_SECOND)
        return min(max(after(len(begun)), least), LONGEST)


def _letter(envelope: Envelope[Any], move: Move) -> Envelope[MoveOne]:
    task = MoveOne(run=move.run, account=move.account, subscription=move.subscription)
    name = f"{move.run}:{move.account}/{move.subscription}:{move.attempt}"
    return envelope.answer(task, message_id=name)


def _stuck_waiting(move: Move) -> bool:
    """Tell a move that waits in an earlier wave: a later wave may take it over."""
    return move.state is State.WAITING
