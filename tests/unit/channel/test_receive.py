"""What the channel does with what enters: journal, translate, route (PAY-2, OPS-1)."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from carryover.channel.own_facts import OwnFacts
from carryover.channel.service import Channel, Received
from carryover.channel.translator import Understood, Unreadable
from carryover.kernel.facts import Fact, ObjectTouched
from carryover.kernel.identity import Kind
from carryover.kernel.messages import Delivery, Envelope, Replay, Source, stamped
from carryover.kernel.news import AccessCancelled
from carryover.ports.journal import EventId, Outcome
from carryover.ports.outbox import Queue
from tests.fakes.journal import MemoryJournal
from tests.fakes.memory import Killed, MemoryOutbox, MemoryReviews, Mortal

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOON = int(NOW.timestamp())


class PlainTranslator:
    """Understands events that say nothing but their id, type and about whom."""

    def read(self, account: str, payload: bytes, _received: int, /) -> Understood | Unreadable:
        digest = f"digest-{hash(payload) & 0xFFFF:04x}"
        try:
            said = json.loads(payload)
            event = EventId(account, said["id"], NOON)
        except (ValueError, KeyError):
            return Unreadable(None, "", digest, "The body is not JSON.")
        if said["type"] == "odd":
            return Unreadable(event, "odd", digest, "The field `customer` is missing.")
        about = said.get("about", "")
        facts = (
            ()
            if not about
            else (ObjectTouched(account=account, evidence=event.id, kind=Kind.CUSTOMER, id=about),)
        )
        version = said.get("version")
        ignored = "" if facts else "nobody needs it"
        subject = f"customer {about}"
        return Understood(event, said["type"], version, subject, digest, facts, ignored)


def to_one(fact: Fact) -> tuple[Queue, ...]:
    """Route as if there were one feature: who really hears of what, tests/unit/routing says."""
    return (Queue.SUBSCRIPTION_MIRROR,) if isinstance(fact, ObjectTouched) else ()


@dataclass
class Bucket:
    """Bodies too large for a message."""

    bodies: dict[str, bytes] = field(default_factory=dict)

    def get(self, key: str) -> bytes:
        return self.bodies[key]


@dataclass
class House:
    """The channel with its world around it."""

    journal: MemoryJournal = field(default_factory=MemoryJournal)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    reviews: MemoryReviews = field(default_factory=MemoryReviews)
    bucket: Bucket = field(default_factory=Bucket)
    mortal: Mortal = field(default_factory=lambda: Mortal(dies_at=-1))

    def receives(self, *, cause: str = "req-1", **delivery: object) -> Received:
        body = Delivery.model_validate({"account": "us", "source": Source.WEBHOOK, **delivery})
        return self.channel().receive(stamped(body, message_id=cause, cause=cause, at=NOW))

    def channel(self) -> Channel:
        guard = self.mortal.wrap
        return Channel(
            translators={"stripe.event": PlainTranslator(), "carryover.fact": OwnFacts()},
            journal=guard(self.journal, ["write"]),
            bodies=self.bucket,
            outbox=guard(self.outbox, ["send"]),
            reviews=guard(self.reviews, ["open"]),
            router=to_one,
            now=lambda: NOW,
        )

    @property
    def letters(self) -> list[Envelope[ObjectTouched]]:
        return [envelope for _, envelope, _ in self.outbox.sent]


def event(event_id: str = "evt_1", **said: object) -> str:
    return json.dumps({"id": event_id, "type": "customer.updated", "about": "cus_1", **said})


def test_an_event_is_sent_on_and_filed() -> None:
    house = House()

    received = house.receives(payload=event())

    assert (received.outcome, received.facts) == ("routed", 1)
    assert [(q, e.body.id) for q, e, _ in house.outbox.sent] == [
        (Queue.SUBSCRIPTION_MIRROR, "cus_1")
    ]
    (entry,) = house.journal.entries.values()
    assert (entry.outcome, entry.payload) == (Outcome.ROUTED, event().encode())


def test_the_cause_of_a_delivery_rides_on_every_fact() -> None:
    house = House()

    house.receives(payload=event(), cause="req-77")

    assert [letter.cause for letter in house.letters] == ["req-77"]
    assert next(iter(house.journal.entries.values())).cause == "req-77"


def test_a_duplicate_is_recognised_and_told_to_nobody() -> None:
    house = House()
    house.receives(payload=event())

    assert house.receives(payload=event(), cause="req-2").outcome == "duplicate"
    assert len(house.letters) == 1


def test_the_same_event_in_another_api_version_is_a_duplicate() -> None:
    house = House()
    house.receives(payload=event(version="2020-08-27"))

    assert house.receives(payload=event(version="2026-10-28.endive")).outcome == "duplicate"


def test_two_events_that_carry_one_id_are_both_filed_and_both_told() -> None:
    house = House()

    outcomes = [house.receives(payload=event(about=who)).outcome for who in ("cus_1", "cus_2")]

    assert outcomes == ["routed", "routed"]
    assert {entry.subject for entry in house.journal.entries.values()} == {
        "customer cus_1",
        "customer cus_2",
    }
    assert len({letter.body.evidence for letter in house.letters}) == 2
    assert house.receives(payload=event(about="cus_2")).outcome == "duplicate"


def test_a_replay_of_such_an_event_is_told_under_the_name_it_had() -> None:
    house = House()
    for who in ("cus_1", "cus_2"):
        house.receives(payload=event(about=who))
    first = {letter.body.evidence for letter in house.letters if letter.body.id == "cus_2"}
    replay = Replay(by="ana", why="again", at=NOW)

    house.receives(payload=event(about="cus_2"), source=Source.REPLAY, replay=replay)

    assert {letter.body.evidence for letter in house.letters if letter.body.id == "cus_2"} == first


def test_what_nobody_needs_is_filed_with_the_reason() -> None:
    house = House()

    assert house.receives(payload=event(about="")).outcome == "ignored"
    (entry,) = house.journal.entries.values()
    assert (entry.outcome, entry.note) == (Outcome.IGNORED, "nobody needs it")


@pytest.mark.parametrize("payload", [event(type="odd"), "garbage", ""])
def test_what_cannot_be_read_goes_to_a_person_and_is_filed(payload: str) -> None:
    house = House()

    for _ in range(3):
        assert house.receives(payload=payload).outcome == "review"

    (doubt,) = house.reviews.doubts.values()
    assert doubt.sentence.endswith(".")
    (entry,) = house.journal.entries.values()
    assert (entry.outcome, entry.payload) == (Outcome.REVIEW, payload.encode())


def test_a_replay_is_told_again_and_filed_once() -> None:
    house = House()
    house.receives(payload=event())
    replay = Replay(by="ana", why="the mill was broken", at=NOW)

    received = house.receives(payload=event(), source=Source.REPLAY, replay=replay, cause="again")

    assert received.outcome == "replayed"
    assert len(house.letters) == 2
    assert len(house.journal.entries) == 1


def test_a_body_too_large_for_a_message_is_fetched_and_not_copied() -> None:
    house = House(bucket=Bucket({"deliveries/1": event().encode()}))

    house.receives(stored_as="deliveries/1")

    (entry,) = house.journal.entries.values()
    assert (entry.stored_as, entry.payload) == ("deliveries/1", b"")
    assert len(house.letters) == 1


def test_bytes_that_are_not_text_arrive_as_they_were() -> None:
    house = House()

    house.receives(payload=base64.b64encode(b"\xff\x00").decode(), encoding="base64")

    (entry,) = house.journal.entries.values()
    assert entry.payload == b"\xff\x00"


@pytest.mark.parametrize("payload", [event(), event(about=""), event(type="odd"), "garbage"])
def test_whichever_effect_the_worker_dies_at_the_delivery_comes_back_and_nothing_is_lost(
    payload: str,
) -> None:
    untroubled = House()
    untroubled.receives(payload=payload)
    for moment in range(100):
        house = House(mortal=Mortal(dies_at=moment))
        try:
            house.receives(payload=payload)
        except Killed:
            house.receives(payload=payload)
        else:
            break

        assert house.journal.entries == untroubled.journal.entries
        assert house.reviews.doubts == untroubled.reviews.doubts
        assert {e.id for e in house.letters} == {e.id for e in untroubled.letters}
    assert moment >= 2, "every effect was one of the places to die"


def test_what_a_feature_announces_is_filed_once_under_its_own_name() -> None:
    house = House()
    news = AccessCancelled(
        account="us", evidence="a:1", subscription="s", customer="c", ends="now", by="person"
    ).model_dump_json()

    for _ in range(2):
        said = {"kind": "carryover.fact", "source": Source.OURS, "payload": news}
        received = house.receives(cause="req-1", **said)

    (entry,) = house.journal.entries.values()
    assert (entry.type, entry.outcome) == ("carryover.access_cancelled", Outcome.ROUTED)
    assert received.outcome == "duplicate"
