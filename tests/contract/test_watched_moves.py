"""What a migration rings for, and what it must not (MIG-6, MIG-9)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from carryover.adapters.dynamodb.table import Table
from carryover.edge.telemetry import metrics
from carryover.migration.model import State
from carryover.migration.moving.sweeping import Swept
from carryover.migration.verifying.outcomes import Doubled, Missed, NotYet, Outcome, Renewed, Wrong
from carryover.wiring.watched_moves import (
    CountedMoves,
    CountedTrail,
    outcome_counted,
    renewal_counted,
)
from tests.contract.migration_memory import LONG, a_deed, a_move

NOW = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp())


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> Iterator[None]:
    metrics.clear_metrics()
    yield
    metrics.clear_metrics()


def counted() -> dict[str, int]:
    """Every counter as it will be told to CloudWatch."""
    kept: dict[str, Any] = metrics.provider.metric_set
    return {name: int(sum(said["Value"])) for name, said in kept.items()}


def test_every_arrival_in_a_state_is_counted_once(table: Table) -> None:
    moves = CountedMoves(table)
    move = moves.save(a_move())

    for state in (State.MOVING, State.MOVING, State.MOVED, State.MOVED, State.RENEWED):
        move = moves.save(move.model_copy(update={"state": state}))

    assert counted() == {"MovesWaiting": 1, "MovesBegun": 1, "MovesMoved": 1, "MovesRenewed": 1}


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (State.HELD, "MovesHeld"),
        (State.ROLLING_BACK, "RollbacksBegun"),
        (State.ROLLED_BACK, "MovesRolledBack"),
    ],
)
def test_what_does_not_end_well_is_counted_by_how_it_ends(
    state: State, name: str, table: Table
) -> None:
    CountedMoves(table).save(a_move(state=state))

    assert counted() == {name: 1}


def test_an_unfinished_move_that_the_sweeper_finds_rings_and_near_its_boundary_loud() -> None:
    outcome_counted(Swept("acme", looked_after=9, unfinished=2, near_boundary=1))

    assert counted() == {"MigrationSweeps": 1, "MovesUnfinished": 2, "MovesNearBoundary": 1}


def test_a_sweep_that_finds_only_what_waits_for_its_time_is_a_sign_of_life() -> None:
    told = outcome_counted(Swept("acme", looked_after=9))

    assert counted() == {"MigrationSweeps": 1}
    assert told["looked_after"] == 9


def test_the_log_says_where_a_move_stands_and_nothing_about_people() -> None:
    move = a_move(state=State.HELD, sentence="jo@example.com has no card", planned=LONG)

    told = outcome_counted(move)

    assert told == {"move": "us/sub_1", "state": "held", "attempt": 1, "wave": 1}


@pytest.mark.parametrize(
    ("outcome", "rings"),
    [
        (Missed("?"), {"RenewalsMissed": 1}),
        (Doubled("?"), {"RenewalsDoubled": 1}),
        (Wrong((), "?"), {"RenewalsWrong": 1}),
        (Renewed("in_1", paid=False), {}),
        (NotYet(NOW), {}),
    ],
)
def test_a_first_renewal_rings_unless_it_is_the_one_foretold(
    outcome: Outcome, rings: dict[str, int]
) -> None:
    renewal_counted(a_move(), outcome)

    assert counted() == rings


def test_a_write_to_stripe_is_counted_when_it_was_answered(table: Table) -> None:
    trail = CountedTrail(table)

    trail.note(a_deed())
    trail.note(a_deed(outcome="done"))
    trail.note(a_deed("other", outcome="refused: resource_missing"))

    assert counted() == {"StripeWrites": 2, "StripeRefusals": 1}
