"""MIG-2, MIG-5: whatever is called movable is billed as if nobody had moved, not only what we
thought of."""

from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from carryover.migration.planning.judging import Movable, judge
from carryover.migration.planning.rules import Rules
from tests.unit.migration.shapes import World2
from tests.unit.migration.shapes.moved import billed, move
from tests.unit.migration.shapes.shop import coupon, customer, price, subscribe, update, vat
from tests.unit.migration.shapes.world import DAY, TARGET, instant, shown

RHYTHMS = ("week", "2 week", "month", "2 month", "3 month", "6 month", "year")


@dataclass(frozen=True)
class Sold:
    """What somebody may have bought."""

    start: int
    rhythm: str
    quantity: int
    trial_days: int
    months: tuple[int, ...]
    """Of repeating coupons; 0 is one for ever."""
    given_after: float
    """Days until the coupons are given; 0: from the beginning."""
    taxed: bool
    classic: bool
    paused: str
    seen_after: float
    """Days after that."""

    def made(self, world: World2) -> str:
        more: dict[str, Any] = {}
        if self.trial_days:
            more["trial_period_days"] = self.trial_days
        if self.taxed:
            more["default_tax_rates"] = [vat(world)]
        if self.classic:
            more["billing_mode"] = {"type": "classic"}
        items = [{"price": price(world, 1999, self.rhythm), "quantity": self.quantity}]
        offers = [{"coupon": self._coupon(world, each)} for each in self.months]
        if offers and not self.given_after:
            more["discounts"] = offers
        made = subscribe(world, customer(world), items=items, **more)
        world.days_pass(self.given_after)
        if offers and self.given_after:
            update(world, made, discounts=offers)
        if self.paused:
            update(world, made, pause_collection={"behavior": self.paused})
        world.days_pass(self.seen_after)
        return str(made["id"])

    def _coupon(self, world: World2, months: int) -> str:
        if not months:
            return coupon(world, percent_off=10)
        return coupon(world, duration="repeating", duration_in_months=months, percent_off=30)


SALES = some.builds(
    Sold,
    start=some.integers(instant("2026-01-01"), instant("2028-06-01")),
    rhythm=some.sampled_from(RHYTHMS),
    quantity=some.integers(1, 3),
    trial_days=some.sampled_from([0, 0, 0, 7, 14, 30]),
    months=some.lists(some.integers(0, 15), max_size=2).map(tuple),
    given_after=some.sampled_from([0.0, 0.0, 3.3, 20.7]),
    taxed=some.booleans(),
    classic=some.booleans(),
    paused=some.sampled_from(["", "", "", "void", "mark_uncollectible"]),
    seen_after=some.floats(0.1, 100),
)


@given(sold=SALES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_it_is_billed_as_if_nobody_had_moved(sold: Sold) -> None:
    world, untouched = World2(shown(sold.start)), World2(shown(sold.start))
    source, twin = sold.made(world), sold.made(untouched)
    verdict = judge(world.see("us", source), Rules(), now=world.now)
    assume(isinstance(verdict, Movable))
    assert isinstance(verdict, Movable)

    began = world.now
    target = move(world, verdict.spec)
    for each in (world, untouched):
        each.world.advance(verdict.spec.boundary + 500 * DAY)

    expected = billed(untouched, "us", twin, began)
    assert billed(world, "us", source, began) + billed(world, TARGET, target, began) == expected
