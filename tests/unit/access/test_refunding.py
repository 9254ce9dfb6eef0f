"""KAJ-2: who leaves gets back what the owner decided, once; what is unclear goes to a person."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.access.messages import Cancel, Poll, Provide
from carryover.access.paid import Charged, Dispute
from carryover.access.refunding import Refunding, unused
from carryover.access.rules import LastPayment, Rules, SiteRules
from carryover.ports.outbox import Queue
from tests.unit.access.world import LEFT, MONTH, NOW, RULES, SITE, World, tagged

A_THIRD = MONTH // 3
WITHIN_14_DAYS = LastPayment(last_payment_within_days=14)


def ada(rule: object = "unused", ends: str = "now", **paid: Any) -> World:
    """Ada paid for this month a third of a month ago, and is tagged as leaving."""
    world = World(rules=RULES.model_copy(update={"refund": rule, "ends": ends}))
    world.kajabi.joins("c1", "ada@example.com", LEFT)
    world.billing.sells("sub_ada", "ada@example.com")
    world.billing.is_paid("sub_ada", "in_1", NOW - A_THIRD, **paid)
    return world.hears(Provide(account="us", subscription="sub_ada"), name="join")


def back(world: World) -> int:
    """What went back of the invoice, minor units."""
    return world.billing.money["in_1"][1][0].refunded


def test_nothing_goes_back_unless_the_owner_wants_it() -> None:
    world = ada("none").hears(tagged("c1"))

    assert (world.billing.ends, back(world)) == ([("sub_ada", "now")], 0)
    assert world.outbox.take(Queue.ACCESS) == []


def test_the_unused_part_of_the_running_period_goes_back_once() -> None:
    world = ada().hears(tagged("c1"), tagged("c1"))

    assert back(world) == 1933, "two thirds of 29.00"
    assert len(world.billing.refunds) == 1


@pytest.mark.parametrize(("minutes", "asked"), [(30, True), (-30, False)])
def test_a_period_that_began_after_they_left_and_before_we_heard_goes_to_a_person(
    minutes: int, asked: bool
) -> None:
    """The site is down, the member leaves, the next month begins, the site is back."""
    world = ada("none", "period_end")
    world.kajabi.is_tagged("c1")
    world.hears(Poll(), name="before").later(hours=1)
    world.billing.becomes("sub_ada", begun=NOW + 60 * minutes, created=NOW - MONTH)
    world.kajabi.is_tagged("c1", LEFT)

    world.hears(Poll(), name="after")

    assert world.billing.ends == [("sub_ada", "period_end")]
    assert bool(world.doubts) is asked


def test_nothing_is_unused_where_the_subscription_runs_to_the_end_of_its_period() -> None:
    world = ada(ends="period_end").hears(tagged("c1"))

    assert back(world) == 0
    assert world.outcomes[-1] == "they have what they paid for until the period ends"


@pytest.mark.parametrize(("days", "amount"), [(14, 2900), (9, 0)])
@pytest.mark.parametrize("ends", ["now", "period_end"])
def test_the_last_payment_goes_back_while_it_is_young(days: int, amount: int, ends: str) -> None:
    rule = LastPayment(last_payment_within_days=days)

    world = ada(rule, ends).hears(tagged("c1"))

    assert back(world) == amount


def test_a_person_who_cancels_by_hand_refunds_by_the_same_rule() -> None:
    order = Cancel(account="us", subscription="sub_ada", ends="now", by="sue", why="called us")

    world = ada().hears(order, order)

    assert back(world) == 1933


def test_the_amount_is_that_of_the_moment_they_left_however_late_it_is_paid() -> None:
    world = ada()
    world.hears(tagged("c1"), only=1)

    world.later(days=5).hears()

    assert back(world) == 1933


@pytest.mark.parametrize(
    ("oddity", "sentence"),
    [
        ("a second payment in the period", "several payments"),
        ("paid by two charges", "2 charges"),
        ("partly refunded", "refunded already"),
        ("disputed", "disputed"),
        ("another currency", "different amounts"),
        ("partly paid by a balance", "different amounts"),
        ("several stretches", "several stretches"),
    ],
)
def test_what_is_unclear_goes_to_a_person_and_the_end_stands(oddity: str, sentence: str) -> None:
    world = ada()
    paid, (charge,) = world.billing.money["in_1"]
    match oddity:
        case "a second payment in the period":
            world.billing.is_paid("sub_ada", "in_up", NOW - 60, reason="subscription_update")
        case "paid by two charges":
            world.billing.money["in_1"] = (paid, [charge, Charged("ch_x", 100, 0, "usd")])
        case "partly refunded":
            world.billing.gives_back("in_1", 100)
        case "disputed":
            world.billing.is_disputed("in_1", Dispute.WON)
        case "another currency":
            world.billing.money["in_1"] = (paid, [replace(charge, currency="eur")])
        case "partly paid by a balance":
            world.billing.money["in_1"] = (replace(paid, amount=3000), [charge])
        case _:
            world.billing.money["in_1"] = (replace(paid, period=None), [charge])

    world.hears(tagged("c1"))

    assert sentence in world.doubts[0]
    assert world.billing.refunds == {}
    assert world.billing.ends == [("sub_ada", "now")]


def test_what_was_refunded_already_is_not_refunded_again() -> None:
    world = ada()
    world.billing.gives_back("in_1")

    world.hears(tagged("c1"))

    assert (world.billing.refunds, world.doubts) == ({}, [])


def test_who_never_paid_gets_nothing_back() -> None:
    world = ada()
    world.billing.money.clear()

    world.hears(tagged("c1"))

    assert world.outcomes[-1] == "nothing was paid"


def test_what_was_paid_for_an_earlier_period_stays() -> None:
    world = ada()
    paid, charges = world.billing.money["in_1"]
    world.billing.money["in_1"] = (replace(paid, period=(NOW - 2 * MONTH, NOW - 60)), charges)

    world.hears(tagged("c1"))

    assert back(world) == 0


@pytest.mark.parametrize(
    ("currency", "amount", "share"),
    [
        ("usd", 1000, 667),
        ("jpy", 1000, 667),
        ("kwd", 1000, 670),
        ("isk", 1000, 700),
        ("usd", 1, 1),
        ("kwd", 5, 0),
    ],
)
def test_two_thirds_are_rounded_to_what_the_currency_can_pay(
    currency: str, amount: int, share: int
) -> None:
    assert unused(amount, currency, (0, 3 * 86_400), 86_400) == share


@given(
    amount=st.integers(1, 10**9),
    span=st.integers(1, 400 * 86_400),
    at=st.integers(-86_400, 400 * 86_400),
    currency=st.sampled_from(["usd", "jpy", "kwd", "ugx"]),
)
def test_never_more_than_was_paid_and_less_from_second_to_second(
    amount: int, span: int, at: int, currency: str
) -> None:
    at = min(at, span)
    now, later = (unused(amount, currency, (0, span), when) for when in (at, min(at + 1, span)))

    assert amount >= now >= later >= 0


@pytest.mark.parametrize("rule", ["unused", WITHIN_14_DAYS])
def test_whichever_effect_the_worker_dies_at_it_ends_once_and_refunds_once(rule: object) -> None:
    moments = 0
    while True:
        world = ada(rule)
        world.mortal.dies_at, world.mortal.moment = moments, 0

        world.hears(tagged("c1"))

        assert world.billing.ends == [("sub_ada", "now")], f"died at moment {moments}"
        assert back(world) == (1933 if rule == "unused" else 2900), f"died at moment {moments}"
        assert len(world.billing.refunds) == 1
        if not world.deaths:
            break
        moments += 1
    assert moments >= 14, "around wish, end, two messages, note; intent, refund, note"


def test_a_preview_says_what_would_go_back() -> None:
    world = ada()
    one = world.billing.rows["us", "sub_ada"]
    refunding = Refunding(world.memory.behind(), world.billing, lambda: world.now)

    due = refunding.preview(one, Rules(sites={SITE: world.rules}), at_once=True)

    assert "1933" in repr(due)
    assert world.billing.refunds == {}


@pytest.mark.parametrize(
    ("written", "read"),
    [("unused", "unused"), ({"last_payment_within_days": 14}, WITHIN_14_DAYS)],
)
def test_the_rule_is_one_line_of_the_file(written: object, read: object) -> None:
    said = {"accounts": ["us"], "plans": {}, "refund": written}

    assert SiteRules.model_validate_json(json.dumps(said)).refund == read
