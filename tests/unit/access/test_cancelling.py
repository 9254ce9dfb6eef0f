"""KAJ-2, KAJ-3: who leaves at the site stops paying here; nobody does on the word of a stranger."""

import pytest

from carryover.access.messages import Cancel, Provide
from carryover.access.model import Mark
from carryover.kernel.clock import seconds
from tests.unit.access.world import LEFT, NOON, RULES, SITE, World, purchased, tagged


def ada(world: World | None = None) -> World:
    """Ada pays for gold and has it."""
    world = world or World()
    world.kajabi.joins("c1", "ada@example.com")
    world.billing.sells("sub_ada", "ada@example.com")
    return world.hears(Provide(account="us", subscription="sub_ada"), name="join")


def test_a_member_tagged_as_leaving_stops_paying_at_the_end_of_the_period() -> None:
    world = ada()
    world.kajabi.is_tagged("c1", LEFT)

    world.hears(tagged("c1", "ada@example.com"))

    assert world.billing.ends == [("sub_ada", "period_end")]
    assert world.doubts == []


def test_or_at_once_where_the_owner_wants_that() -> None:
    world = ada(World(rules=RULES.model_copy(update={"ends": "now"})))
    world.kajabi.is_tagged("c1", LEFT)

    world.hears(tagged("c1"))

    assert world.billing.ends == [("sub_ada", "now")]


def test_three_hooks_and_a_poll_are_one_wish() -> None:
    world = ada()
    world.kajabi.is_tagged("c1", LEFT)

    world.hears(tagged("c1"), tagged("c1"), tagged("c1"))

    assert len(world.billing.ends) == 1
    assert world.outcomes.count("ends already") == 2


def test_a_tag_that_only_a_hook_speaks_of_ends_nothing() -> None:
    world = ada().hears(tagged("c1", "ada@example.com"))

    assert world.billing.ends == []


def test_a_body_replayed_with_another_address_ends_nothing_and_is_asked_about() -> None:
    world = ada()
    world.kajabi.is_tagged("c1", LEFT)

    world.hears(tagged("c1", "mallory@example.com"))

    assert world.billing.ends == []
    assert "not theirs" in world.doubts[0]


def test_a_member_nobody_knows_and_a_tag_that_means_something_else_end_nothing() -> None:
    world = ada()
    world.kajabi.is_tagged("c1", "12")

    world.hears(tagged("c9"), tagged("c1", tag="12"))

    assert world.billing.ends == []
    assert world.doubts == []


def test_a_deactivated_purchase_ends_the_plan_that_opens_its_offer_and_no_other() -> None:
    world = ada()
    world.billing.sells("sub_silver", "ada@example.com", "price_silver")
    world.hears(Provide(account="us", subscription="sub_silver"), name="more")
    world.kajabi.buys("p1", "c1", "silver")
    world.kajabi.loses("p1", at=1_800_000_000)

    world.hears(purchased("p1"))

    assert [name for name, _ in world.billing.ends] == ["sub_silver"]


def test_a_purchase_of_somebody_else_ends_only_what_its_owner_pays_for() -> None:
    """A forged hook may name any purchase; the site says whose it is, and whether it ended."""
    world = ada()
    world.kajabi.joins("c2", "ben@example.com")
    world.kajabi.buys("p2", "c2", "gold")

    world.hears(purchased("p2", "ada@example.com"))

    assert world.billing.ends == []


def test_a_purchase_that_was_over_before_they_began_to_pay_here_ends_nothing() -> None:
    """Whoever knows the door may send old hooks; the purchase they name is deactivated indeed."""
    world = World()
    world.kajabi.joins("c1", "ada@example.com")
    world.kajabi.buys("p1", "c1", "gold")
    world.kajabi.loses("p1", at=seconds(NOON) - 86_400)
    ada(world).hears(purchased("p1", "ada@example.com"))

    assert world.billing.ends == []
    assert world.doubts == []


