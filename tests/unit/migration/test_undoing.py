"""MIG-10: what can no longer be undone is said, with what to do instead."""

import pytest

from carryover.migration.model import Move, State
from carryover.migration.moving.policy import LAST_CHANCE
from carryover.migration.undoing import CannotUndo, Undoable, undoable

BOUNDARY = 1_800_000_000


def move(state: State, boundary: int | None = BOUNDARY, *, paid: bool | None = None) -> Move:
    return Move(run="acme", account="us", subscription="sub_1", wave=1, state=state,
                boundary=boundary, target="sub_new", paid=paid)  # fmt: skip


@pytest.mark.parametrize("state", [State.HELD, State.ROLLED_BACK])
def test_what_bills_at_the_source_has_nothing_to_undo(state: State) -> None:
    assert undoable(move(state), BOUNDARY) is None


@pytest.mark.parametrize("state", [State.MOVED, State.MOVING, State.ROLLING_BACK])
def test_until_an_hour_before_the_boundary_everything_can_be_taken_back(state: State) -> None:
    told = undoable(move(state), BOUNDARY - LAST_CHANCE)

    assert isinstance(told, Undoable)
    assert told.until == BOUNDARY - LAST_CHANCE
    assert "2027-01-15" in told.sentence


def test_in_the_last_hour_it_is_left_to_renew() -> None:
    told = undoable(move(State.MOVED), BOUNDARY - LAST_CHANCE + 1)

    assert isinstance(told, CannotUndo)
    assert "Let it renew" in told.instead


def test_after_the_boundary_the_source_has_ended() -> None:
    told = undoable(move(State.MOVED), BOUNDARY)

    assert isinstance(told, CannotUndo)
    assert "Stripe brings no subscription back" in told.sentence


@pytest.mark.parametrize(("paid", "word"), [(True, "charged"), (False, "invoiced"), (None, "invo")])
def test_what_has_renewed_can_be_refunded_or_moved_back(paid: bool | None, word: str) -> None:
    told = undoable(move(State.RENEWED, paid=paid), BOUNDARY - 10 * LAST_CHANCE)

    assert isinstance(told, CannotUndo)
    assert word in told.sentence
    assert "sub_new" in told.instead


def test_what_has_not_begun_costs_nothing_to_leave() -> None:
    assert isinstance(undoable(move(State.WAITING, None), BOUNDARY), Undoable)
