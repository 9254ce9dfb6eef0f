"""What is read on a dead letter, and which journalled events a filter means (OPS-1)."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.kernel.messages import Source
from carryover.ports.journal import Entry, EventId, Outcome
from carryover.replay.model import Filter, Order, Papers, Window
from carryover.replay.policy import days, means, newest_first, papers, redelivery

NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp())
ALWAYS = Window(0, 2 * NOON)
ENTRY = Entry(
    event=EventId("us", "evt_1", NOON),
    variant="",
    type="invoice.payment_failed",
    api_version=None,
    subject="invoice in_1",
    digest="d1",
    outcome=Outcome.ROUTED,
    note="",
    source=Source.WEBHOOK,
    cause="req-1",
    journalled_at=datetime(2026, 11, 20, tzinfo=UTC),
    payload=b"",
)


def letter(**body: object) -> str:
    return json.dumps({"v": 1, "id": "m1", "cause": "req-1", "body": body})


@pytest.mark.parametrize(
    ("body", "about"),
    [
        ({"payload": '{"type": "invoice.paid", "id": "evt_1"}'}, "invoice.paid evt_1"),
        ({"payload": "not JSON"}, "unreadable delivery"),
        ({"kind": "stripe.event", "stored_as": "deliveries/x"}, "stripe.event deliveries/x"),
        ({"fact": "state_seen", "state": {"object": "customer", "id": "cus_1"}}, "customer cus_1"),
        ({"fact": "object_touched", "kind": "invoice", "id": "in_1"}, "invoice in_1"),
        ({"task": "sync.events", "account": None}, "sync.events"),
    ],
)
def test_a_letter_says_in_a_few_words_what_it_is_about(body: dict[str, object], about: str) -> None:
    assert papers(letter(**body)).about == about


def test_a_letter_says_whose_it_is_and_what_caused_it() -> None:
    read = papers(letter(account="us", task="sync.events"))

    assert read == Papers(id="m1", cause="req-1", account="us", about="sync.events")


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "7", '{"id": 7}', '{"id": "m", "body": 1}'])
def test_a_letter_nobody_can_read_says_nothing_and_breaks_nothing(text: str) -> None:
    assert not papers(text).readable


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda x: st.dictionaries(
            st.sampled_from(["id", "body", "payload", "state", "object", "kind", "task", "cause"]),
            x,
        ),
    )
)
def test_no_letter_whatsoever_breaks_the_reader(message: object) -> None:
    papers(json.dumps(message))


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        (Filter(ALWAYS), True),
        (Filter(Window(NOON, NOON)), True),
        (Filter(Window(NOON + 1, 2 * NOON)), False),
        (Filter(Window(0, NOON - 1)), False),
        (Filter(ALWAYS, types=("invoice.*",)), True),
        (Filter(ALWAYS, types=("customer.*", "invoice.payment_failed")), True),
        (Filter(ALWAYS, types=("customer.*",)), False),
        (Filter(ALWAYS, types=("INVOICE.*",)), False),
        (Filter(ALWAYS, outcomes=frozenset({Outcome.REVIEW})), False),
        (Filter(ALWAYS, outcomes=frozenset({Outcome.REVIEW, Outcome.ROUTED})), True),
        (Filter(ALWAYS, sources=frozenset({Source.IMPORT})), False),
        (Filter(ALWAYS, subject="in_1"), True),
        (Filter(ALWAYS, subject="in_2"), False),
    ],
)
def test_a_filter_means_what_it_says(wanted: Filter, *, meant: bool) -> None:
    assert means(wanted, ENTRY) is meant


def test_the_journal_is_opened_at_each_day_of_the_window_latest_first() -> None:
    assert list(days(Window(NOON - 86_400, NOON))) == [date(2026, 11, 20), date(2026, 11, 19)]


def test_nobody_looks_through_centuries_in_which_there_was_no_stripe() -> None:
    assert min(days(Window(-50_000_000_000, 1_300_000_000))) == date(2010, 1, 1)


def test_a_window_within_one_day_opens_one_day() -> None:
    assert list(days(Window(NOON, NOON + 1))) == [date(2026, 11, 20)]


def test_events_are_read_newest_first() -> None:
    older = replace(ENTRY, event=EventId("us", "evt_9", NOON - 1))

    assert newest_first([older, ENTRY]) == [ENTRY, older]


def test_a_replayed_event_is_read_in_the_words_it_came_in() -> None:
    order = Order(by="sue", why="test", cause="c", at=datetime(2026, 11, 20, tzinfo=UTC))

    assert redelivery(ENTRY, order).kind == "stripe.event"
    assert redelivery(replace(ENTRY, kind="kajabi.hook"), order).kind == "kajabi.hook"