def test_a_purchase_that_ended_while_the_offer_is_theirs_by_a_grant_goes_to_a_person() -> None:
    world = ada()
    world.kajabi.buys("p1", "c1", "gold")
    world.kajabi.loses("p1", at=seconds(NOON) + 60)
    world.kajabi.held["c1"].add("gold")

    world.hears(purchased("p1"))

    assert world.billing.ends == []
    assert "they have the offer all the same" in world.doubts[0]


def test_an_address_is_the_same_in_any_case() -> None:
    world = World()
    world.kajabi.joins("c1", "Ada@Example.com", LEFT)
    world.billing.sells("sub_ada", "ada@example.COM")

    world.hears(tagged("c1", "ADA@example.com"))

    assert [name for name, _ in world.billing.ends] == ["sub_ada"]


def test_a_plus_address_is_somebody_else_and_is_only_suggested() -> None:
    world = World()
    world.kajabi.joins("c1", "ada+courses@example.com", LEFT)
    world.billing.sells("sub_ada", "ada@example.com")

    world.hears(tagged("c1"))

    assert world.billing.ends == []
    assert "us/sub_ada" in world.doubts[0]


def test_one_person_with_two_subscriptions_is_asked_which_one_is_meant() -> None:
    world = ada()
    world.billing.sells("sub_two", "ada@example.com", "price_silver")
    world.hears(Provide(account="us", subscription="sub_two"), name="more")
    world.kajabi.is_tagged("c1", LEFT)

    world.hears(tagged("c1"))

    assert world.billing.ends == []
    assert "us/sub_ada" in world.doubts[0]
    assert "us/sub_two" in world.doubts[0]


def test_two_people_sharing_a_card_are_two_people() -> None:
    """Nothing but the link and the address says who is meant: here only Ben leaves."""
    world = ada()
    world.kajabi.joins("c2", "ben@example.com", LEFT)
    world.billing.sells("sub_ben", "ben@example.com", customer="cus_ada@example.com")

    world.hears(tagged("c2"))

    assert [name for name, _ in world.billing.ends] == ["sub_ben"]


def test_the_stored_link_wins_over_an_address_that_was_changed_since() -> None:
    world = ada()
    world.kajabi.joins("c1", "ada@new.example", LEFT)

    world.hears(tagged("c1"))

    assert [name for name, _ in world.billing.ends] == ["sub_ada"]


def test_a_member_who_pays_for_nothing_here_goes_to_a_person() -> None:
    world = World()
    world.kajabi.joins("c1", "ada@example.com", LEFT)

    world.hears(tagged("c1"))

    assert "No subscription" in world.doubts[0]


@pytest.mark.parametrize("mark", [Mark.MOVED, Mark.ARMED])
def test_of_a_subscription_on_the_move_only_the_side_that_bills_is_ended(mark: Mark) -> None:
    world = World()
    world.kajabi.joins("c1", "ada@example.com", LEFT)
    world.billing.sells("sub_still", "ada@example.com", account="intl", mark=mark, ends=True)
    world.billing.sells("sub_bills", "ada@example.com")

    world.hears(tagged("c1"))

    assert [name for name, _ in world.billing.ends] == ["sub_bills"]


def test_in_mid_move_nothing_bills_yet_and_the_wish_waits_for_the_target() -> None:
    world = World()
    world.kajabi.joins("c1", "ada@example.com", LEFT)
    world.billing.sells("sub_old", "ada@example.com", account="intl", mark=Mark.MOVED, ends=True)
    world.billing.sells("sub_new", "ada@example.com", mark=Mark.ARMED, ends=True)
    world.hears(tagged("c1"))
    assert (world.billing.ends, world.outcomes, world.doubts) == ([], [], [])

    world.billing.becomes("sub_new", mark=Mark.NONE, ends=False)
    world.hears(tagged("c1"))

    assert [name for name, _ in world.billing.ends] == ["sub_new"]


