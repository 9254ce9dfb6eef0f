"""When Stripe itself is asked, and what it may answer."""

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import CustomerState, InvoiceState, ObjectTouched, StateSeen
from carryover.kernel.identity import Kind, ObjectRef
from carryover.mirror.messages import MirrorEnvelope
from carryover.mirror.policy import overtake, weigh
from carryover.ports.outbox import Queue
from carryover.ports.stripe_objects import Gone
from tests.unit.mirror.world import NOON, Stage, Story, enveloped


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


def test_each_message_tells_what_it_did_to_the_record() -> None:
    story = Story.begins().seconds_pass(60).changes(status="past_due").seconds_pass(60)
    story.changes(latest_invoice="in_1").changes(latest_invoice="in_2").changes(status="active")
    birth, change, first, missing, last = story.events
    stage = Stage(story)

    told = [stage.mirror.handle(enveloped(event)) for event in (birth, birth, change, first, last)]
    (note,) = stage.outbox.take(Queue.SUBSCRIPTION_MIRROR)
    settle = MirrorEnvelope.model_validate(note.model_dump())
    told += [stage.mirror.handle(letter) for letter in (settle, settle, enveloped(missing))]

    assert [(one.change, one.settled) for one in told] == [
        ("new", True),
        ("known", True),
        ("changed", True),
        ("changed", True),
        ("changed", False),
        ("looked", True),
        ("settled", True),
        ("changed", False),
    ]
