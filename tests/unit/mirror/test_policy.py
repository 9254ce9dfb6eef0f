"""The rules of weighing, one by one."""

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import (
    CustomerState,
    InvoiceState,
    ObjectTouched,
    StateSeen,
    SubscriptionState,
)
from carryover.kernel.identity import Kind, ObjectRef
from carryover.mirror.messages import MirrorEnvelope
from carryover.mirror.policy import overtake, weigh
from carryover.ports.stripe_objects import Gone
from tests.unit.mirror.world import NOON, Stage, Story, enveloped


def test_older_news_changes_nothing_and_costs_no_write() -> None:
    story = Story.begins().seconds_pass().changes(status="past_due")
    stage = Stage(story).delivered(story.events[1])
    writes = stage.records.writes

    stage.delivered(story.events[0])

    assert stage.tells_the_truth()
    assert stage.records.writes == writes


def test_the_same_event_again_changes_nothing() -> None:
    story = Story.begins()
    record = weigh(None, story.events[0])

    assert weigh(record, story.events[0]) is record


def test_a_missing_step_is_waited_for_before_stripe_is_asked() -> None:
    story = Story.begins().seconds_pass(2).changes(latest_invoice="in_1")
    story.changes(latest_invoice="in_2").changes(status="past_due")
    first, second, third = story.events[1:]

    stage = Stage(story).delivered(first, third)
    assert not stage.record.settled

    stage.delivered(second).patience_ends()
    assert stage.tells_the_truth()
    assert stage.stripe.reads == 0


def test_a_step_that_never_comes_is_replaced_by_one_look_at_stripe() -> None:
    story = Story.begins().seconds_pass(2).changes(latest_invoice="in_1")
    story.changes(latest_invoice="in_2").changes(status="past_due")

    stage = Stage(story).delivered(story.events[1], story.events[3]).patience_ends()

    assert stage.tells_the_truth()
    assert stage.stripe.reads == 1


def test_news_that_was_on_its_way_while_we_looked_does_not_undo_the_look() -> None:
    story = Story.begins().seconds_pass(2).changes(latest_invoice="in_1")
    story.changes(latest_invoice="in_2").changes(status="past_due")
    stage = Stage(story).delivered(story.events[1], story.events[3]).patience_ends()

    stage.delivered(story.events[2]).patience_ends()

    assert stage.tells_the_truth()


def test_a_canceled_subscription_does_not_come_back_on_the_word_of_an_event() -> None:
    ended = Story.begins(status="canceled")
    revived = Story.begins(status="active").seconds_pass(60).mentions()

    record = weigh(weigh(None, ended.events[0]), revived.events[1])

    assert isinstance(record.state, SubscriptionState)
    assert record.state.status == "canceled"
    assert not record.settled


def test_but_it_does_when_stripe_itself_says_so() -> None:
    ended = weigh(None, Story.begins(status="canceled").events[0])
    read = StateSeen(
        account="us", evidence="read:1", earliest=NOON, latest=NOON, state=Story.begins().state
    )

    assert overtake(ended, read).state == read.state


def test_a_list_that_was_read_while_news_arrived_cannot_be_ordered_so_stripe_is_asked() -> None:
    story = Story.begins().seconds_pass(5).changes(status="past_due")
    listed = story.events[0].model_copy(
        update={"evidence": "read:list", "earliest": NOON + 3, "latest": NOON + 6, "birth": False}
    )

    stage = Stage(story).delivered(listed, story.events[1])
    assert not stage.record.settled

    assert stage.patience_ends().tells_the_truth()
    assert stage.stripe.reads == 1


def test_late_news_of_a_step_that_leaves_the_state_we_read_is_not_believed_unasked() -> None:
    story = Story.begins().changes(latest_invoice="in_1").changes(latest_invoice="in_2")
    story.changes(latest_invoice="in_1").changes(days_until_due=3).changes(days_until_due=None)
    born, first, leaves, *_, last = story.events
    stage = Stage(story).delivered(born, last, first).patience_ends()

    stage.delivered(leaves).patience_ends()

    assert stage.tells_the_truth()


def test_a_lost_change_is_repaired_by_a_list_read_later() -> None:
    story = Story.begins().seconds_pass(5).changes(status="past_due")
    listed = story.events[1].model_copy(
        update={"evidence": "read:list", "earliest": NOON + 90, "latest": NOON + 92, "before": None}
    )

    stage = Stage(story).delivered(story.events[0], listed)

    assert stage.tells_the_truth()
    assert stage.stripe.reads == 0


def test_news_without_a_state_is_looked_up() -> None:
    stage = Stage(Story.begins())
    body = ObjectTouched(account="us", evidence="evt_t", kind=Kind.SUBSCRIPTION, id="sub_1")

    stage.mirror.handle(enveloped(stage.story.events[0]).model_copy(update={"body": body}))

    assert stage.tells_the_truth()
    assert stage.stripe.reads == 1


def test_an_object_stripe_does_not_know_goes_to_a_person() -> None:
    stage = Stage(Story.begins())
    stage.stripe.read = Gone  # type: ignore[method-assign]
    body = ObjectTouched(account="us", evidence="evt_t", kind=Kind.SUBSCRIPTION, id="sub_1")
    envelope: MirrorEnvelope = enveloped(stage.story.events[0]).model_copy(update={"body": body})

    with pytest.raises(NeedsReview, match="does not know it") as doubt:
        stage.mirror.handle(envelope)
    assert doubt.value.subject == str(ObjectRef("us", Kind.SUBSCRIPTION, "sub_1"))


def test_of_a_customer_that_was_deleted_we_keep_what_we_knew() -> None:
    known = CustomerState(id="cus_1", created=NOON, livemode=False, email="jane@example.com")
    born = StateSeen(account="us", evidence="evt_1", earliest=NOON, latest=NOON, state=known)
    tombstone = CustomerState(id="cus_1", created=0, livemode=False, deleted=True)
    read = born.model_copy(update={"evidence": "read:1", "state": tombstone})

    record = overtake(weigh(None, born), read)

    assert record.state == known.model_copy(update={"deleted": True})


def test_a_draft_that_stripe_no_longer_knows_was_deleted() -> None:
    draft = an_invoice(status="draft")
    stage = Stage(Story.begins())
    stage.stripe.read = Gone  # type: ignore[method-assign]
    born = StateSeen(account="us", evidence="evt_1", earliest=NOON, latest=NOON, state=draft)
    envelope = enveloped(stage.story.events[0])
    touch = ObjectTouched(account="us", evidence="sync", kind=Kind.INVOICE, id="in_1")

    stage.mirror.handle(envelope.model_copy(update={"body": born}))
    stage.mirror.handle(envelope.model_copy(update={"body": touch}))

    record = stage.records.recall(ObjectRef("us", Kind.INVOICE, "in_1"))
    assert record is not None
    assert record.state.deleted


def an_invoice(*, status: str) -> InvoiceState:
    return InvoiceState(
        id="in_1",
        created=NOON,
        livemode=False,
        customer="cus_1",
        status=status,
        currency="usd",
        subtotal=0,
        total=0,
        amount_due=0,
        amount_paid=0,
        amount_remaining=0,
        period_start=NOON,
        period_end=NOON,
    )