def test_a_target_that_lived_and_is_to_end_before_its_first_charge_is_waited_for_by_nobody() -> (
    None
):
    world = World()
    world.kajabi.joins("c1", "ada@example.com", LEFT)
    world.billing.sells("sub_old", "ada@example.com", mark=Mark.MOVED, ends=True)
    world.billing.sells("sub_new", "ada@example.com", account="intl", source="us/sub_old")
    world.hears(Provide(account="intl", subscription="sub_new"))
    world.billing.becomes("sub_new", "intl", mark=Mark.ARMED, ends=True)

    world.hears(tagged("c1"))

    assert world.outcomes[-1] == "ends already"
    assert (world.billing.ends, world.doubts) == ([], [])


def test_a_source_whose_target_nobody_can_see_is_no_end() -> None:
    world = ada()
    world.billing.becomes("sub_ada", mark=Mark.MOVED, ends=True)
    world.kajabi.is_tagged("c1", LEFT)

    world.hears(tagged("c1"))

    assert "goes on billing there" in world.doubts[0]


def test_an_old_tag_does_not_end_what_the_member_began_since() -> None:
    world = ada()
    world.kajabi.is_tagged("c1", LEFT)
    world.hears(tagged("c1")).later(days=40)
    world.billing.becomes("sub_ada", status="canceled")
    world.billing.sells("sub_again", "ada@example.com")

    world.hears(tagged("c1"), name="later")

    assert [name for name, _ in world.billing.ends] == ["sub_ada"]
    assert "old tag" in world.doubts[0]


def test_a_tag_that_was_taken_off_in_between_is_a_new_wish() -> None:
    world = ada()
    world.kajabi.is_tagged("c1", LEFT)
    world.hears(tagged("c1"))
    world.kajabi.is_tagged("c1")
    world.hears(tagged("c1", gone=True))
    world.billing.becomes("sub_ada", ends=False, mark=Mark.NONE)
    world.kajabi.is_tagged("c1", LEFT)

    world.hears(tagged("c1"), name="later")

    assert [name for name, _ in world.billing.ends] == ["sub_ada", "sub_ada"]
    assert world.doubts == []


def test_a_person_ends_by_the_same_act() -> None:
    order = Cancel(account="us", subscription="sub_ada", ends="now", by="sue", why="called us")

    world = ada().hears(order, order)

    assert world.billing.ends == [("sub_ada", "now")]


def test_a_site_that_is_down_ends_nothing_and_loses_nothing() -> None:
    world = ada()
    world.kajabi.is_tagged("c1", LEFT)
    world.kajabi.down = True
    world.hears(tagged("c1"))
    assert world.billing.ends == []

    world.kajabi.down = False
    world.hears(tagged("c1"))

    assert len(world.billing.ends) == 1


def test_whichever_effect_the_worker_dies_at_the_subscription_ends_once() -> None:
    moments = 0
    while True:
        world = ada()
        world.kajabi.is_tagged("c1", LEFT)
        world.mortal.dies_at, world.mortal.moment = moments, 0

        world.hears(tagged("c1"))

        assert world.billing.ends == [("sub_ada", "period_end")], f"died at moment {moments}"
        wish = world.requests.rows[f"{SITE}:c1:tag:{LEFT}"]
        assert wish.state == "done"
        if not world.deaths:
            break
        moments += 1
    assert moments >= 6, "before and after the wish, the end, and the note that it is done"


def test_a_person_who_says_now_is_obeyed_also_where_it_was_to_end_with_its_period() -> None:
    world = World()
    world.billing.sells("sub_ada", "ada@example.com", ends=True)
    said = {"account": "us", "subscription": "sub_ada", "by": "ada", "why": "chargeback"}

    world.hears(Cancel.model_validate({**said, "ends": "now"}))

    assert world.billing.ends == [("sub_ada", "now")]
