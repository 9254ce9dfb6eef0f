"""DESIGN §5: whoever swaps two steps of the protocol is found out by the same simulated outages
that find nothing wrong with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from carryover.migration.model import Mode
from carryover.migration.moving import steps
from carryover.migration.moving.policy import decide
from carryover.migration.moving.sides import SourceState, TargetState
from carryover.migration.moving.sight import Sight
from carryover.migration.moving.steps import Step
from tests.simulation.migration.billing import Bill, billed
from tests.simulation.migration.test_outages import every_moment

OVER_THE_BOUNDARY = timedelta(days=33)


def disarms_before_it_stops(sight: Sight, mode: Mode) -> Step:
    step = decide(sight, mode)
    running = sight.source.state is SourceState.RUNNING
    if isinstance(step, steps.Stop):
        return steps.Disarm(sight.targets[0].id)
    if isinstance(step, steps.ArmAgain) and running and mode is Mode.FORWARD:
        return steps.Stop()
    return step


def resumes_before_it_arms_again(sight: Sight, mode: Mode) -> Step:
    step = decide(sight, mode)
    stopping = sight.source.state is SourceState.STOPPING
    if mode is Mode.BACK and isinstance(step, steps.ArmAgain) and stopping:
        return steps.Resume()
    return step


def withdraws_before_it_resumes(sight: Sight, mode: Mode) -> Step:
    step = decide(sight, mode)
    armed = [each for each in sight.targets if each.state is TargetState.ARMED]
    if isinstance(step, steps.Resume) and armed and mode is Mode.BACK:
        return steps.Withdraw(armed[0].id)
    return step


def forgets_the_stranded(sight: Sight, mode: Mode) -> Step:
    step = decide(sight, mode)
    return steps.Hold("forgotten") if isinstance(step, steps.Revive) else step


def does_not_see_the_target_there(sight: Sight, mode: Mode) -> Step:
    """Creates without having looked: only the idempotency key stands between this and two."""
    if sight.source.state is SourceState.RUNNING and not sight.proof and mode is Mode.FORWARD:
        return decide(replace(sight, targets=()), mode)
    return decide(sight, mode)


def doubled(bill: Bill) -> bool:
    return bool(bill.doubled)


def missed(bill: Bill) -> bool:
    return len(bill.periods) < 3


@pytest.mark.parametrize(
    ("policy", "harm", "back"),
    [
        (disarms_before_it_stops, doubled, False),
        (forgets_the_stranded, missed, False),
        (resumes_before_it_arms_again, doubled, True),
        (withdraws_before_it_resumes, missed, True),
    ],
)
def test_a_swapped_step_harms_somebody_at_some_moment(
    policy: Callable[[Sight, Mode], Step], harm: Callable[[Bill], bool], back: bool
) -> None:
    found = every_moment(OVER_THE_BOUNDARY, policy, back=back)

    assert any(harm(billed(stage)) for _, stage, _ in found)
    assert not any(harm(billed(s)) for _, s, _ in every_moment(OVER_THE_BOUNDARY)) or back
