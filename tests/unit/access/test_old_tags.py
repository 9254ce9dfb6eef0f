"""KAJ-2, KAJ-3: a tag says that somebody leaves now, or it says nothing: what was there before they
began to pay, before anybody looked, or by a stranger's hand goes to a person."""

from dataclasses import replace

from carryover.access.messages import Poll, PollList, Provide
from carryover.ports.kajabi import Contact
from tests.unit.access.world import LEFT, NOW, RULES, SITE, World, tagged

A_DAY = 86_400
TAGGED = PollList(site=SITE, what="tagged", tag=LEFT)


def ada(world: World | None = None, *, name: str = "sub_ada", created: int = NOW - A_DAY) -> World:
    """Ada pays for gold and has it."""
    world = world or World()
    if "ada" not in world.kajabi.contacts:
        world.kajabi.joins("ada", "ada@example.com")
    world.billing.sells(name, "ada@example.com", created=created)
    return world.hears(Provide(account="us", subscription=name), name=name)


def test_a_tag_from_before_anybody_looked_and_a_hook_about_it_end_nothing() -> None:
    world = ada()
    world.kajabi.is_tagged("ada", LEFT)
    world.hears(Poll(), name="first")

    world.hears(tagged("ada"), name="forged")

    assert world.billing.ends == []
    assert "The tag may be older than us/sub_ada" in world.doubts[0]


def test_a_tag_from_before_they_began_and_a_hook_about_it_end_nothing() -> None:
    world = World()
    world.kajabi.joins("ada", "ada@example.com")
    world.hears(Poll(), name="first").later(minutes=1)
    world.kajabi.is_tagged("ada", LEFT)
    world.hears(Poll(), name="second").later(minutes=1)
    ada(world, created=NOW + 120)

    world.hears(tagged("ada"), name="late")

    assert world.billing.ends == []
    assert any("The tag may be older than us/sub_ada" in doubt for doubt in world.doubts)


def test_an_old_tag_that_is_taken_off_and_set_again_is_a_wish() -> None:
    world = ada()
    world.kajabi.is_tagged("ada", LEFT)
    world.hears(Poll(), name="first").later(minutes=1)
    world.kajabi.is_tagged("ada")
    world.hears(Poll(), name="second").later(minutes=1)
    world.kajabi.is_tagged("ada", LEFT)

    world.hears(Poll(), name="third")

    assert world.billing.ends == [("sub_ada", "period_end")]
    assert world.doubts == []


def test_where_anybody_may_set_the_tag_a_person_asks_the_member_first() -> None:
    world = ada(World(rules=RULES.model_copy(update={"tags_are": "public"})))
    world.hears(Poll(), name="first").later(minutes=1)
    world.kajabi.is_tagged("ada", LEFT)

    world.hears(tagged("ada"), name="hook").hears(Poll(), name="second")

    assert world.billing.ends == []
    assert "cancel us/sub_ada (active) by hand" in world.doubts[0]
    assert len(set(world.doubts)) == 1


def test_rules_that_do_not_say_who_may_set_the_tag_are_the_careful_ones() -> None:
    assert type(RULES)(accounts=("us",), plans={}).tags_are == "public"


def crowded(count: int) -> World:
    """So many have the tag from long ago; a page holds two, a message reads ten pages."""
    world = ada()
    for number in range(count):
        world.kajabi.joins(f"m{number:02d}", f"m{number}@example.com", LEFT)
    return world


def test_of_more_tagged_members_than_a_message_reads_the_next_minutes_read_on() -> None:
    world = crowded(45)
    for minute in range(3):
        world.later(minutes=1).hears(TAGGED, name=f"first{minute}")
    world.kajabi.is_tagged("ada", LEFT)

    for minute in range(2):
        world.later(minutes=1).hears(TAGGED, name=f"second{minute}")
        assert world.billing.ends == []
    world.later(minutes=1).hears(TAGGED, name="third")

    assert world.billing.ends == [("sub_ada", "period_end")]
    assert world.doubts == []


def test_whichever_effect_a_long_reading_of_tags_dies_at_who_left_is_ended_once() -> None:
    moments = 0
    while True:
        world = crowded(25)
        for minute in range(2):
            world.later(minutes=1).hears(TAGGED, name=f"first{minute}")
        world.kajabi.is_tagged("ada", LEFT)
        world.mortal.dies_at, world.mortal.moment = moments, 0

        for minute in range(3):
            world.later(minutes=1).hears(TAGGED, name=f"second{minute}")

        assert world.billing.ends == [("sub_ada", "period_end")], f"died at moment {moments}"
        if not world.deaths:
            break
        moments += 1
    assert moments >= 20


