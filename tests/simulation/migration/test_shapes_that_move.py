"""MIG-2, MIG-5, MIG-8: every shape that moves is billed for thirteen months as if nobody had moved.

Two worlds of the same making: in one nothing happens, in the other the subscription moves. Every
invoice with its lines, instants, sums and payments must be the same.
"""

import pytest

from carryover.migration.planning.judging import Movable, judge
from carryover.migration.planning.params import MARK, STOPPED
from carryover.migration.planning.rules import Rules
from tests.unit.migration.shapes import MOVABLE, Shape
from tests.unit.migration.shapes.moved import RUN, billed, move
from tests.unit.migration.shapes.world import TARGET, Object, World2

THIRTEEN_MONTHS = 400
"""Days, and a few more."""

YEARS_LONG = {"yearly_on_29_february": 1900, "months_on_a_yearly_price": 800}
"""Days, for what comes around more seldom: 29 February, the end of a coupon of 14 months."""

FOREVER = 2**40

SAME = (
    "automatic_tax",
    "cancel_at",
    "cancel_at_period_end",
    "collection_method",
    "currency",
    "days_until_due",
    "description",
    "ended_at",
    "invoice_settings",
    "pause_collection",
    "payment_settings",
    "status",
    "trial_settings",
)


@pytest.mark.parametrize("shape", MOVABLE.values(), ids=MOVABLE)
def test_it_is_billed_as_if_nobody_had_moved(shape: Shape) -> None:
    world, untouched = shape.world(), shape.world()
    source, twin = shape.made(world), shape.made(untouched)
    verdict = judge(world.see("us", source), Rules(), now=world.now)
    assert isinstance(verdict, Movable), verdict

    began, moved_at = world.now, verdict.spec.boundary
    target = move(world, verdict.spec)
    assert billed(world, TARGET, target, began - 1) == [], "something was charged at the move"
    assert looks(world, TARGET, target) == looks(untouched, "us", twin)
    days = YEARS_LONG.get(shape.name, THIRTEEN_MONTHS)
    world.days_pass(days)
    untouched.days_pass(days)

    expected = billed(untouched, "us", twin, began)
    assert billed(world, "us", source, began) + billed(world, TARGET, target, began) == expected
    ended = world.get("us", f"subscriptions/{source}")
    assert (ended["status"], ended["ended_at"]) == ("canceled", moved_at)
    assert ended["cancellation_details"]["comment"] == f"{STOPPED}{RUN}"
    assert looks(world, TARGET, target) == looks(untouched, "us", twin)


def looks(world: World2, alias: str, subscription: str) -> Object:
    """What a subscription says of itself, but for the ids and the past of its account."""
    expand = ["customer", "discounts", "items.data.discounts"]
    found = world.get(alias, f"subscriptions/{subscription}", expand=expand)
    items = [
        (item["current_period_end"], item["quantity"], item["metadata"], in_force(item, found))
        for item in found["items"]["data"]
    ]
    metadata = {name: text for name, text in found["metadata"].items() if name != MARK}
    theirs = {"discounts": list(filter(None, [found["customer"]["discount"]]))}
    return {
        **{name: found[name] for name in SAME},
        "discounts": in_force(found, found) or in_force(theirs, found),
        "items": items,
        "metadata": metadata,
        "mode": found["billing_mode"]["type"],
        "own": (bool(found["default_payment_method"]), bool(found["default_source"])),
        "trial_end": found["trial_end"] if found["status"] == "trialing" else None,
    }


def in_force(holder: Object, subscription: Object) -> int:
    """How many discounts will reduce another renewal."""
    next_one = period_end(subscription)
    return sum(1 for each in holder["discounts"] if (each["end"] or FOREVER) > next_one)


def period_end(subscription: Object) -> int:
    ends: list[int] = [item["current_period_end"] for item in subscription["items"]["data"]]
    return min(ends)
