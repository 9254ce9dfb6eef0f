"""KAJ-4: a plan dropped from the rules by mistake takes few people's access, not everybody's."""

from dataclasses import replace

from carryover.access.messages import Audit, Provide
from carryover.access.rules import BrakeRule
from tests.unit.access.world import RULES, SITE, World

REPAIR = Audit(site=SITE, repair=True)


def dropped(members: int = 5) -> World:
    """All of them pay for gold and have it; then its line is gone from the rules."""
    world = World(rules=RULES.model_copy(update={"brake": BrakeRule(most=2)}))
    for number in range(members):
        world.billing.sells(f"sub_{number}", f"m{number}@example.com")
        world.hears(Provide(account="us", subscription=f"sub_{number}"), name=f"join{number}")
    plans = {"price_silver": ("silver",)}
    world.rules = world.rules.model_copy(update={"plans": plans})
    return world


def seeing(world: World) -> int:
    return sum("gold" in offers for offers in world.kajabi.held.values())


def test_a_repair_takes_what_is_paid_for_from_no_more_than_the_brake_lets_pass() -> None:
    world = dropped().hears(REPAIR, name="night")

    assert seeing(world) == 3
    (question,) = set(world.doubts)
    assert question.startswith(f"rules of {SITE}: 2 members of {SITE} who go on paying lost")
    assert world.billing.ends == []


def test_rules_put_right_and_a_repair_give_everybody_theirs() -> None:
    world = dropped().hears(REPAIR, name="night")
    world.rules = RULES

    world.later(minutes=5).hears(REPAIR, name="morning")

    assert seeing(world) == 5


def test_whose_subscription_is_over_loses_access_however_many_they_are() -> None:
    world = dropped()
    for number in range(5):
        world.billing.becomes(f"sub_{number}", status="canceled")

    world.hears(REPAIR, name="night")

    assert (seeing(world), world.doubts) == (0, [])


def test_whichever_effect_the_worker_dies_at_nobody_more_loses_access() -> None:
    moments = 0
    while True:
        world = dropped(4)
        world.mortal = replace(world.mortal, dies_at=moments, moment=0)
        world.hears(REPAIR, name="night")
        assert seeing(world) >= 2, f"died at moment {moments}"
        if not world.deaths:
            break
        moments += 1
    assert moments > 5
