"""A source that is no Stripe account: nothing there can be read or stopped by us (MIG-14).

What is known of it is the row of its CSV, as approved, and whether a person has confirmed that it
was stopped. Everything else is the same: the target is armed, proven, and lives only once nobody
else will bill.
"""

from typing import Final

from carryover.kernel.clock import Seconds
from carryover.migration.elsewhere.confirming import StoppedConfirmed, standing
from carryover.migration.elsewhere.policy import Foreseen, decide
from carryover.migration.model import Mode, Move, Run
from carryover.migration.moving.sides import SourceSide, SourceState, TargetState
from carryover.migration.moving.sight import Sight, settled
from carryover.migration.moving.steps import Confirm, Hold, Moved, RolledBack, Step, Withdraw
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.spec import Spec


def is_foreign(run: Run, move: Move) -> bool:
    """Tell whether its source is another processor's CSV: ``Run.sources`` are Stripe accounts."""
    return move.account not in run.sources


def sight_of(run: Run, move: Move, now: Seconds, confirmed: Seconds | None) -> Sight:
    """See what there is to see."""
    spec = Spec.model_validate_json(move.planned)
    stopped = isinstance(standing(spec, confirmed, now=now), StoppedConfirmed)
    source = SourceSide(SourceState.GONE, spec.boundary, ours=stopped, raw={}, ended_at=confirmed)
    rules = Rules.model_validate_json(run.rules)
    return Sight(
        now=now,
        source=source,
        targets=(),
        verdict=None,
        armed=spec,
        guard=rules.guard_hours * 3600,
        settled=settled(move),
    )


def decided(sight: Sight, mode: Mode) -> Step:
    """Decide as for any source, by what a person has confirmed."""
    if sight.armed is None:
        raise AssertionError("a row was approved with its specification")
    if mode is Mode.BACK:
        return _back(sight)
    if sight.settled and sight.source.ours:
        return Moved(sight.settled)
    return decide(
        Foreseen(
            now=sight.now,
            spec=sight.armed,
            standing=standing(sight.armed, sight.source.ended_at, now=sight.now),
            targets=sight.targets,
            guard=sight.guard,
            proof=None if sight.proof is None else sight.proof.doubt,
            confirmed=sight.confirmed,
            failed=sight.failed,
        )
    )


def _back(sight: Sight) -> Step:
    """An inert target is simply taken away. One that lives was made to because the other processor
    was stopped: taken away now, nobody would bill."""
    if not sight.targets:
        return RolledBack() if sight.confirmed else Confirm()
    if sight.targets[0].state is TargetState.ARMED:
        return Withdraw(sight.targets[0].id)
    return Hold(_START_IT_THERE, ask=True)


_START_IT_THERE: Final = (
    "It was confirmed as stopped at the other processor, and its target bills instead. Start it "
    "there again first, then cancel the target by hand: otherwise nobody would bill."
)