def quarrelling(world: World) -> World:
    """The hint of the poll is given up, as after ten attempts."""
    world.outbox.sent.clear()
    return world


def test_a_tag_whose_hint_was_given_up_is_told_of_again_the_next_day() -> None:
    world = ada().hears(Poll(), name="first").later(minutes=1)
    world.kajabi.is_tagged("ada", LEFT)
    quarrelling(world.hears(TAGGED, name="lost", only=1))

    world.later(minutes=1).hears(TAGGED, name="same day")
    assert world.billing.ends == []
    world.later(days=1).hears(TAGGED, name="tomorrow")

    assert world.billing.ends == [("sub_ada", "period_end")]


def test_a_deactivation_whose_hint_was_given_up_is_told_of_again_the_next_day() -> None:
    world = ada()
    world.kajabi.buys("p_ada", "ada", "gold")
    world.hears(Poll(), name="first").later(minutes=1)
    world.kajabi.loses("p_ada", at=NOW + 30)
    quarrelling(world.hears(PollList(site=SITE, what="deactivated"), name="lost", only=1))

    world.later(minutes=1).hears(PollList(site=SITE, what="deactivated"), name="same day")
    assert world.billing.ends == []
    world.later(days=1).hears(PollList(site=SITE, what="deactivated"), name="tomorrow")

    assert world.billing.ends == [("sub_ada", "period_end")]


def test_what_was_answered_is_not_told_again() -> None:
    world = ada().hears(Poll(), name="first").later(minutes=1)
    world.kajabi.buys("p_ada", "ada", "gold")
    world.kajabi.loses("p_ada", at=NOW + 30)
    world.kajabi.is_tagged("ada", LEFT)
    world.hears(Poll(), name="second")
    asked = world.billing.asked

    world.later(days=1).hears(TAGGED, PollList(site=SITE, what="deactivated"), name="tomorrow")

    assert world.billing.ends == [("sub_ada", "period_end")]
    assert world.billing.asked - asked <= 6, "the deactivation of whom the tag ended, once"


def test_an_offer_the_site_has_no_more_is_nobodys_farewell() -> None:
    world = ada()
    world.hears(Poll(), name="first")
    world.kajabi.deleted.add("gold")
    world.kajabi.held["ada"].clear()

    world.later(minutes=1).hears(Poll(), name="second")

    assert world.billing.ends == []
    assert "offer gold of academy" in world.doubts[0]


def several(*names: str) -> World:
    world = World()
    for name in names:
        world.kajabi.contacts[name] = Contact(name, f"{name}@example.com")
        world.kajabi.held[name] = set()
        world.billing.sells(f"sub_{name}", f"{name}@example.com", created=NOW - A_DAY)
        world.hears(Provide(account="us", subscription=f"sub_{name}"), name=name)
    return world.hears(Poll(), name="first").later(minutes=1)


def test_that_suddenly_nobody_has_an_offer_is_nobodys_farewell() -> None:
    world = several("ada", "ben", "cem")
    for held in world.kajabi.held.values():
        held.clear()

    world.hears(Poll(), name="second")

    assert world.billing.ends == []
    assert len(set(world.doubts)) == 1
    assert "Nobody has the offer any more" in world.doubts[0]


def test_the_last_who_stayed_may_leave_too() -> None:
    world = several("ada", "ben")
    world.kajabi.held["ada"].clear()
    world.hears(Poll(), name="second").later(minutes=1)
    world.kajabi.held["ben"].clear()

    world.hears(Poll(), name="third")

    assert [name for name, _ in world.billing.ends] == ["sub_ada", "sub_ben"]
    assert world.doubts == []


def test_a_deactivation_of_an_offer_the_site_has_no_more_goes_to_a_person() -> None:
    world = ada()
    world.kajabi.buys("p_ada", "ada", "gold")
    world.hears(Poll(), name="first").later(minutes=1)
    world.kajabi.purchases["p_ada"] = replace(
        world.kajabi.purchases["p_ada"], deactivated_at=NOW + 30
    )
    world.kajabi.held["ada"].clear()
    world.kajabi.deleted.add("gold")

    world.hears(Poll(), name="second")

    assert world.billing.ends == []
