"""The dead-man's switch for a source we cannot stop: the same promise, with a person in the middle.

    there       target   next
    running     none     Arm: it ends itself at the boundary
    running     armed    Prove, then wait for somebody to stop it there
    running     alive    ArmAgain: nobody has confirmed a stop, so two would bill
    stopped     none     Arm while there is time: nobody would bill
    stopped     armed    Prove, then Disarm
    stopped     alive    Confirm, then Moved
    overtaken   any      it was due there before anybody stopped it: nothing of ours may bill

The invariant: no step leads to (running, alive) or (overtaken, alive). What cannot be undone there,
we cannot undo: where nobody would bill, a person is asked.
"""

from dataclasses import dataclass
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.elsewhere.confirming import Overtaken, Running, Standing, StoppedConfirmed
from carryover.migration.moving.policy import thin
from carryover.migration.moving.sides import TargetSide, TargetState
from carryover.migration.moving.steps import (
    Arm,
    ArmAgain,
    Confirm,
    Disarm,
    Hold,
    Moved,
    Prove,
    Wait,
    Withdraw,
)
from carryover.migration.planning.spec import Spec

LAST_CHANCE: Final = 3600
"""Seconds before the boundary until which a target is still made for one that was stopped: arming,
proving and disarming take seconds, and there must be time to be interrupted."""

A_WHILE: Final = 6 * 3600
"""Seconds until it is looked at again whether somebody has confirmed; handing a confirmation over
wakes the move by itself."""

SOON: Final = 5 * 60
"""Seconds until it is worth looking again at something Stripe is about to do."""

type Step = Arm | ArmAgain | Confirm | Disarm | Hold | Moved | Prove | Wait | Withdraw


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Everything a decision is made from."""

    now: Seconds
    """By Stripe's clock."""
    spec: Spec
    """As approved: there is no source to be read again."""
    standing: Standing
    targets: tuple[TargetSide, ...]
    """Living ones that bear our mark."""
    guard: Seconds
    """How long before the boundary nothing is begun any more, as long as it runs there."""
    proof: str | None = None
    """What the preview of the target does not show as the file has it; empty: it does; ``None``:
    not looked at in this pass."""
    confirmed: bool = False
    """The target was read after the last write."""
    failed: str = ""
    """Why nothing may follow in this pass."""


def decide(sight: Foreseen) -> Step:
    """Say what to do next."""
    if len(sight.targets) > 1:
        return thin(sight.targets)
    target = sight.targets[0] if sight.targets else None
    match sight.standing:
        case Running(sentence):
            return _running(sight, target, sentence)
        case StoppedConfirmed():
            return _stopped(sight, target)
        case Overtaken(sentence):
            return _overtaken(sight, target, sentence)


def _running(sight: Foreseen, target: TargetSide | None, sentence: str) -> Step:
    if target is None:
        return _begin(sight)
    if target.state is TargetState.ALIVE:
        return ArmAgain(target.id)
    if against := sight.failed or _astray(sight, target) or sight.proof:
        return Withdraw(target.id, because=against)
    if sight.proof is None:
        return Prove(target.id)
    return Wait(min(sight.now + A_WHILE, sight.spec.boundary), sentence)


def _begin(sight: Foreseen) -> Step:
    if sight.failed or sight.spec.boundary - sight.now < sight.guard:
        return Hold(sight.failed or _TOO_LATE)
    return Arm(sight.spec)


def _stopped(sight: Foreseen, target: TargetSide | None) -> Step:
    """Nobody bills there any more: whatever does not fit is a question at once."""
    if target is None:
        return _make_it_still(sight)
    if against := sight.failed or _astray(sight, target) or sight.proof:
        return Hold(f"{_NOBODY} {against}", ask=True)
    if target.state is TargetState.ALIVE:
        return Moved(target.id) if sight.confirmed else Confirm()
    if sight.now >= sight.spec.boundary:
        return Wait(sight.now + SOON, "The target is at its boundary: Stripe is ending it.")
    return Prove(target.id) if sight.proof is None else Disarm(target.id)


def _make_it_still(sight: Foreseen) -> Step:
    if sight.failed or sight.spec.boundary - sight.now < LAST_CHANCE:
        return Hold(f"{_NOBODY} {sight.failed or _NO_TIME}", ask=True)
    return Arm(sight.spec)


def _overtaken(sight: Foreseen, target: TargetSide | None, sentence: str) -> Step:
    if target is None:
        return Hold(sentence, ask=True)
    if target.state is TargetState.ALIVE:
        return Hold(f"{sentence} {_LIVES_UNASKED}", ask=True)
    when = f"{moment(sight.now):%Y-%m-%d %H:%M} UTC"
    return Wait(sight.now + SOON, f"Its boundary is over at {when}: Stripe is ending the target.")


def _astray(sight: Foreseen, target: TargetSide) -> str:
    moved_on = sight.now < sight.spec.boundary and target.boundary != sight.spec.boundary
    return _ANOTHER_DAY if moved_on else ""


_TOO_LATE: Final = (
    "It is due there too soon to begin: let it be charged, then write its next start_date."
)
_NOBODY: Final = "It was stopped at the other processor, and nothing bills in its place."
_NO_TIME: Final = (
    "Its charge is due within the hour or was due already: charge what is owed by hand, and "
    "recreate it from the next period on."
)
_ANOTHER_DAY: Final = (
    "The target would charge on another day than the file says: see start_date and anchor_day."
)
_LIVES_UNASKED: Final = (
    "Its target lives and bills: cancel and refund there if the other processor has charged too."
)
