"""KAJ-4: money that went back takes access with it by the owner's rules, without loops: nothing
gives it again until something new is paid, the money comes back, or a person decides."""

from typing import Any

import pytest

from carryover.access.messages import Audit, Decide, Poll, Provide, Withdraw
from carryover.access.model import LinkState, Mark
from carryover.access.paid import Dispute
from carryover.kernel.facts import InvoiceState, StateSeen
from carryover.kernel.news import MoneyReturned
from tests.unit.access.world import MONTH, NOW, RULES, SITE, World, money_of, state_of

GIVE = Provide(account="us", subscription="sub_ada")


def ada(**rules: Any) -> World:
    """Ada pays for gold, has it, and this month is paid."""
    world = World(rules=RULES.model_copy(update=rules))
    world.billing.sells("sub_ada", "ada@example.com")
    world.billing.is_paid("sub_ada", "in_1", NOW)
    return world.hears(GIVE, name="join")


def has(world: World) -> bool:
    return "gold" in world.kajabi.held["c1"]


def pays_again(world: World, invoice: str = "in_2") -> StateSeen:
    """The next month is paid; what Stripe tells of it."""
    paid = world.billing.is_paid("sub_ada", invoice, NOW + MONTH)
    state = InvoiceState(
        id=invoice,
        created=paid.created,
        livemode=False,
        customer="cus_1",
        status="paid",
        currency="usd",
        subscription="sub_ada",
        subtotal=2900,
        total=2900,
        amount_due=2900,
        amount_paid=2900,
        amount_remaining=0,
        period_start=NOW,
        period_end=NOW,
    )
    at = paid.created
    return StateSeen(account="us", evidence="evt_2", earliest=at, latest=at, state=state)


def test_a_full_refund_of_the_latest_period_withdraws_access_and_leaves_the_subscription() -> None:
    world = ada()

    world.hears(world.billing.gives_back("in_1"))

    assert not has(world)
    assert world.billing.ends == []
    assert world.links.rows["us", "sub_ada"].withheld is not None


def test_a_refund_of_a_part_keeps_it_and_the_rest_of_it_does_not() -> None:
    world = ada()

    world.hears(world.billing.gives_back("in_1", 1000))
    assert has(world)

    world.hears(world.billing.gives_back("in_1"))
    assert not has(world)


def test_a_refund_of_an_earlier_period_keeps_it() -> None:
    world = ada()
    pays_again(world)

    world.hears(world.billing.gives_back("in_1"))

    assert (has(world), world.outcomes[-1]) == (True, "a later period is paid")


def test_a_dispute_withdraws_and_one_that_is_won_gives_back() -> None:
    world = ada()

    world.hears(world.billing.is_disputed("in_1"))
    assert not has(world)
    world.hears(world.billing.is_disputed("in_1", Dispute.LOST))
    assert not has(world)
    world.hears(world.billing.is_disputed("in_1", Dispute.WON))

    assert has(world)
    assert world.links.rows["us", "sub_ada"].withheld is None


def test_an_inquiry_takes_nothing_yet() -> None:
    world = ada()

    world.hears(world.billing.is_disputed("in_1", Dispute.ASKED))

    assert has(world)


def test_a_refund_that_failed_gives_back_what_it_took() -> None:
    world = ada()
    world.hears(world.billing.gives_back("in_1"))

    world.hears(world.billing.gives_back("in_1", 0))

    assert has(world)


def test_a_refund_the_bank_sent_back_is_a_persons_to_pay_otherwise() -> None:
    world = ada()
    world.hears(world.billing.gives_back("in_1"))
    money = world.billing.gives_back("in_1", 0).model_copy(update={"status": "failed"})

    world.hears(money)

    assert has(world)
    assert "in another way" in world.doubts[0]


@pytest.mark.parametrize(("kind", "rule"), [("refund", "refunds"), ("dispute", "disputes")])
def test_the_owner_may_let_them_keep_it_or_be_asked(kind: str, rule: str) -> None:
    def back(world: World) -> MoneyReturned:
        if kind == "refund":
            return world.billing.gives_back("in_1")
        return world.billing.is_disputed("in_1")

    kept = ada(**{rule: "keep"})
    kept.hears(back(kept))
    asked = ada(**{rule: "review"})
    asked.hears(back(asked), back(asked))

    assert has(kept)
    assert has(asked)
    (sentence,) = set(asked.doubts)
    assert f"The {kind} of invoice in_1 gave back the latest period" in sentence


@pytest.mark.parametrize("again", ["state", "provide", "audit", "poll", "withdraw", "replay"])
def test_nothing_gives_back_what_is_withheld_though_the_subscription_is_active(again: str) -> None:
    world = ada()
    money = world.billing.gives_back("in_1")
    world.hears(money)

    match again:
        case "state":
            world.hears(state_of(world.billing.rows["us", "sub_ada"]))
        case "provide":
            world.hears(GIVE.model_copy(update={"again": True}))
        case "audit":
            world.hears(Audit(site=SITE, repair=True))
        case "poll":
            world.hears(Poll(), name="one").hears(Poll(), name="two")
        case "withdraw":
            world.hears(Withdraw(account="us", subscription="sub_ada"))
        case _:
            world.hears(money)

    assert not has(world)
    assert world.billing.ends == []
    assert world.doubts == []


