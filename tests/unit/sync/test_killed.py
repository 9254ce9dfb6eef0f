"""A walk whose worker dies before or after any of its effects ends with the same state and the
same report."""

from collections.abc import Callable

import pytest

from carryover.ports.outbox import Queue
from carryover.sync.messages import SyncEnvelope, SyncEvents, SyncObjects
from carryover.sync.policy import DAY, GRACE, LARGEST_PAYLOAD
from tests.fakes.memory import Mortal
from tests.unit.sync.world import (
    EVERYTHING_OLD,
    NOON,
    OUR_NOON,
    Ledger,
    LittleStripe,
    Stage,
    customer,
)


def an_outage_too_long(mortal: Mortal, *, prompt: bool) -> Stage:
    """Seven events of which two arrived, one too large, and a checkpoint Stripe has forgotten."""
    stripe = LittleStripe()
    for number in range(7):
        stripe.happens(f"evt_{number}", NOON - DAY + number)
    stripe.happens("evt_huge", NOON - DAY, note="x" * LARGEST_PAYLOAD)
    stage = Stage(stripe, mortal=mortal, prompt=prompt).arrived("evt_2", "evt_5")
    stage.memory.advance("us", NOON - 40 * DAY)
    return stage.walks_events()


def a_neglected_record(mortal: Mortal, *, prompt: bool) -> Stage:
    """Customers of whom some are missing here, some different, some gone at Stripe."""
    theirs = [customer(number, EVERYTHING_OLD + number // 3) for number in range(8)]
    ours = [theirs[1], customer(2, EVERYTHING_OLD, balance=5), *theirs[4:], customer(90)]
    stripe = LittleStripe(odd={"cus_0006"}).has(*theirs)
    return Stage(stripe, Ledger().holds(*ours), mortal=mortal, prompt=prompt).walks_objects()


@pytest.mark.parametrize("prompt", [True, False], ids=["others-at-once", "others-later"])
@pytest.mark.parametrize("story", [an_outage_too_long, a_neglected_record])
def test_whichever_effect_the_worker_dies_at_the_end_is_the_same(
    story: Callable[..., Stage], prompt: bool
) -> None:
    calm = story(Mortal(dies_at=-1), prompt=prompt)
    moments = 0

    while (stage := story(Mortal(dies_at=moments), prompt=prompt)).deaths:
        assert stage.report == calm.report, f"died at moment {moments}"
        assert stage.memory.reached == calm.memory.reached
        assert stage.ledger.states_of == calm.ledger.states_of
        assert stage.filed == calm.filed
        assert stage.reviews.doubts == calm.reviews.doubts
        moments += 1

    assert moments >= 24, "every write and every message was one of the places to die"


def test_an_event_sent_twice_by_a_dying_worker_bears_the_same_id_both_times() -> None:
    calm = an_outage_too_long(Mortal(dies_at=-1), prompt=False)
    moments = range(60)

    deliveries = [an_outage_too_long(Mortal(dies_at=m), prompt=False).delivered for m in moments]

    assert {frozenset(each) for each in deliveries} == {frozenset(calm.delivered)}
    assert max(map(len, deliveries)) > len(calm.delivered), "some were indeed sent twice"


@pytest.mark.parametrize("moment", range(60))
def test_at_no_moment_does_the_checkpoint_pass_an_event_that_was_not_sent(moment: int) -> None:
    stage = an_outage_too_long(Mortal(dies_at=moment), prompt=False)

    if stage.reached_at_death == NOON - GRACE:
        assert stage.sent_at_death >= {f"evt_{number}" for number in range(7)}


def test_a_trigger_delivered_twice_asks_for_the_same_page_both_times() -> None:
    """Otherwise two windows would be walked under one name, and their counts mixed."""
    stage = Stage(LittleStripe(ticks=60))
    for task in (SyncEvents(account="us"), SyncObjects(account="us")):
        trigger = SyncEnvelope(id="trigger", cause="test", occurred_at=OUR_NOON, body=task)

        stage.sync.handle(trigger)
        stage.sync.handle(trigger)

        first, second = stage.outbox.take(Queue.SCHEDULED_SYNC)
        assert first == second
