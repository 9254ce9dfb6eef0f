"""Every event of a file takes the road of a webhook, and is accounted for (OPS-1)."""

import io
import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.kernel.messages import Delivery, Source
from carryover.ports.outbox import Queue
from carryover.replay.importing import Accounted, Fate, Imported
from carryover.replay.recordings import Rejected, recorded
from tests.fakes.stage import NOON, Stage

CREATED = int(NOON.timestamp())
PATIENCE = timedelta(seconds=30)


def event(event_id: str = "evt_1", **more: Any) -> dict[str, Any]:
    return {
        "id": event_id,
        "object": "event",
        "type": "plan.created",
        "created": CREATED,
        "livemode": False,
        "api_version": "2020-08-27",
        "data": {"object": {"object": "plan", "id": "plan_1"}},
        **more,
    }


CUSTOMER = event(
    "evt_2",
    type="customer.updated",
    data={"object": {"object": "customer", "id": "cus_1", "created": 1, "livemode": False}},
)


def imports(stage: Stage, *events: object, account: str = "us") -> list[Accounted | Rejected]:
    console = stage.console()
    order = console.order("ada", "moving house")
    lines = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in events)
    pieces = recorded(io.BytesIO(lines.encode()))
    found = list(console.importer.send(account, "events.jsonl", pieces, order))
    sent = [each for each in found if isinstance(each, Imported)]
    rejected = [each for each in found if isinstance(each, Rejected)]
    return [*console.accounting.wait(sent, order, patience=PATIENCE), *rejected]


def fates(results: list[Accounted | Rejected]) -> list[str]:
    return [each.fate.value if isinstance(each, Accounted) else "rejected" for each in results]


def test_events_are_routed_or_ignored_like_any_delivery() -> None:
    stage = Stage()

    assert fates(imports(stage, event(), CUSTOMER)) == ["ignored", "routed"]
    assert len(stage.outbox.take(Queue.SUBSCRIPTION_MIRROR)) == 1


def test_an_event_is_sent_word_for_word_as_an_import() -> None:
    stage = Stage(broken=True)
    imports(stage, '{"id" : "evt_1"}')

    (envelope,) = stage.outbox.take(Queue.INBOUND)

    assert isinstance(envelope.body, Delivery)
    assert (envelope.body.payload, envelope.body.source) == ('{"id" : "evt_1"}', Source.IMPORT)


def test_who_imported_what_is_written_down_once() -> None:
    stage = Stage()
    imports(stage, event(), CUSTOMER)

    (act,) = stage.audit.acts

    assert (act.order.by, act.what) == ("ada", "events.jsonl into us")


def test_the_same_file_again_changes_nothing() -> None:
    stage = Stage()
    imports(stage, event(), CUSTOMER)
    stage.outbox.take(Queue.SUBSCRIPTION_MIRROR)

    assert fates(imports(stage, event(), CUSTOMER)) == ["duplicate", "duplicate"]
    assert stage.outbox.take(Queue.SUBSCRIPTION_MIRROR) == []


def test_an_event_that_stands_in_the_file_twice_is_named_with_its_first_place() -> None:
    first, second = imports(Stage(), event(), event())

    assert fates([first, second]) == ["ignored", "duplicate"]
    assert isinstance(second, Accounted)
    assert second.note == "the same as line 1"


def test_one_event_in_two_api_versions_is_one_event() -> None:
    newer = event(
        api_version="2026-10-28.endive",
        data={"object": {"object": "plan", "id": "plan_1", "new": 1}},
    )

    assert sorted(fates(imports(Stage(), event(), newer))) == ["duplicate", "ignored"]


def test_another_event_that_wrongly_shares_an_id_is_kept_as_a_variant() -> None:
    other = event(data={"object": {"object": "plan", "id": "plan_2"}})
    same_day = event(created=CREATED + 1, data={"object": {"object": "plan", "id": "plan_3"}})

    assert fates(imports(Stage(), event(), other, same_day)) == ["ignored", "variant", "variant"]


@pytest.mark.parametrize(
    "odd", [{}, {"id": "evt_1"}, {"id": 7, "type": "x"}, event(created="soon"), event(type=None)]
)
def test_an_event_nobody_can_read_goes_to_a_person(odd: dict[str, Any]) -> None:
    stage = Stage()

    assert fates(imports(stage, odd)) == ["review"]
    assert len(stage.desk.all()) == 1


def test_a_line_that_is_no_json_is_named_and_the_rest_is_sent() -> None:
    assert fates(imports(Stage(), event(), "{oops", CUSTOMER)) == ["ignored", "routed", "rejected"]


def test_what_the_journal_never_answers_for_is_called_missing() -> None:
    stage = Stage(broken=True)

    assert fates(imports(stage, event(), CUSTOMER)) == ["missing", "missing"]
    assert stage.now - NOON < PATIENCE * 2


def test_a_slow_worker_is_waited_for_as_long_as_something_moves() -> None:
    stage = Stage()
    many = [event(f"evt_{number}") for number in range(250)]

    assert Counter(fates(imports(stage, *many))) == {"ignored": 250}


def test_many_that_fail_do_not_hide_those_that_arrive() -> None:
    stage = Stage(poison="evt_bad")
    many = [event(f"evt_bad{n}") for n in range(700)] + [event(f"evt_{n}") for n in range(50)]

    assert Counter(fates(imports(stage, *many))) == {"missing": 700, "ignored": 50}


PIECES = [
    event(),
    event("evt_3"),
    event(data={"object": {"object": "plan", "id": "plan_2"}}),
    event(created=CREATED - 86_400),
    event(api_version=None),
    CUSTOMER,
    {},
    {"id": "evt_1"},
    "{oops",
    "7",
]


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=12), twice=st.booleans())
def test_every_piece_of_every_file_is_accounted_for_exactly_once(
    *, pieces: list[object], twice: bool
) -> None:
    stage = Stage()
    if twice:
        imports(stage, *pieces)

    results = imports(stage, *pieces)

    assert len(results) == len(pieces)
    assert Fate.MISSING not in fates(results)
