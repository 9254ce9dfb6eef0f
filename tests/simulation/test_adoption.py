"""MIG-11: an account that was read out through the API lives on elsewhere as if it had never moved.

Random lives are cut at a random moment, read out as any client would, adopted into a fresh world,
and both worlds run thirteen months: every later invoice and charge has to be the same.
"""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from sandbox.stripe.adoption.adopting import adopt
from sandbox.stripe.adoption.report import Report
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.world import World
from sandbox.stripe.lifecycle import settings
from tests.simulation.birth import born
from tests.simulation.player import Player
from tests.simulation.reading import read_out
from tests.unit.sandbox.stripe.billing.shop import DAY, KEY, Shop

THIRTEEN_MONTHS = 396 * DAY
BLOCK = 12


@pytest.mark.parametrize("first", range(0, 60, BLOCK))
def test_what_is_adopted_is_billed_as_before_to_the_cent_and_the_second(first: int) -> None:
    charged = 0
    for seed in range(first, first + BLOCK):
        shop = _cut_off(seed)
        there, here, report = _both(shop, seed)

        if not list(report.of_kind("subscription")):
            assert _told(there, shop.world.start) == _told(here, shop.world.start)
            charged += len(list(here.all("charge")))

    assert charged > BLOCK


def _cut_off(seed: int) -> Shop:
    life, dice = born(seed), Random(f"cut {seed}")
    cut = dice.randrange(life.start + 1, life.until)
    done = tuple(deed for deed in life.deeds if deed.at < cut)
    shop = Player(replace(life, until=cut, deeds=done)).live()
    shop.world.start = cut
    return shop


def _both(shop: Shop, seed: int) -> tuple[Account, Account, Report]:
    now = shop.world.clock
    world = World(seed=1_000_000 + seed, start=now)
    adopted = world.open("shop", KEY)
    report = adopt(adopted, read_out(shop))
    settings.set_after_last_retry(adopted, settings.after_last_retry(shop.account))
    shop.world.advance(now + THIRTEEN_MONTHS)
    world.advance(now + THIRTEEN_MONTHS)
    return shop.account, adopted, report


def _told(account: Account, since: int) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that money and access hang on, without the ids that are new on either side."""
    customer = next(account.all("customer"))
    subscription = next(account.all("subscription"))
    return {
        "charges": sorted(
            (each["created"], each["currency"], each["amount_captured"], each["status"])
            for each in account.all("charge")
            if each["created"] > since
        ),
        "invoices": sorted(
            (
                each["created"],
                each["billing_reason"],
                each["total"],
                each["amount_paid"],
                each["status"],
                each["attempt_count"],
                str(each["status_transitions"]),
            )
            for each in account.all("invoice")
            if each["created"] > since or each["status"] in ("draft", "open")
        ),
        "in the end": [(customer["balance"], subscription["status"], subscription["ended_at"])],
    }
