"""What can still be taken back, said before anybody tries (MIG-10).

Judged from what is remembered, for tables and questions; the mover judges the live subscriptions by
the same rules (``moving.policy``) and refuses what has become too late in between.
"""

from dataclasses import dataclass
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.model import Move, State
from carryover.migration.moving.policy import LAST_CHANCE

NOTHING_TO_UNDO: Final = frozenset({State.HELD, State.ROLLED_BACK})


@dataclass(frozen=True, slots=True)
class Undoable:
    """It can be taken back, without a charge and without a gap."""

    sentence: str
    until: Seconds | None = None
    """The last moment to begin; ``None``: not known before it is moved."""


@dataclass(frozen=True, slots=True)
class CannotUndo:
    """It is too late."""

    sentence: str
    instead: str
    """What a person can do now."""


def undoable(move: Move, now: Seconds) -> Undoable | CannotUndo | None:
    """Judge one move; ``None``: there is nothing to undo, the source bills it as ever."""
    if move.state in NOTHING_TO_UNDO:
        return None
    if move.state is State.RENEWED:
        return _renewed(move)
    if move.boundary is None:
        return Undoable("Nothing has been changed yet; the source goes on.")
    if now >= move.boundary:
        return _over(move.boundary)
    if now > move.boundary - LAST_CHANCE:
        return _too_late(move.boundary)
    until = move.boundary - LAST_CHANCE
    return Undoable(f"The source will bill again. Possible until {_when(until)}.", until)


def _renewed(move: Move) -> CannotUndo:
    paid = "was charged" if move.paid else "was invoiced"
    return CannotUndo(
        f"It has renewed in the target: the customer {paid} there, and the source has ended. "
        "Stripe brings no subscription back.",
        f"Refund or cancel {move.target} in the target. To return it to the old account, move it "
        "back as a migration of its own at its next boundary.",
    )


def _over(boundary: Seconds) -> CannotUndo:
    return CannotUndo(
        f"Its boundary, {_when(boundary)}, has passed: the source has ended, and Stripe brings no "
        "subscription back.",
        "Let the target's renewal be seen (carryover migrate watch); then cancel or refund it "
        "there if the customer must not stay.",
    )


def _too_late(boundary: Seconds) -> CannotUndo:
    minutes = LAST_CHANCE // 60
    return CannotUndo(
        f"It renews at {_when(boundary)}, in less than {minutes} minutes. Between the first step "
        "back and the second nobody would bill, and there must be time to be interrupted.",
        "Let it renew in the target, once, for the right amount; then refund it there if it must "
        "not be.",
    )


def _when(at: Seconds) -> str:
    return f"{moment(at):%Y-%m-%d %H:%M} UTC"
