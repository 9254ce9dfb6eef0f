"""A journalled event is delivered again, on the same road, with who and why (OPS-1)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.kernel.messages import Delivery, Source
from carryover.ports.journal import Entry, EventId, Outcome
from carryover.ports.outbox import Queue
from carryover.replay.model import Order
from carryover.replay.packing import Packing
from carryover.replay.service import EventReplay
from tests.fakes.dead_letters import MemoryAuditTrail, MemoryShelf
from tests.fakes.journal import MemoryJournal
from tests.fakes.memory import Killed, MemoryOutbox, Mortal

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDER = Order("ada", "access was not granted", NOON, "person:1")
ENTRY = Entry(
    event=EventId("us", "evt_1", int(NOON.timestamp())),
    variant="",
    type="invoice.paid",
    api_version="2026-10-28.endive",
    subject="invoice in_1",
    digest="d1",
    outcome=Outcome.ROUTED,
    note="state_seen",
    source=Source.WEBHOOK,
    cause="req-1",
    journalled_at=NOON,
    payload='{"name": "Zoë"}'.encode(),
)


class World:
    """A journal with one event, and what leaves."""

    def __init__(self, entry: Entry = ENTRY) -> None:
        self.journal, self.outbox = MemoryJournal(), MemoryOutbox()
        self.shelf, self.audit = MemoryShelf(), MemoryAuditTrail()
        self.entry = entry
        self.journal.write(entry)

    def replays(self, *, dies_at: int = 99) -> str:
        mortal = Mortal(dies_at)
        outbox = mortal.wrap(self.outbox, ["send"])
        audit = mortal.wrap(self.audit, ["write"])
        shelf = mortal.wrap(self.shelf, ["put"])
        return EventReplay(self.journal, outbox, Packing(shelf), audit).replay(self.entry, ORDER)

    def delivered(self) -> Delivery:
        (envelope,) = self.outbox.take(Queue.INBOUND)
        assert isinstance(envelope.body, Delivery)
        return envelope.body


def test_the_event_arrives_word_for_word_and_says_who_and_why() -> None:
    world = World()
    world.replays()

    delivery = world.delivered()

    assert delivery.payload == '{"name": "Zoë"}'
    assert (delivery.account, delivery.source) == ("us", Source.REPLAY)
    assert delivery.replay is not None
    assert (delivery.replay.by, delivery.replay.why, delivery.replay.at) == (
        "ada",
        "access was not granted",
        NOON,
    )


def test_bytes_that_are_no_text_arrive_as_they_were() -> None:
    world = World(replace(ENTRY, payload=b"\xff\x00"))
    world.replays()

    assert (world.delivered().encoding, world.outbox.sent) == ("base64", [])


def test_a_body_that_lay_on_the_shelf_is_pointed_at_again() -> None:
    world = World(replace(ENTRY, payload=b"", stored_as="deliveries/x"))
    world.replays()

    assert world.delivered().stored_as == "deliveries/x"


def test_a_body_too_large_for_a_message_is_laid_on_the_shelf() -> None:
    world = World(replace(ENTRY, payload=b'"' * 200_000))
    world.replays()

    delivery = world.delivered()

    assert delivery.payload is None
    assert delivery.stored_as is not None
    assert world.shelf.get(delivery.stored_as) == b'"' * 200_000


def test_two_events_that_share_an_id_are_two_messages() -> None:
    other = World(replace(ENTRY, variant="d2"))

    assert World().replays() != other.replays()


def test_the_same_command_again_is_the_same_message() -> None:
    world = World()

    assert world.replays() == world.replays()
    assert len(world.audit.acts) == 1


def test_an_event_that_has_left_the_journal_is_refused_in_a_sentence() -> None:
    world = World()
    world.journal.entries.clear()

    with pytest.raises(NeedsReview, match="no longer in the journal"):
        world.replays()


@pytest.mark.parametrize("moment", range(4))
def test_nothing_is_sent_that_was_not_written_down(moment: int) -> None:
    world = World()
    with pytest.raises(Killed):
        world.replays(dies_at=moment)

    assert len(world.outbox.sent) <= len(world.audit.acts)
