"""DESIGN §10, PAY-3: the record ends in Stripe's own state for every order, duplicate and delay."""

import random
from collections.abc import Callable
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.mirror.world import NOON, Stage, Story


def a_new_subscription() -> Story:
    """Created, paid, and looked at again, all in one second, as Stripe does."""
    story = Story.begins(status="incomplete")
    story.changes(latest_invoice="in_1").changes(status="active")
    return story.changes(default_payment_method="pm_1").changes(metadata={"plan": "gold"})


def a_change_of_mind() -> Story:
    """Set to cancel and set back within the same second: the walk passes one place twice."""
    story = Story.begins()
    story.changes(cancel_at_period_end=True).changes(cancel_at_period_end=False)
    return story.changes(cancel_at_period_end=True).changes(metadata={"seen": "yes"})


def a_circle() -> Story:
    """Ends in the very state it began with."""
    story = Story.begins()
    story.changes(days_until_due=1).changes(days_until_due=2)
    return story.changes(days_until_due=1).changes(days_until_due=None)


def an_end() -> Story:
    """Canceled in the second in which everything else happened too."""
    story = Story.begins(status="trialing")
    story.changes(status="active").changes(latest_invoice="in_2").mentions()
    return story.changes(status="canceled", canceled_at=NOON, ended_at=NOON)


def a_renewal() -> Story:
    """The second starts in the middle of a life, with no creation to hold on to."""
    story = Story.begins().seconds_pass(9)
    story.changes(latest_invoice="in_3").changes(status="past_due").changes(status="active")
    return story.changes(latest_invoice="in_4").changes(days_until_due=3)


def a_busy_second() -> Story:
    """Between the steps, events that say nothing of a step, or of none that we keep."""
    story = Story.begins().seconds_pass(9)
    story.changes(latest_invoice="in_3").mentions()
    return story.changes(status="past_due").changes().mentions()


CHAINS = [a_new_subscription, a_change_of_mind, a_circle, an_end, a_renewal, a_busy_second]


@pytest.mark.parametrize("chain", CHAINS)
def test_all_120_orders_of_five_events_in_one_second_end_in_the_truth_without_asking_stripe(
    chain: Callable[[], Story],
) -> None:
    events = chain().events[-5:]
    for order in permutations(events):
        stage = Stage(chain()).delivered(*order).patience_ends()

        assert stage.tells_the_truth()
        assert stage.stripe.reads == 0


@pytest.mark.parametrize("chain", CHAINS)
@settings(max_examples=150, deadline=None)
@given(seed=st.integers())
def test_one_to_ten_deliveries_of_each_event_in_any_interleaving_end_in_the_truth(
    chain: Callable[[], Story], seed: int
) -> None:
    dice = random.Random(seed)
    story = chain()
    deliveries = [e for e in story.events for _ in range(dice.randint(1, 10))]
    dice.shuffle(deliveries)

    stage = Stage(story).delivered(*deliveries).patience_ends()

    assert stage.tells_the_truth()
    assert stage.stripe.reads == 0


changes = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["active", "past_due", "trialing"]),
        "latest_invoice": st.sampled_from(["in_1", "in_2"]),
        "cancel_at_period_end": st.booleans(),
    },
)


@st.composite
def lives(draw: st.DrawFn) -> Story:
    """Any life of up to a dozen changes, several in the same second, some invisible to us."""
    story = Story.begins(status=draw(st.sampled_from(["incomplete", "active"])))
    for change in draw(st.lists(changes, max_size=12)):
        story.seconds_pass(draw(st.sampled_from([0, 0, 0, 1, 60])))
        if change:
            story.changes(**change)
        else:
            story.mentions()
    return story


@settings(max_examples=400, deadline=None)
@given(story=lives(), seed=st.integers(), patience_ends_at=st.integers(0, 12))
def test_any_life_in_any_order_ends_in_the_truth_even_if_stripe_is_asked_half_way(
    story: Story, seed: int, patience_ends_at: int
) -> None:
    dice = random.Random(seed)
    deliveries = story.events * 2
    dice.shuffle(deliveries)
    stage = Stage(story)

    stage.delivered(*deliveries[:patience_ends_at]).patience_ends()
    stage.delivered(*deliveries[patience_ends_at:]).patience_ends()

    assert stage.tells_the_truth()


@settings(max_examples=400, deadline=None)
@given(story=lives(), seed=st.integers())
def test_stripe_is_asked_once_at_most_when_all_news_arrives_within_our_patience(
    story: Story, seed: int
) -> None:
    deliveries = list(story.events)
    random.Random(seed).shuffle(deliveries)

    stage = Stage(story).delivered(*deliveries).patience_ends()

    assert stage.tells_the_truth()
    assert stage.stripe.reads <= 1
