"""MIG-8: for every kind of subscription that moves, both next invoices and all terms are equal,
armed and moved."""

from typing import Any

import pytest

from carryover.migration.model import Old, Thing
from carryover.migration.planning import params
from carryover.migration.planning.judging import Movable, judge
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.spec import Spec
from carryover.migration.verifying.compare import differences
from carryover.migration.verifying.previews import PATH, asking_source, asking_target
from carryover.migration.verifying.terms import EXPAND, term_differences
from tests.unit.migration.shapes import MOVABLE, Shape
from tests.unit.migration.shapes.moved import RUN, _prepare, catalogue
from tests.unit.migration.shapes.world import TARGET, RefusedError, World2

NOTHING_TO_COME = {"trial_without_a_card_that_is_cancelled", "trial_without_a_card_that_is_paused"}


class Both:
    """One subscription of a shape, its target armed."""

    def __init__(self, shape: Shape) -> None:
        self.world = shape.world()
        self.source = shape.made(self.world)
        verdict = judge(self.world.see("us", self.source), Rules(), now=self.world.now)
        assert isinstance(verdict, Movable)
        self.spec: Spec = verdict.spec
        self.ids = {**self.world.copies("us"), **catalogue(self.world, self.spec)}
        self.ids |= dict(self._products())
        _prepare(self.world, self.spec, self.ids)
        said = params.creation(self.spec, self.ids)
        self.target = str(self.world.post(TARGET, "subscriptions", **said)["id"])
        if finishing := params.finishing(self.spec, self.ids):
            self.world.post(TARGET, f"subscriptions/{self.target}", **finishing)

    def _products(self) -> Any:
        for old, new in self.ids.items():
            if old.kind is Thing.PRICE:
                theirs = self.world.get("us", f"prices/{old.id}")["product"]
                ours = self.world.get(TARGET, f"prices/{new}")["product"]
                yield Old(account="us", kind=Thing.PRODUCT, id=theirs), ours

    def move(self) -> None:
        stop, live = params.stopping(self.spec, RUN), params.disarming(self.spec, self.ids)
        self.world.post("us", f"subscriptions/{self.source}", **stop)
        self.world.post(TARGET, f"subscriptions/{self.target}", **live)

    def sides(self) -> tuple[dict[str, Any], dict[str, Any]]:
        expand = list(EXPAND)
        here = self.world.get("us", f"subscriptions/{self.source}", expand=expand)
        return here, self.world.get(TARGET, f"subscriptions/{self.target}", expand=expand)

    def invoices(self) -> list[str]:
        here, there = self.sides()
        again = params.reapplying(self.spec, self.ids)
        asked = asking_target(there, self.spec.cancel_at, again)
        ours = self.world.post("us", PATH, **asking_source(here, self.spec.cancel_at))
        theirs = self.world.post(TARGET, PATH, **asked)
        return [each.sentence for each in differences(ours, theirs, self.spec, self.ids)]

    def terms(self) -> list[str]:
        here, there = self.sides()
        return [each.sentence for each in term_differences(here, there, self.spec, self.ids)]


@pytest.mark.parametrize("name", sorted(MOVABLE.keys() - NOTHING_TO_COME))
def test_it_is_proved_equal_armed_and_moved(name: str) -> None:
    both = Both(MOVABLE[name])
    armed = both.invoices()
    both.move()

    assert armed == []
    assert both.invoices() == []
    assert both.terms() == []


@pytest.mark.parametrize("name", sorted(NOTHING_TO_COME))
def test_a_trial_that_ends_without_a_card_bills_on_neither_side(name: str) -> None:
    both = Both(MOVABLE[name])
    both.move()
    here, there = both.sides()

    for account, asked in (("us", asking_source(here)), (TARGET, asking_target(there))):
        with pytest.raises(RefusedError, match="No upcoming invoices"):
            both.world.post(account, PATH, **asked)
    assert both.terms() == []


def test_the_shapes_are_many() -> None:
    assert len(MOVABLE) >= 40
    assert MOVABLE.keys() >= NOTHING_TO_COME
    assert isinstance(next(iter(MOVABLE.values())).world(), World2)
