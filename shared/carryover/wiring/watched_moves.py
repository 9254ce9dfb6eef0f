"""A migration's memory and its outcomes, counted, because alarms listen (template.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass

from carryover.adapters.dynamodb.migration import DynamoMoves
from carryover.adapters.dynamodb.migration_trail import DynamoTrail
from carryover.edge.telemetry import count
from carryover.migration.model import Move, State
from carryover.migration.moving.sweeping import Swept
from carryover.migration.store import Deed
from carryover.migration.verifying.outcomes import Doubled, Missed, Outcome, Wrong


@dataclass(frozen=True, slots=True)
class CountedMoves(DynamoMoves):
    """Counts every change of state once."""

    def save(self, move: Move) -> Move:
        """Write it, and count it if it changed its state."""
        saved, before = self.exchange(move)
        if saved.state is not before:
            _count_arrival(saved.state)
        return saved


@dataclass(frozen=True, slots=True)
class CountedTrail(DynamoTrail):
    """Counts every write that Stripe has answered."""

    def note(self, deed: Deed) -> None:
        """Note it, and count it when its outcome is known."""
        DynamoTrail.note(self, deed)
        if deed.outcome:
            count("StripeWrites")
        if deed.outcome.startswith("refused"):
            count("StripeRefusals")


def renewal_counted(_move: Move, outcome: Outcome) -> None:
    """Ring when a first renewal is not the one that was foretold."""
    match outcome:
        case Missed():
            count("RenewalsMissed")
        case Doubled():
            count("RenewalsDoubled")
        case Wrong():
            count("RenewalsWrong")
        case _:
            pass


def outcome_counted(outcome: object) -> Mapping[str, object]:
    """Count what a sweep found lying about, and say in short what came of a message.

    Of a move only where it stands: its specification and its sentence may name people, and are
    found by its name.
    """
    match outcome:
        case Swept():
            count("MigrationSweeps")
            if outcome.unfinished:
                count("MovesUnfinished", outcome.unfinished)
            if outcome.near_boundary:
                count("MovesNearBoundary", outcome.near_boundary)
        case Move():
            return {
                "move": str(outcome.old),
                "state": outcome.state.value,
                "attempt": outcome.attempt,
                "wave": outcome.wave,
            }
    return _numbers(outcome)


def _numbers(outcome: object) -> Mapping[str, object]:
    """Take what is counted of a report."""
    if not is_dataclass(outcome):
        return {}
    told = {each.name: getattr(outcome, each.name) for each in fields(outcome)}
    return {name: value for name, value in told.items() if isinstance(value, int)}


def _count_arrival(state: State) -> None:
    match state:
        case State.WAITING:
            count("MovesWaiting")
        case State.MOVING:
            count("MovesBegun")
        case State.MOVED:
            count("MovesMoved")
        case State.RENEWED:
            count("MovesRenewed")
        case State.HELD:
            count("MovesHeld")
        case State.ROLLING_BACK:
            count("RollbacksBegun")
        case State.ROLLED_BACK:
            count("MovesRolledBack")