def test_another_plan_is_not_given_either_while_it_is_withheld() -> None:
    world = ada()
    world.hears(world.billing.gives_back("in_1"))
    world.billing.becomes("sub_ada", plans=("price_silver",))

    world.hears(state_of(world.billing.rows["us", "sub_ada"]))

    assert world.kajabi.held["c1"] == set()


def test_the_next_period_that_is_paid_gives_it_back() -> None:
    world = ada()
    world.hears(world.billing.gives_back("in_1"))

    world.hears(pays_again(world))

    assert has(world)
    assert world.links.rows["us", "sub_ada"].withheld is None


def test_a_payment_told_late_is_no_new_one() -> None:
    """The invoice that was refunded is told as paid once more: events come in any order."""
    world = ada()
    paid = pays_again(world)
    world.hears(world.billing.gives_back("in_2"))

    world.hears(paid)

    assert not has(world)


def test_a_payment_of_somebody_whose_access_nobody_withheld_costs_no_look() -> None:
    world = ada()
    before = world.billing.asked

    world.hears(pays_again(world))

    assert world.billing.asked == before


def test_money_that_went_back_before_anything_was_given_is_not_forgotten() -> None:
    world = World()
    world.billing.sells("sub_ada", "ada@example.com")
    world.billing.is_paid("sub_ada", "in_1", NOW)

    world.hears(world.billing.gives_back("in_1"), GIVE)

    assert world.kajabi.grants == []


def test_a_person_may_give_it_back_and_the_same_return_does_not_take_it_again() -> None:
    world = ada()
    world.hears(world.billing.is_disputed("in_1"))

    order = Decide(account="us", subscription="sub_ada", access="give_back", by="sue", why="known")
    world.hears(order, order, name="sue")
    world.hears(world.billing.is_disputed("in_1", Dispute.LOST))

    assert has(world)
    assert world.kajabi.grants.count(("c1", "gold")) == 2


def test_a_person_may_withhold_it_and_the_next_payment_ends_that() -> None:
    world = ada()

    order = Decide(account="us", subscription="sub_ada", access="withhold", by="sue", why="spam")
    world.hears(order, order, name="sue")
    world.hears(state_of(world.billing.rows["us", "sub_ada"]))
    assert not has(world)

    world.later(days=1).hears(pays_again(world))
    assert has(world)


def test_an_offer_that_another_paid_subscription_opens_stays() -> None:
    world = ada()
    world.billing.sells("sub_two", "ada@example.com")
    world.hears(Provide(account="us", subscription="sub_two"), name="two")

    world.hears(world.billing.gives_back("in_1"))

    assert has(world)


def test_what_was_paid_before_a_move_is_a_persons_to_judge() -> None:
    world = ada()
    world.billing.becomes("sub_ada", mark=Mark.MOVED, ends=True)

    world.hears(world.billing.gives_back("in_1"))

    assert has(world)
    assert "being moved" in world.doubts[0]


def test_what_was_paid_for_a_change_in_mid_period_is_a_persons_to_judge() -> None:
    world = ada()
    world.billing.is_paid("sub_ada", "in_up", NOW + 60, reason="subscription_update")

    world.hears(world.billing.gives_back("in_up"))

    assert has(world)
    assert "in between periods" in world.doubts[0]


def test_money_of_strangers_is_nobodys_business_here() -> None:
    world = ada().hears(money_of("ch_shop", "refund"))

    assert (has(world), world.outcomes[-1]) == (True, "it paid for no subscription")


def test_a_subscription_that_is_over_has_nothing_to_withhold() -> None:
    world = ada()
    world.billing.becomes("sub_ada", status="canceled")
    world.hears(Withdraw(account="us", subscription="sub_ada"))

    world.hears(world.billing.gives_back("in_1"))

    assert world.outcomes[-1] == "it opens nothing any more"


@pytest.mark.parametrize("way", ["out", "back"])
def test_whichever_effect_the_worker_dies_at_access_is_what_the_money_says(way: str) -> None:
    moments = 0
    while True:
        world = ada()
        money = world.billing.gives_back("in_1")
        if way == "back":
            world.hears(money)
            money = world.billing.gives_back("in_1", 0)
        world.mortal.dies_at, world.mortal.moment = moments, 0

        world.hears(money)

        assert has(world) is (way == "back"), f"died at moment {moments}"
        wanted = LinkState.GIVEN if way == "back" else LinkState.TAKEN
        assert world.links.rows["us", "sub_ada"].state is wanted
        if not world.deaths:
            break
        moments += 1
    assert moments >= 6
