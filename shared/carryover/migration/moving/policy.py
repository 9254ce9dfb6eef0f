"""The dead-man's switch as a pure decision: both sides in, the next step out (DESIGN §5).

    source    target   next, going forward
    running   none     Arm: it ends itself at the boundary, so a crash costs nothing
    running   armed    Prove, then Stop; whatever does not fit is withdrawn
    running   alive    ArmAgain: two would bill
    stopping  none     Resume: nobody would bill
    stopping  armed    Disarm: nobody would bill, the sweeper is here within minutes
    stopping  alive    Confirm, then Moved
    ended     none     Revive: nobody bills since the boundary
    leaving   any      somebody else ended it: no target may outlive that

A move that was confirmed is settled: while its source is set to end nothing is written any more,
whatever became of the target. It was changed or cancelled by somebody who may, in the new account.

The invariant: no step leads to (running, alive), from any row. Backwards the same rows are walked
in the other direction. Nothing is remembered from step to step but what was proven in this pass;
after a crash the rows say where to go on.
"""

from typing import Final

from carryover.kernel.clock import moment
from carryover.migration.model import Mode
from carryover.migration.moving import sentences
from carryover.migration.moving.fit import astray, dropped, unchanged, unfinished
from carryover.migration.moving.sides import SourceState, TargetSide, TargetState
from carryover.migration.moving.sight import Sight
from carryover.migration.moving.steps import (
    Again,
    Arm,
    ArmAgain,
    Confirm,
    Disarm,
    Finish,
    Hold,
    Moved,
    Prove,
    Reapply,
    Resume,
    Revive,
    RolledBack,
    Step,
    Stop,
    Wait,
    Withdraw,
)
from carryover.migration.planning.spec import Spec
from carryover.migration.planning.verdict import Blocked, Later, Movable, Stays

SETTLING: Final = 2 * 60 * 60
"""Seconds after a boundary until the renewal is over: drafted, finalised an hour later, paid."""

SOON: Final = 5 * 60
"""Seconds until it is worth looking again at something Stripe is about to do."""

UNPAUSED: Final = 15 * 60
"""Seconds until a paused wave is looked at again."""

LAST_CHANCE: Final = 60 * 60
"""Seconds before the boundary after which nothing is rolled back: between the first step back and
the second nobody would bill, and there must be time to be interrupted."""


def decide(sight: Sight, mode: Mode) -> Step:
    """Say what to do next."""
    if len(sight.targets) > 1:
        return thin(sight.targets)
    target = sight.targets[0] if sight.targets else None
    return _back(sight, target) if mode is Mode.BACK else _forward(sight, target)


def _forward(sight: Sight, target: TargetSide | None) -> Step:
    match sight.source.state:
        case SourceState.RUNNING:
            return _running(sight, target)
        case SourceState.STOPPING if sight.settled:
            return Moved(sight.settled, "" if unchanged(sight) else sentences.CHANGED_AT_THE_SOURCE)
        case SourceState.STOPPING:
            return _stopping(sight, target)
        case SourceState.ENDED if sight.source.ours and sight.source.ended_at_its_boundary:
            return _ended_as_agreed(sight, target)
        case _:
            return _left(sight, target)


def _running(sight: Sight, target: TargetSide | None) -> Step:
    if target is None:
        return _begin(sight)
    if target.state is TargetState.ALIVE:
        return ArmAgain(target.id)
    match sight.verdict:
        case Movable(spec=spec) if spec == sight.armed and target.boundary == spec.boundary:
            return _armed(sight, spec, target)
        case _:
            return Withdraw(target.id)


def _begin(sight: Sight) -> Step:
    """Decide whether to begin at all: the only place where it may still be left alone for free."""
    if sight.failed:
        return Hold(sight.failed, ask=True)
    if sight.turned:
        return Again("the target is gone")
    match sight.verdict:
        case Movable(spec=spec):
            return _arm(sight, spec)
        case Later(sentence=sentence, until=until):
            return Wait(until, sentence)
        case Blocked(reasons=reasons):
            return Hold(" ".join(reason.sentence for reason in reasons))
        case Stays(sentence=sentence):
            return Hold(sentence)
        case None:
            raise AssertionError("a running source is always judged")


def _arm(sight: Sight, spec: Spec) -> Step:
    if spec.boundary - sight.now < sight.guard:
        when = f"{moment(spec.boundary):%Y-%m-%d %H:%M} UTC"
        sentence = f"It renews at {when}, too soon to begin: the source bills that, then it moves."
        return Wait(spec.boundary + SETTLING, sentence)
    if sight.paused:
        return Wait(sight.now + UNPAUSED, "Its wave is paused.")
    return Arm(spec)


