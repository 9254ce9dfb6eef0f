"""The rules of weighing, one by one."""

from carryover.kernel.facts import ObjectTouched, StateSeen, SubscriptionState
from carryover.kernel.identity import Kind
from carryover.mirror.policy import overtake, weigh
from tests.unit.mirror.world import NOON, SUB, Stage, Story, enveloped


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


def test_news_that_is_alone_in_its_second_is_believed_though_it_tells_no_before() -> None:
    story = Story.begins().seconds_pass(60).changes(status="past_due").seconds_pass().mentions()

    stage = Stage(story).delivered(story.events[0], story.events[-1])

    assert stage.tells_the_truth()
    assert not stage.outbox.sent, "and nobody has to come back to it"


def test_a_snapshot_no_known_step_leads_to_cannot_be_ordered_so_stripe_is_asked() -> None:
    """Of three steps only the first arrived, and a mention of where the last one led."""
    story = Story.begins().seconds_pass(60).changes(latest_invoice="in_1")
    story.changes(latest_invoice="in_2").changes(status="past_due").mentions()
    first, _, _, mention = story.events[1:]

    stage = Stage(story).delivered(first, mention)
    assert not stage.record.settled

    assert stage.patience_ends().tells_the_truth()
    assert stage.stripe.reads == 1


def test_whatever_happens_in_the_second_of_a_birth_happened_after_it() -> None:
    story = Story.begins().changes(latest_invoice="in_1").mentions()
    birth, _, mention = story.events

    for order in ((birth, mention), (mention, birth)):
        stage = Stage(story).delivered(*order).patience_ends()

        assert stage.tells_the_truth()
        assert stage.stripe.reads == 0


def test_a_list_that_shows_what_was_just_created_needs_no_second_look() -> None:
    story = Story.begins()
    stage = Stage(story)
    listed = stage.stripe.read(SUB)
    assert isinstance(listed, StateSeen)

    stage.delivered(listed, *story.events).patience_ends()

    assert stage.tells_the_truth()
    assert stage.stripe.reads == 1, "the list itself"


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


def test_the_end_of_a_life_needs_no_path_that_leads_to_it() -> None:
    """Of three steps of one second the last two are lost, but for a mention of the end."""
    story = Story.begins().seconds_pass(60).changes(latest_invoice="in_1")
    story.changes(latest_invoice="in_2").changes(status="canceled").mentions()
    first, _, _, mention = story.events[1:]

    for order in ((first, mention), (mention, first)):
        stage = Stage(story).delivered(*order).patience_ends()

        assert stage.tells_the_truth()
        assert stage.stripe.reads == 0


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


def test_stripes_own_clocks_may_differ_and_late_news_still_does_not_undo_a_look() -> None:
    """The look bears an earlier second than the events it already shows."""
    story = Story.begins().seconds_pass(60)
    story.changes(latest_invoice="in_1").mentions().changes(latest_invoice="in_2")
    first, late, last = story.events[1:]
    stage = Stage(story).delivered(first, last)

    story.seconds_pass(-2)
    touched = ObjectTouched(account="us", evidence="evt_t", kind=Kind.SUBSCRIPTION, id="sub_1")
    stage.mirror.handle(enveloped(late).model_copy(update={"body": touched}))
    stage.delivered(late).patience_ends()

    assert stage.tells_the_truth()


def test_an_event_dated_in_the_future_is_believed_only_until_stripe_is_read() -> None:
    story = Story.begins().seconds_pass(60).changes(status="past_due")
    lie = (
        Story.begins(status="unpaid")
        .events[0]
        .model_copy(
            update={"evidence": "evt_lie", "earliest": NOON * 2, "latest": NOON * 2, "birth": False}
        )
    )
    listed = story.events[1].model_copy(
        update={"evidence": "read:list", "earliest": NOON + 58, "latest": NOON + 60, "before": None}
    )
    stage = Stage(story).delivered(*story.events, lie)

    stage.delivered(listed).patience_ends()
    assert stage.tells_the_truth()

    stage.delivered(lie).patience_ends()
    assert stage.tells_the_truth()

    story.seconds_pass(60).changes(status="active")
    assert stage.delivered(story.events[-1]).patience_ends().tells_the_truth()
