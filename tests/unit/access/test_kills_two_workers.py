"""KAJ-2, KAJ-5: two workers with the same message at the same time, in every order of two turns:
the first does i calls, the second j, then the first goes on to its end, then the second.

SQS delivers at least once, so this happens. Workers are threads that wait for their turn before
every call of every port; who lost a race is told again afterwards, as the queue would."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Condition, Thread
from typing import Any

import pytest

from tests.fakes.memory import Mortal
from tests.unit.access.scenes import CALLS, LISTS, SCENES, WELCOMED, Scene, truths
from tests.unit.access.world import World

A, B = 0, 1
LATER = 10_000
"""More calls than anybody makes."""


@dataclass
class Turns:
    """Whose turn it is: so many calls of this one, then so many of that one."""

    order: list[tuple[int, int]]
    gate: Condition = field(default_factory=Condition)
    over: set[int] = field(default_factory=set)
    made: list[int] = field(default_factory=lambda: [0, 0])

    def wait(self, who: int) -> None:
        """Come back when it is the worker's turn for one call."""
        with self.gate:
            self.gate.wait_for(lambda: self._whose() == who)
            self.made[who] += 1
            self.order[0] = (self.order[0][0], self.order[0][1] - 1)
            self.gate.notify_all()

    def ends(self, who: int) -> None:
        with self.gate:
            self.over.add(who)
            self.gate.notify_all()

    def _whose(self) -> int:
        while self.order and (self.order[0][1] <= 0 or self.order[0][0] in self.over):
            self.order.pop(0)
        assert self.order, "everybody has a last turn without end"
        return self.order[0][0]


@dataclass
class Gated(Mortal):
    """A worker's hands: every call waits for its turn."""

    turns: Turns = field(default_factory=lambda: Turns([(A, LATER)]))
    who: int = A

    def wrap[Port](self, port: Port, effects: Sequence[str]) -> Port:
        del effects
        return super().wrap(port, tuple(CALLS))

    def _step(self) -> None:
        """Only before a call: what comes after it is before the next."""
        self.moment += 1
        if self.moment % 2:
            self.turns.wait(self.who)


def side_by_side(scene: Scene, first: int, second: int) -> tuple[World, Turns]:
    """Both get the message; afterwards the queue brings it once more."""
    world = scene.before()
    turns = Turns([(A, first), (B, second), (A, LATER), (B, LATER)])
    workers = [_worker(world, scene, turns, who) for who in (A, B)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(timeout=20)
    assert not any(each.is_alive() for each in workers)
    return world.hears(*scene.told, name="told"), turns


def _worker(world: World, scene: Scene, turns: Turns, who: int) -> Thread:
    """One process: the same site, the same Stripe, the same stores, hands of its own."""
    one: Any = replace(world, mortal=Gated(-1, turns=turns, who=who), outcomes=[])

    def work() -> None:
        try:
            one.hears(*scene.told, name="told", only=1)
        finally:
            turns.ends(who)

    return Thread(target=work, daemon=True)


def orders(scene: Scene) -> Iterator[tuple[int, int]]:
    """Every length of the first turn, and of the second within it."""
    _, turns = side_by_side(scene, LATER, 0)
    calls = turns.made[A]
    yield from ((first, second) for first in range(calls) for second in range(1, calls + 1))


def _calm(scene: Scene) -> Callable[[World], bool]:
    wanted = truths(scene.before().hears(*scene.told, name="told"))
    return lambda world: truths(world) == wanted


@pytest.mark.parametrize("scene", [*SCENES, WELCOMED, *LISTS], ids=lambda scene: scene.name)
def test_two_workers_with_one_message_do_what_one_does(scene: Scene) -> None:
    as_wanted = _calm(scene)
    for first, second in orders(scene):
        world, _ = side_by_side(scene, first, second)
        assert as_wanted(world), f"{first} calls, then {second} of the other: {truths(world)}"
        assert len(set(world.billing.keys)) == len(set(world.billing.ends)), (
            f"{first} calls, then {second} of the other: one wish is one request at Stripe"
        )
