"""Nobody is charged twice beside a processor we cannot stop, whatever fails (MIG-6, MIG-14)."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as some

from carryover.migration.elsewhere.confirming import standing
from carryover.migration.elsewhere.policy import Foreseen, Step, decide
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
from carryover.migration.planning.spec import Item, Spec

BOUNDARY = 1_769_904_000
HOUR = 3600
DAY = 24 * HOUR
SPEC = Spec(
    account="oldcart",
    subscription="R-1",
    customer="C-1",
    currency="usd",
    boundary=BOUNDARY,
    items=(Item(price="price_1"),),
    billing_mode="flexible",
)
ARMED = TargetSide("sub_1", TargetState.ARMED, BOUNDARY, {"created": 1})
ALIVE = replace(ARMED, state=TargetState.ALIVE)


def test_the_whole_way_with_a_person_in_the_middle() -> None:
    assert _next() == Arm(SPEC)
    assert _next(ARMED) == Prove("sub_1")
    waiting = _next(ARMED, proof="")
    assert isinstance(waiting, Wait)
    assert "Stop it at oldcart before" in waiting.sentence
    assert _next(ARMED, stopped=True) == Prove("sub_1")
    assert _next(ARMED, stopped=True, proof="") == Disarm("sub_1")
    assert _next(ALIVE, stopped=True) == Confirm()
    assert _next(ALIVE, stopped=True, seen=True) == Moved("sub_1")


def test_what_does_not_fit_is_withdrawn_while_it_still_bills_there() -> None:
    other_day = replace(ARMED, boundary=BOUNDARY + DAY)

    assert _next(ARMED, proof="12 instead of 19") == Withdraw("sub_1", because="12 instead of 19")
    assert isinstance(_next(other_day), Withdraw)
    assert isinstance(_next(at=BOUNDARY - HOUR), Hold)


def test_once_it_was_stopped_there_every_doubt_is_a_question_at_once() -> None:
    for step in (
        _next(ARMED, stopped=True, proof="12 instead of 19"),
        _next(replace(ARMED, boundary=BOUNDARY + DAY), stopped=True),
        _next(stopped=True, at=BOUNDARY - 60),
        _next(stopped=True, at=BOUNDARY + DAY),
    ):
        assert isinstance(step, Hold)
        assert step.ask
        assert "nothing bills in its place" in step.sentence


def test_one_stopped_before_it_was_armed_is_armed_while_there_is_time() -> None:
    assert _next(stopped=True, at=BOUNDARY - 2 * HOUR) == Arm(SPEC)


def test_a_boundary_nobody_confirmed_leaves_nothing_of_ours_that_bills() -> None:
    ending, over = _next(ARMED, at=BOUNDARY + 60), _next(at=BOUNDARY + HOUR)

    assert isinstance(ending, Wait)
    assert isinstance(over, Hold)
    assert "write its next start_date" in over.sentence


def test_of_two_targets_one_is_left() -> None:
    twin = replace(ARMED, id="sub_2", raw={"created": 2})

    assert _next(ARMED, twin) == Withdraw("sub_2")
    assert _next(ALIVE, replace(twin, state=TargetState.ALIVE)) == ArmAgain("sub_2")


@settings(max_examples=300)
@given(
    stops_at=some.none() | some.integers(-40, 2),
    naps=some.lists(some.integers(0, 12), max_size=24),
    lies=some.booleans(),
)
def test_two_never_bill_however_long_everybody_sleeps(
    stops_at: int | None, naps: list[int], lies: bool
) -> None:
    """Hours around the boundary: a person may stop it there, workers sleep and die at will."""
    world = _World(stops_at, lies=lies)
    for nap in naps:
        world.works()
        world.hour += nap
    world.hour = max(world.hour, 1)
    world.works()

    assert not (world.charged_there and world.target is TargetState.ALIVE)


def test_disarming_before_anybody_has_confirmed_would_charge_twice() -> None:
    world = _World(stops_at=None, lies=False)

    world.works(hasty=True)
    world.hour = 1

    assert world.charged_there
    assert world.target is TargetState.ALIVE


class _World:
    """One subscription there and here, by the hour; the boundary is hour 0."""

    def __init__(self, stops_at: int | None, *, lies: bool) -> None:
        self.hour, self.stops_at, self.lies = -60, stops_at, lies
        self.state: TargetState | None = None

    @property
    def target(self) -> TargetState | None:
        """What is armed ends itself at the boundary."""
        ended = self.state is TargetState.ARMED and self.hour >= 0
        return TargetState.ENDED if ended else self.state

    @property
    def charged_there(self) -> bool:
        stopped = self.stops_at is not None and self.stops_at < 0
        return self.hour >= 0 and not stopped

    def works(self, *, hasty: bool = False) -> None:
        """Go on until there is nothing to do now; who is hasty disarms instead of waiting."""
        proof: str | None = None
        for _ in range(8):
            step = self._step(proof)
            if hasty and isinstance(step, Wait):
                self.state = TargetState.ALIVE
                return
            match step:
                case Arm() | ArmAgain():
                    self.state = TargetState.ARMED
                case Prove():
                    proof = "another amount" if self.lies else ""
                case Disarm():
                    self.state = TargetState.ALIVE
                case Withdraw():
                    self.state = None
                    return
                case _:
                    return

    def _step(self, proof: str | None) -> Step:
        known = self.stops_at is not None and self.stops_at <= self.hour
        at = None if not known or self.stops_at is None else BOUNDARY + self.stops_at * HOUR
        now = BOUNDARY + self.hour * HOUR
        living = self.target in (TargetState.ARMED, TargetState.ALIVE)
        side = replace(ARMED, state=self.target) if living and self.target else None
        return decide(
            Foreseen(
                now=now,
                spec=SPEC,
                standing=standing(SPEC, at, now=now),
                targets=(side,) if side else (),
                guard=2 * DAY,
                proof=proof,
            )
        )


def _next(
    *targets: TargetSide,
    stopped: bool = False,
    at: int = BOUNDARY - 10 * DAY,
    proof: str | None = None,
    seen: bool = False,
) -> Step:
    confirmed = BOUNDARY - 11 * DAY if stopped else None
    return decide(
        Foreseen(
            now=at,
            spec=SPEC,
            standing=standing(SPEC, confirmed, now=at),
            targets=targets,
            guard=2 * DAY,
            proof=proof,
            confirmed=seen,
        )
    )