def _armed(sight: Sight, spec: Spec, target: TargetSide) -> Step:
    """Both exist and only the source bills: prove before it is touched."""
    if spec.boundary - sight.now < sight.guard:
        return Withdraw(target.id)
    if sight.failed:
        return Withdraw(target.id, because=sight.failed)
    if unfinished(spec, target.raw):
        return Finish(target.id)
    if sight.proof is None:
        return Prove(target.id)
    if not sight.proof.holds:
        return Withdraw(target.id, because=sight.proof.sentence)
    return Stop()


def _stopping(sight: Sight, target: TargetSide | None) -> Step:
    if target is None:
        return _nobody_would_bill(sight)
    if target.state is TargetState.ALIVE:
        return _alive(sight, target)
    if sight.now >= (sight.source.boundary or 0):
        return Wait(sight.now + SOON, "Both sides are at their boundary: Stripe is ending them.")
    if sight.failed or target.boundary != sight.source.boundary:
        return Resume()
    if sight.proof is None:
        return Prove(target.id)
    return Disarm(target.id) if sight.proof.holds else Resume()


def _nobody_would_bill(sight: Sight) -> Step:
    """The source was stopped and the target is gone: let the source bill again while it can."""
    if sight.now < (sight.source.boundary or 0):
        return Resume()
    return Wait(sight.now + SOON, "The source is at its boundary: Stripe is ending it.")


def _alive(sight: Sight, target: TargetSide) -> Step:
    """The source ends, the target lives: see that it lives as it should."""
    spec = sight.armed
    if sight.failed:
        return ArmAgain(target.id)
    if spec is not None and dropped(spec, target.raw):
        return Reapply(target.id)
    if sight.proof is None:
        return Prove(target.id)
    if not sight.proof.holds:
        return ArmAgain(target.id)
    if not sight.confirmed:
        return Confirm()
    return ArmAgain(target.id) if astray(sight, spec, target) else Moved(target.id)


def _ended_as_agreed(sight: Sight, target: TargetSide | None) -> Step:
    """The boundary has passed since the source was stopped."""
    if target is None:
        return _revive(sight)
    if target.state is TargetState.ARMED:
        return Wait(sight.now + SOON, "The target is at its boundary: Stripe is ending it.")
    return Moved(target.id) if sight.confirmed else Confirm()


def _revive(sight: Sight) -> Step:
    """An outage outlasted the boundary between two steps. Nobody has billed since, nobody can any
    more: only so can a subscription that bills from the boundary on be made without any risk."""
    if sight.failed or sight.armed is None:
        return Hold(sight.failed or sentences.STRANDED, ask=True)
    if sight.renews_until is None or sight.now >= sight.renews_until:
        return Hold(sentences.STRANDED_TOO_LONG, ask=True)
    return Revive(sight.armed)


def _left(sight: Sight, target: TargetSide | None) -> Step:
    """Somebody else ended it at the source: no target may outlive that unasked."""
    if target is None:
        return Hold(sight.failed or sentences.WHERE_IT_IS[sight.source.state])
    if target.state is TargetState.ARMED:
        return Withdraw(target.id, because=sentences.WHERE_IT_IS[sight.source.state])
    return Hold(sentences.OUTLIVED, ask=True)


def _back(sight: Sight, target: TargetSide | None) -> Step:
    match sight.source.state:
        case SourceState.ENDED | SourceState.GONE:
            alive = target is not None and target.state is TargetState.ALIVE
            sentence = sentences.NO_WAY_BACK if alive else sentences.STRANDED_ON_THE_WAY_BACK
            return Hold(sentence, ask=True)
        case SourceState.STOPPING if target is None or target.state is TargetState.ARMED:
            return Hold(sentences.LEFT_IN_THE_TARGET, ask=True) if sight.settled else Resume()
        case _ if target is None:
            return RolledBack() if sight.confirmed else Confirm()
        case _ if target.state is TargetState.ARMED:
            return Withdraw(target.id)
        case _:
            return _take_back(sight, target)


def _take_back(sight: Sight, target: TargetSide) -> Step:
    """The first step back, while it is safe to be interrupted after it."""
    if sight.armed is not None and target.boundary != sight.armed.boundary:
        return Hold(sentences.RENEWED_ALREADY, ask=True)
    if target.boundary - sight.now < LAST_CHANCE:
        return Hold(sentences.TOO_LATE_TO_TURN, ask=True)
    return ArmAgain(target.id)


def thin(targets: tuple[TargetSide, ...]) -> ArmAgain | Withdraw:
    """Two targets of one source: keep the one that lives, or the first; the others must not."""

    def worth(target: TargetSide) -> tuple[bool, int, str]:
        return target.state is not TargetState.ALIVE, target.raw["created"], target.id

    surplus = max(targets, key=worth)
    if surplus.state is TargetState.ALIVE:
        return ArmAgain(surplus.id)
    return Withdraw(surplus.id)
