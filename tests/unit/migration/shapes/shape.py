"""A shape: one kind of subscription a source may have, and what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from carryover.migration.planning.codes import Code
from tests.unit.migration.shapes.world import Object, World2

type Make = Callable[[World2], Object]
"""Makes the subscription at the source ``us`` and lets time pass until somebody looks at it."""


@dataclass(frozen=True)
class Shape:
    """A subscription that can be made by name."""

    name: str
    make: Make
    code: Code | None = None
    """Why it does not move; ``None``: it moves."""
    outcome: str = "moves"
    says: str = ""
    """Words of the sentence a person gets."""
    start: str = "2026-01-15T10:00:00"

    def made(self, world: World2) -> str:
        """Make it; answers its id at ``us``."""
        return str(self.make(world)["id"])

    def world(self) -> World2:
        """A world that begins when the shape does."""
        return World2(self.start)


@dataclass
class Collection:
    """Shapes by name."""

    shapes: dict[str, Shape] = field(default_factory=dict)

    def moves(self, make: Make) -> Make:
        """This one moves."""
        return self._keep(Shape(make.__name__, make), make)

    def moves_from(self, start: str) -> Callable[[Make], Make]:
        """This one moves; its world begins then."""
        return lambda make: self._keep(Shape(make.__name__, make, start=start), make)

    def held(self, code: Code, says: str) -> Callable[[Make], Make]:
        """This one is held."""
        return self._told("held", code, says)

    def waits(self, code: Code, says: str) -> Callable[[Make], Make]:
        """This one moves later."""
        return self._told("later", code, says)

    def stays(self, code: Code, says: str) -> Callable[[Make], Make]:
        """This one is left to end where it is."""
        return self._told("stays", code, says)

    def _told(self, outcome: str, code: Code, says: str) -> Callable[[Make], Make]:
        return lambda make: self._keep(Shape(make.__name__, make, code, outcome, says), make)

    def _keep(self, shape: Shape, make: Make) -> Make:
        assert shape.name not in self.shapes, shape.name
        self.shapes[shape.name] = shape
        return make
