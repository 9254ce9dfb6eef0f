"""MIG-6, MIG-11: whatever kind a subscription is, and whatever breaks on the way, moving it changes
nobody's money: every known shape, and random lives cut at a random moment, are rehearsed.

Which of them are held, and with which words, is tested where that is decided (``planning``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from carryover.migration.planning.rules import Rules
from carryover.migration.snapshot.archive import Archive
from cli.rehearsal.rehearsing import Script, rehearse
from cli.rehearsal.verdict import concluded
from sandbox.stripe.lifecycle.terms import OVER
from tests.simulation.birth import born
from tests.simulation.player import Player
from tests.simulation.taking import snapshot
from tests.unit.migration.shapes import MOVABLE, Shape

UNHARMED = ("differences", "double_charged", "duplicates", "lost", "outlived", "unfinished")
BLOCK = 16


@pytest.mark.parametrize("first", range(0, len(MOVABLE), BLOCK))
def test_every_shape_that_can_move_is_billed_as_before(first: int) -> None:
    moved = 0
    for seed, shape in enumerate([*MOVABLE.values()][first : first + BLOCK]):
        document = played(shape_as_source(shape), seed)

        assert harm(document) == {}, shape.name
        moved += document["counts"]["moved"]

    assert moved


def test_random_lives_are_billed_as_before() -> None:
    told = [played(source, seed) for seed, source in enumerate(lives(24))]

    assert [found for document in told if (found := harm(document))] == []
    assert sum(document["counts"]["moved"] for document in told) > 5


def played(archives: Mapping[str, Archive], seed: int) -> dict[str, Any]:
    script = Script("acme", "new", archives, Rules(), months=2, seed=seed)
    return concluded(rehearse(script), "", 0.0)


def harm(document: dict[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in UNHARMED if document[name]}


def shape_as_source(shape: Shape) -> dict[str, Archive]:
    world = shape.world()
    shape.made(world)
    return {alias: snapshot(world.world, alias) for alias in ("us", "intl")}


def lives(count: int) -> Iterator[dict[str, Archive]]:
    for seed in range(count):
        life, dice = born(seed), Random(f"cut {seed}")
        cut = dice.randrange(life.start + 1, life.until)
        done = tuple(deed for deed in life.deeds if deed.at < cut)
        shop = Player(replace(life, until=cut, deeds=done)).live()
        if next(shop.account.all("subscription"))["status"] not in OVER:
            yield {"shop": snapshot(shop.world, "shop")}
