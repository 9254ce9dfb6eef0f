"""What is remembered of a pass, by how it ended."""

from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import BillingError, NeedsReview
from carryover.migration.model import Mode, Move, State
from carryover.migration.moving.drive import Drive
from carryover.migration.moving.policy import SETTLING, SOON
from carryover.migration.moving.sides import SourceState
from carryover.migration.moving.sight import Sight
from carryover.migration.moving.steps import Again, End, Hold, Moved, RolledBack, Wait
from carryover.migration.planning.changes import differs
from carryover.migration.planning.spec import Spec
from carryover.ports.stripe_memory import OnlyRemembered

LAST_LOOK: Final = 6 * 60 * 60
"""Seconds before the boundary at which a moved subscription is looked at once more: somebody may
have un-cancelled the source in its old portal, and then two would bill."""

MOST_ATTEMPTS: Final = 5
"""After so many the world is not contradicting our writes by chance."""


def remembered(move: Move, end: End, sight: Sight, *, touched: bool) -> Move:
    """Say how the move stands now. What was begun and given up gets a new attempt: its keys are
    used up."""
    fields = {"held_by": "", "held_until": 0, "sentence": "", **_fields(move, end, sight)}
    if touched and isinstance(end, Wait | Hold | Again):
        fields["attempt"] = move.attempt + 1
    if sight.source.boundary is not None and not sight.settled:
        fields["boundary"] = sight.source.boundary
    return move.model_copy(update=fields)


def given_up(drive: Drive, error: BillingError) -> dict[str, Any]:
    """Say how a move stands whose pass was cut short. Where Stripe will only repeat an old failure,
    the next pass writes under new keys. Where a person has to decide and nothing is in the target,
    the source bills as ever and the move is held; otherwise the sweeper keeps coming."""
    said: dict[str, Any] = {"held_by": "", "held_until": 0, "sentence": str(error)}
    if isinstance(error, OnlyRemembered):
        return {**said, "attempt": drive.move.attempt + 1}
    running = drive.sight.source.state is SourceState.RUNNING
    if isinstance(error, NeedsReview) and running and not drive.sight.targets:
        attempt = drive.move.attempt + 1
        return {**said, "state": State.HELD, "next_look": None, "attempt": attempt}
    return said


def next_look(boundary: Seconds, now: Seconds) -> Seconds:
    """Say when a moved subscription is looked at: before its boundary, and after its renewal."""
    before = boundary - LAST_LOOK
    return before if now < before else boundary + SETTLING


def _fields(move: Move, end: End, sight: Sight) -> dict[str, Any]:
    match end:
        case Moved(target, doubt):
            return {**_moved(move, target, sight), "sentence": doubt}
        case RolledBack():
            return {"state": State.ROLLED_BACK, "target": None, "next_look": None}
        case Wait(until, sentence):
            asleep = not sight.targets or sight.source.state is SourceState.GONE
            state = State.WAITING if asleep else _going_on(move)
            return {"state": state, "sentence": sentence, "next_look": until}
        case Again(sentence):
            later = sight.now + SOON
            return {"state": _going_on(move), "sentence": sentence, "next_look": later}
        case Hold(sentence):
            return _held(move, sentence, sight)


def _moved(move: Move, target: str, sight: Sight) -> dict[str, Any]:
    known = move.boundary if sight.settled else sight.source.boundary
    boundary = known or move.boundary or sight.now
    proven = sight.proof.expected if sight.proof else None
    return {
        "state": State.MOVED,
        "target": target,
        "changed": _changed(move, sight.armed),
        "expected": proven or move.expected,
        "next_look": next_look(boundary, sight.now),
    }


def _held(move: Move, sentence: str, sight: Sight) -> dict[str, Any]:
    """A rollback that cannot be is no reason to stop watching what was moved."""
    if move.mode is Mode.BACK and sight.targets and move.target:
        now_forward = {"state": State.MOVED, "mode": Mode.FORWARD}
        later = next_look(sight.targets[0].boundary, sight.now)
        return {**now_forward, "sentence": sentence, "next_look": later}
    return {"state": State.HELD, "sentence": sentence, "next_look": None}


def _going_on(move: Move) -> State:
    return State.ROLLING_BACK if move.mode is Mode.BACK else State.MOVING


def _changed(move: Move, armed: Spec | None) -> tuple[str, ...]:
    if armed is None or not move.planned:
        return move.changed
    return differs(Spec.model_validate_json(move.planned), armed)
