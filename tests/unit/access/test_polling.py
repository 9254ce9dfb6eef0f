"""KAJ-3: what no hook says and what hooks lost is found by the poll, told once, and never lost."""

from carryover.access.messages import Poll, Provide, Withdraw
from carryover.access.model import Mark
from carryover.kernel.clock import seconds
from carryover.ports.kajabi import Reversal
from carryover.ports.outbox import Queue
from tests.unit.access.world import LEFT, NOON, World

NOW = seconds(NOON)


def members(*names: str) -> World:
    """Everybody pays for gold and has it by a purchase."""
    world = World()
    for name in names:
        world.kajabi.joins(name, f"{name}@example.com")
        world.billing.sells(f"sub_{name}", f"{name}@example.com")
        world.hears(Provide(account="us", subscription=f"sub_{name}"), name=name)
        world.kajabi.buys(f"p_{name}", name, "gold")
    return world.hears(Poll(), name="first")


def test_a_deactivation_no_hook_told_of_ends_the_subscription() -> None:
    world = members("ada", "ben").later(minutes=1)
    world.kajabi.loses("p_ada", at=NOW + 30)

    world.hears(Poll(), name="second")

    assert [name for name, _ in world.billing.ends] == ["sub_ada"]
    assert world.doubts == []


def test_what_is_read_waits_in_a_queue_of_its_own_and_who_left_does_not() -> None:
    """KAJ-2: however many lists there are, nobody's farewell stands behind them."""
    world = members("ada").later(minutes=1)
    world.kajabi.loses("p_ada", at=NOW + 30)

    world.hears(Poll(), name="second", only=1)
    orders = world.outbox.take(Queue.ACCESS_POLL)
    found = world.outbox.take(Queue.ACCESS)
    assert (len(orders) > 2, found) == (True, [])

    world.hears(*(each.body for each in orders), name="orders", only=1)

    told = {each.body.event for each in world.outbox.take(Queue.ACCESS)}
    assert told == {"deactivated", "revoked"}, "two lists show it"
    assert world.outbox.take(Queue.ACCESS_POLL) == []


def test_what_was_told_is_not_told_again_though_it_is_read_again() -> None:
    world = members("ada")
    world.kajabi.loses("p_ada", at=NOW + 30)
    world.hears(Poll(), name="second")
    world.kajabi.buys("p_new", "ada", "gold")
    before = world.kajabi.asked.count("purchase academy p_ada")

    world.later(minutes=1).hears(Poll(), name="third")

    assert world.kajabi.asked.count("purchase academy p_ada") == before == 1


def test_an_outage_of_a_day_is_caught_up_with_page_by_page() -> None:
    names = [f"m{number:02d}" for number in range(25)]
    world = members(*names)
    world.kajabi.down = True
    for number, name in enumerate(names):
        world.kajabi.loses(f"p_{name}", at=NOW + 60 + 3_000 * number)
    world.later(hours=24).hears(Poll(), name="during")
    assert world.billing.ends == []

    world.kajabi.down = False
    world.hears(Poll(), name="after")

    assert {name for name, _ in world.billing.ends} == {f"sub_{name}" for name in names}
    assert len(world.billing.ends) == len(names)


def test_a_grant_that_was_revoked_there_is_missed() -> None:
    world = World()
    world.billing.sells("sub_ada", "ada@example.com")
    world.hears(Provide(account="us", subscription="sub_ada"))
    world.kajabi.held["c1"].clear()

    world.hears(Poll(), name="poll")

    assert [name for name, _ in world.billing.ends] == ["sub_ada"]


def test_a_member_whose_tag_no_hook_told_of_stops_paying_once() -> None:
    world = members("ada", "ben", "cem")
    for name in ("ada", "cem"):
        world.kajabi.is_tagged(name, LEFT)

    world.hears(Poll(), name="second").hears(Poll(), name="third")

    assert [name for name, _ in world.billing.ends] == ["sub_ada", "sub_cem"]
    assert world.doubts == []


def test_who_had_the_tag_before_anybody_looked_is_not_ended_by_a_first_reading() -> None:
    world = World()
    world.kajabi.joins("ada", "ada@example.com", LEFT)
    world.billing.sells("sub_ada", "ada@example.com")

    world.hears(Poll(), name="first").hears(Poll(), name="second")

    assert world.billing.ends == []


def test_a_tag_taken_off_while_its_hook_was_lost_makes_room_for_another_wish() -> None:
    world = members("ada")
    world.kajabi.is_tagged("ada", LEFT)
    world.hears(Poll(), name="second")
    world.kajabi.is_tagged("ada")
    world.hears(Poll(), name="third")
    world.billing.becomes("sub_ada", ends=False, mark=Mark.NONE)
    world.kajabi.is_tagged("ada", LEFT)

    world.hears(Poll(), name="fourth")

    assert [name for name, _ in world.billing.ends] == ["sub_ada", "sub_ada"]


def granted(name: str = "sub_ada") -> World:
    """Ada has gold by our grant, and the poll has been by."""
    world = World()
    world.billing.sells(name, "ada@example.com")
    return world.hears(Provide(account="us", subscription=name)).hears(Poll(), name="first")


def test_a_grant_missed_of_what_has_ended_does_not_end_what_they_began_since() -> None:
    """Stripe's word about the end and about the new beginning may both be late."""
    world = granted()
    world.billing.becomes("sub_ada", status="canceled")
    world.kajabi.held["c1"].clear()
    world.billing.sells("sub_new", "ada@example.com")

    world.hears(Poll(), name="second")

    assert world.billing.ends == []


