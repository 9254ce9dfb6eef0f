"""A worker killed between any two of its effects, then redelivered: the same final state."""

import random

import pytest

from carryover.mirror.messages import MirrorEnvelope
from carryover.ports.outbox import Queue
from tests.fakes.memory import Killed, Mortal
from tests.unit.mirror.world import Stage, Story, enveloped


def a_story_with_a_tie() -> Story:
    """Two changes of a second whose connecting change never arrives: Stripe has to be asked."""
    story = Story.begins().seconds_pass(5)
    story.changes(latest_invoice="in_1").changes(status="past_due").changes(days_until_due=2)
    del story.events[2]
    return story


def live_through(stage: Stage, mortal: Mortal) -> bool:
    """Deliver everything like a queue does: again until it is done. Tells whether somebody died."""
    died = False
    mirror = stage.made_of(
        mortal.wrap(stage.records, ["remember"]), mortal.wrap(stage.outbox, ["send"])
    )
    work = [enveloped(e) for e in stage.story.events]
    random.Random(7).shuffle(work)
    while work:
        envelope = work.pop(0)
        try:
            mirror.handle(envelope)
        except Killed:
            died = True
            work.append(envelope)
        if not work:
            notes = stage.outbox.take(Queue.SUBSCRIPTION_MIRROR)
            work = [MirrorEnvelope.model_validate(note.model_dump()) for note in notes]
    return died


def test_whichever_effect_the_worker_dies_at_the_record_ends_the_same() -> None:
    moments = 0
    for moment in range(1000):
        stage = Stage(a_story_with_a_tie())
        died = live_through(stage, Mortal(dies_at=moment))

        assert stage.tells_the_truth(), f"died at moment {moment}"
        if not died:
            break
        moments += 1
    assert moments >= 8, "every write and every send was one of the places to die"


@pytest.mark.parametrize("seed", range(20))
def test_two_workers_with_the_same_record_cannot_overwrite_each_other(seed: int) -> None:
    story = Story.begins().changes(status="past_due").changes(latest_invoice="in_9")
    order = random.Random(seed).sample(story.events, k=3)
    stage = Stage(story).delivered(order[0])
    stale = stage.records.rows.copy()
    stage.delivered(order[1])

    with pytest.raises(Exception, match="written by somebody else"):
        stage.records.remember(next(iter(stale.values())))
    assert stage.delivered(order[2]).patience_ends().tells_the_truth()
