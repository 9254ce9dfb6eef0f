"""More than forty kinds of subscription, each made by name in a local source Stripe.

    world = SHAPES["anchored_on_the_31st"].world()
    subscription = SHAPES["anchored_on_the_31st"].made(world)

For planning, moving, verifying and rehearsing alike.
"""

from tests.unit.migration.shapes.dates import DATES
from tests.unit.migration.shapes.foreign import FOREIGN
from tests.unit.migration.shapes.money import MONEY
from tests.unit.migration.shapes.paying import PAYING
from tests.unit.migration.shapes.shape import Shape
from tests.unit.migration.shapes.standing import STANDING
from tests.unit.migration.shapes.world import World2

SHAPES: dict[str, Shape] = {
    name: shape
    for collection in (DATES, MONEY, PAYING, STANDING, FOREIGN)
    for name, shape in collection.shapes.items()
}
MOVABLE = {name: shape for name, shape in SHAPES.items() if shape.outcome == "moves"}
STANDSTILL = {name: shape for name, shape in SHAPES.items() if shape.outcome != "moves"}

__all__ = ["MOVABLE", "SHAPES", "STANDSTILL", "Shape", "World2"]