def test_but_it_ends_the_target_that_goes_on_in_its_place() -> None:
    world = granted()
    world.billing.becomes("sub_ada", ends=True, mark=Mark.MOVED)
    world.billing.sells("sub_new", "ada@example.com", account="intl", source="us/sub_ada")
    world.kajabi.held["c1"].clear()

    world.hears(Poll(), name="second")

    assert [name for name, _ in world.billing.ends] == ["sub_new"]


def test_a_second_grant_that_is_missed_is_a_second_wish() -> None:
    world = granted()
    world.kajabi.held["c1"].clear()
    world.hears(Poll(), name="second")
    world.billing.becomes("sub_ada", status="canceled")
    world.hears(Withdraw(account="us", subscription="sub_ada"), name="end")
    world.billing.sells("sub_two", "ada@example.com")
    world.hears(Provide(account="us", subscription="sub_two"), name="anew")
    world.kajabi.held["c1"].clear()

    world.hears(Poll(), name="third")

    assert [name for name, _ in world.billing.ends] == ["sub_ada", "sub_two"]
    assert world.doubts == []


def test_who_is_missed_is_told_of_once_a_day_however_often_the_poll_comes_by() -> None:
    """They stay without the offer until their period ends: 43,200 polls, a dozen requests each."""
    world = World()
    world.billing.sells("sub_ada", "ada@example.com")
    world.hears(Provide(account="us", subscription="sub_ada"))
    world.kajabi.held["c1"].clear()
    world.hears(Poll(), name="first")
    asked = world.billing.asked

    world.later(minutes=1).hears(Poll(), name="second").hears(Poll(), name="third")
    assert world.billing.asked == asked

    world.later(days=1).hears(Poll(), name="tomorrow")
    assert world.billing.asked > asked


def test_money_returned_at_the_site_is_a_persons_to_judge() -> None:
    world = members("ada")
    world.kajabi.returned.append(Reversal("t1", "refund", ("p_ada",), NOW + 60))

    world.hears(Poll(), name="second")
    world.hears(Poll(), name="third")

    assert world.billing.ends == []
    assert len(world.doubts) == 1
    assert "refund" in world.doubts[0]


def test_whichever_effect_the_poll_dies_at_everybody_who_left_stops_paying_once() -> None:
    moments = 0
    while True:
        world = members("ada", "ben")
        world.kajabi.loses("p_ada", at=NOW + 30)
        world.kajabi.loses("p_ben", at=NOW + 31)
        world.mortal.dies_at, world.mortal.moment = moments, 0

        world.hears(Poll(), name="second")

        ended = sorted(name for name, _ in world.billing.ends)
        assert ended == ["sub_ada", "sub_ben"], f"died at moment {moments}"
        if not world.deaths:
            break
        moments += 1
    assert moments >= 10


def test_of_an_offer_with_more_members_than_a_message_reads_the_next_minutes_read_on() -> None:
    """Two a page, ten pages a message: 45 members are three minutes."""
    world = World()
    for number in range(45):
        world.billing.sells(f"sub_{number}", f"m{number}@example.com")
        world.hears(Provide(account="us", subscription=f"sub_{number}"), name=f"join{number}")
    world.later(minutes=1)
    world.kajabi.held["c45"].clear()
    before = len(world.kajabi.asked)

    for minute in range(2):
        world.later(minutes=1).hears(Poll(), name=f"minute{minute}")
        holders = [each for each in world.kajabi.asked[before:] if each.startswith("holders")]
        assert [each for each in holders if "gold" in each][minute * 10 :] != []
        assert len([each for each in holders if "gold" in each]) == 10 * (minute + 1)
    assert world.billing.ends == []

    world.later(minutes=1).hears(Poll(), name="third")

    assert [name for name, _ in world.billing.ends] == ["sub_44"]


def test_who_is_given_the_offer_while_its_members_are_being_read_is_not_missed() -> None:
    world = World()
    for number in range(45):
        world.billing.sells(f"sub_{number}", f"m{number}@example.com")
        world.hears(Provide(account="us", subscription=f"sub_{number}"), name=f"join{number}")
    world.later(minutes=1).hears(Poll(), name="first")
    page = world.kajabi.held.pop("c3")
    world.later(minutes=1).hears(Poll(), name="second")
    world.billing.sells("sub_new", "new@example.com")
    world.hears(Provide(account="us", subscription="sub_new"), name="new")
    world.kajabi.held = {"c3": page, **world.kajabi.held}

    world.later(minutes=1).hears(Poll(), name="third")

    assert world.billing.ends == []
    assert world.doubts == []


def test_whichever_effect_a_long_reading_dies_at_who_is_missed_is_found_once() -> None:
    moments = 0
    while True:
        world = World()
        for number in range(23):
            world.billing.sells(f"sub_{number}", f"m{number}@example.com")
            world.hears(Provide(account="us", subscription=f"sub_{number}"), name=f"join{number}")
        world.later(minutes=1)
        world.kajabi.held["c23"].clear()
        world.mortal.dies_at, world.mortal.moment = moments, 0

        for minute in range(2):
            world.later(minutes=1).hears(Poll(), name=f"minute{minute}")

        assert [name for name, _ in world.billing.ends] == ["sub_22"], f"died at {moments}"
        if not world.deaths:
            break
        moments += 7
    assert moments >= 21
