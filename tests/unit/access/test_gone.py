"""KAJ-1, KAJ-2: a member whose contact was deleted at the site, or merged with another, is neither
forgotten nor guessed about."""

from carryover.access.messages import Poll, Provide
from tests.unit.access.world import World


def gone() -> World:
    """Ada pays for gold; somebody deletes her contact."""
    world = World()
    world.kajabi.joins("c1", "ada@example.com")
    world.billing.sells("sub_ada", "ada@example.com")
    world.kajabi.joins("c2", "ben@example.com")
    world.billing.sells("sub_ben", "ben@example.com")
    for name in ("sub_ada", "sub_ben"):
        world.hears(Provide(account="us", subscription=name), name=name)
    del world.kajabi.contacts["c1"]
    del world.kajabi.held["c1"]
    return world.later(minutes=5)


def test_a_member_who_was_deleted_is_asked_about_and_nothing_ends() -> None:
    world = gone().hears(Poll(), name="poll")

    assert [each for each in world.doubts if "gone from the site" in each] == world.doubts
    assert len(world.doubts) == 1
    assert world.billing.ends == []


def test_a_repair_finds_the_contact_another_one_was_merged_into() -> None:
    world = gone()
    world.kajabi.joins("c9", "Ada@example.com")

    world.hears(Provide(account="us", subscription="sub_ada", again=True), name="repair")

    assert world.kajabi.held["c9"] == {"gold"}
    assert world.links.rows["us", "sub_ada"].contact == "c9"
    assert world.doubts == []


def test_a_repair_makes_nobody_again_who_may_have_wanted_to_be_deleted() -> None:
    world = gone()
    contacts = set(world.kajabi.contacts)

    world.hears(Provide(account="us", subscription="sub_ada", again=True), name="repair")

    assert set(world.kajabi.contacts) == contacts
    assert "gone from the site" in world.doubts[0]
