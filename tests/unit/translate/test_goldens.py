"""The golden events are what the script writes, and every version of one event means the same."""

import json
from collections import defaultdict

import pytest

from carryover.channel.translator import Understood
from carryover.kernel.facts import Fact, ObjectTouched, StateSeen
from events.make import golden_files
from events.story import story
from events.versions import NEWEST, VERSIONS
from tests.unit.translate.post import golden, understood

TYPES = sorted({step.type for step in story()})
SILENT = {
    "invoice.upcoming.2026-10-28.endive": "A forecast",
    "charge.succeeded.2026-10-28.endive": "One attempt at a payment",
    "customer.updated.connected.2026-10-28.endive": "It happened in a connected account",
}


def fact_of(name: str) -> Fact:
    answer = understood(golden(name))
    assert isinstance(answer, Understood)
    (fact,) = answer.facts
    return fact


def test_the_files_are_what_the_script_writes() -> None:
    files = golden_files()
    drifted = [path.name for path, text in files.items() if path.read_text() != text]
    folders = {path.parent for path in files}
    stale = [p.name for folder in folders for p in folder.glob("*.json") if p not in files]

    assert (drifted, stale) == ([], []), "run: python -m events.make"


@pytest.mark.parametrize("event_type", [t for t in TYPES if t != "invoice.upcoming"])
def test_every_version_of_an_event_tells_the_same_fact(event_type: str) -> None:
    told = {version: fact_of(f"{event_type}.{version}") for version in VERSIONS}

    assert {version for version, fact in told.items() if fact != told[NEWEST]} == set()


@pytest.mark.parametrize(
    "event_type", ["customer.updated", "customer.subscription.updated", "invoice.paid"]
)
def test_without_a_version_an_event_shows_the_same_state(event_type: str) -> None:
    old, new = fact_of(f"{event_type}.versionless"), fact_of(f"{event_type}.{NEWEST}")

    assert isinstance(old, StateSeen)
    assert isinstance(new, StateSeen)
    assert old.state == new.state


@pytest.mark.parametrize(("name", "reason"), SILENT.items())
def test_some_events_say_nothing_on_purpose(name: str, reason: str) -> None:
    answer = understood(golden(name))

    assert answer.facts == ()
    assert answer.ignored.startswith(reason)


def test_the_thin_event_asks_for_a_look() -> None:
    fact = fact_of("v1.customer.subscription.past_due.thin")

    assert isinstance(fact, ObjectTouched)
    assert fact.id == "sub_GoldenStudioMonthly00001"


def test_every_update_starts_where_the_object_was() -> None:
    """The chain the mirror follows: the state before an update was seen in an earlier event."""
    shown: dict[str, list[object]] = defaultdict(list)
    for event_type in ("customer.created", "customer.subscription.created", "invoice.finalized"):
        fact = fact_of(f"{event_type}.{NEWEST}")
        assert isinstance(fact, StateSeen)
        shown[fact.state.id].append(fact.state)

    for event_type in ("customer.updated", "customer.subscription.updated", "invoice.updated"):
        fact = fact_of(f"{event_type}.{NEWEST}")
        assert isinstance(fact, StateSeen)
        assert fact.before in shown[fact.state.id]
        assert fact.before != fact.state


def test_the_renewal_is_told_from_draft_to_paid() -> None:
    names = ("created", "finalized", "payment_failed", "paid")
    told = [json.loads(fact_of(f"invoice.{name}.{NEWEST}").model_dump_json()) for name in names]

    assert [(f["state"]["status"], f["state"]["attempt_count"]) for f in told] == [
        ("draft", 0), ("open", 0), ("open", 1), ("paid", 2),
    ]  # fmt: skip
    assert told[-1]["state"]["amount_paid"] == 1710
