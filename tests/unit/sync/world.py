"""A little world for the sync: Stripe's lists, a channel and a mirror that do as they are told."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from carryover.kernel.clock import Seconds
from carryover.kernel.facts import CustomerState, ObjectTouched, State, StateSeen
from carryover.kernel.identity import Kind, ObjectRef
from carryover.kernel.messages import Delivery, Envelope, Message, Source, stamped
from carryover.ports.journal import Entry, EventId, Outcome
from carryover.ports.outbox import Queue
from carryover.ports.stripe_objects import Gone, Page, RawEvent
from carryover.sync.messages import SyncEnvelope, SyncEvent, SyncEvents, SyncObjects
from carryover.sync.model import Listing, SyncRun, Unreadable
from carryover.sync.policy import GRACE
from carryover.sync.service import Sync
from carryover.sync.walk import Walk
from carryover.sync.walk_events import EventsWalk
from carryover.sync.walk_objects import ObjectsWalk
from tests.fakes.journal import MemoryJournal
from tests.fakes.memory import Killed, MemoryOutbox, MemoryReviews, Mortal
from tests.fakes.sync import MemorySyncStore

NOON: Seconds = 1_750_000_000
"""Stripe's clock in most tests."""

OUR_NOON = datetime(2031, 1, 1, 12, tzinfo=UTC)
"""Ours is years ahead, so that nothing may depend on the two agreeing."""

EVERYTHING_OLD: Seconds = NOON - 86_400


@dataclass
class LittleStripe:
    """Lists newest first, in pages small enough that every test turns some."""

    clock: Seconds = NOON
    size: int = 3
    aliases: tuple[str, ...] = ("us",)
    listed: list[RawEvent] = field(default_factory=list)
    states: dict[Kind, list[State]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    odd: set[str] = field(default_factory=set)
    requests: int = 0
    ticks: Seconds = 0
    """How far the clock runs on each time it is asked."""

    def accounts(self) -> Sequence[str]:
        return self.aliases

    def now(self, account: str) -> Seconds:
        assert account in self.aliases
        self.clock += self.ticks
        return self.clock - self.ticks

    def read(self, ref: ObjectRef) -> StateSeen | Gone:
        raise AssertionError(f"the sync never reads one object: {ref}")

    def happens(self, event_id: str, created: Seconds, note: str = "") -> "LittleStripe":
        self.listed.append(RawEvent(event_id, created, json.dumps({"id": event_id, "note": note})))
        return self

    def has(self, *states: State) -> "LittleStripe":
        for state in states:
            self.states[state.object].append(state)
        return self

    def page(self, account: str, kind: Kind, *, after: str | None) -> Listing:
        newest_first = sorted(self.states[kind], key=lambda s: s.created, reverse=True)
        items, next_after = self._cut(newest_first, after)
        seen = [self._seen(account, state) for state in items if state.id not in self.odd]
        odd = [Unreadable(s.id, s.created, "It has no shape.") for s in items if s.id in self.odd]
        return Listing(seen, next_after, odd)

    def events(
        self, account: str, *, since: Seconds, until: Seconds, after: str | None
    ) -> Page[RawEvent]:
        assert account in self.aliases
        inside = [event for event in self.listed if since <= event.created <= until]
        newest_first = sorted(inside, key=lambda e: (e.created, e.id), reverse=True)
        return Page(*self._cut(newest_first, after))

    def event(self, account: str, event_id: str) -> RawEvent | None:
        assert account in self.aliases
        return next((event for event in self.listed if event.id == event_id), None)

    def _cut[Item: RawEvent | State](
        self, items: Sequence[Item], after: str | None
    ) -> tuple[Sequence[Item], str | None]:
        self.requests += 1
        start = next((n + 1 for n, item in enumerate(items) if item.id == after), 0)
        page = items[start : start + self.size]
        return page, page[-1].id if start + self.size < len(items) else None

    def _seen(self, account: str, state: State) -> StateSeen:
        evidence = f"read:req_{self.requests}"
        return StateSeen(
            account=account,
            evidence=evidence,
            earliest=self.clock - 1,
            latest=self.clock,
            state=state,
        )


@dataclass
class Ledger:
    """Our record as the sync sees it, and as the mirror mends it."""

    states_of: dict[ObjectRef, State] = field(default_factory=dict)

    def holds(self, *states: State, account: str = "us") -> "Ledger":
        for state in states:
            self.states_of[ObjectRef(account, state.object, state.id)] = state
        return self

    def states(self, refs: Sequence[ObjectRef]) -> dict[ObjectRef, State]:
        return {ref: self.states_of[ref] for ref in refs if ref in self.states_of}

    def ids_created(
        self, account: str, kind: Kind, *, since: Seconds, until: Seconds
    ) -> Sequence[str]:
        ours = (
            (ref, state)
            for ref, state in self.states_of.items()
            if (ref.account, ref.kind) == (account, kind) and not state.deleted
        )
        return [ref.id for ref, state in ours if since <= state.created <= until]


class Piecemeal:
    """An outbox that sends one envelope at a time, so that a worker can die between any two."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        self.outbox = outbox

    def send(self, queue: Queue, *envelopes: Envelope[Any], delay: timedelta = timedelta()) -> None:
        for envelope in envelopes:
            self.outbox.send(queue, envelope, delay=delay)


@dataclass
class Stage:
    """The sync with its world around it."""

    stripe: LittleStripe = field(default_factory=LittleStripe)
    ledger: Ledger = field(default_factory=Ledger)
    mortal: Mortal = field(default_factory=lambda: Mortal(dies_at=-1))
    prompt: bool = True
    """Channel and mirror do their work at once; otherwise only when the walk is over."""

    def __post_init__(self) -> None:
        self.journal, self.memory = MemoryJournal(), MemorySyncStore()
        self.outbox, self.reviews = MemoryOutbox(), MemoryReviews()
        self.filed: set[EventId] = set()
        self.delivered: list[str] = []
        self.told: list[str] = []
        self.deaths = 0
        self.sent_at_death: set[str] = set()
        """Events on their way or filed when the worker died."""
        self.reached_at_death: Seconds | None = None

    @property
    def sync(self) -> Sync:
        outbox = Piecemeal(self.mortal.wrap(self.outbox, ["send"]))
        reviews = self.mortal.wrap(self.reviews, ["open"])
        memory = self.mortal.wrap(self.memory, ["advance", "fix_window", "first_look", "save"])
        events = Walk("sync.events", memory, outbox, lambda: OUR_NOON)
        objects = Walk("sync.objects", memory, outbox, lambda: OUR_NOON)
        return Sync(
            self.stripe,
            outbox,
            EventsWalk(self.stripe, self.journal, reviews, events),
            ObjectsWalk(self.stripe, self.ledger, reviews, objects),
        )

    def walks_events(self, account: str | None = "us", minutes: int = 0) -> "Stage":
        return self._walks(SyncEvents(account=account), minutes)

    def walks_objects(self, account: str | None = "us", minutes: int = 0) -> "Stage":
        return self._walks(SyncObjects(account=account), minutes)

    def fetches(self, event_id: str, account: str = "us") -> "Stage":
        return self._walks(SyncEvent(account=account, id=event_id), 0)

    def arrived(self, *event_ids: str) -> "Stage":
        """Those webhooks came through in their time."""
        for event in self.stripe.listed:
            if event.id in event_ids:
                self._file("us", event.id, event.created)
        return self

    @property
    def report(self) -> SyncRun:
        (report,) = self.memory.reports("us", limit=1)
        return report

    def _walks(self, task: SyncEvents | SyncObjects | SyncEvent, minutes: int) -> "Stage":
        """Deliver like a queue and Powertools' idempotency do: through JSON, again until it is
        done, and not once more."""
        at = OUR_NOON - timedelta(minutes=10 - minutes)
        trigger = stamped(task, message_id=f"trigger-{minutes}", cause="schedule", at=at)
        waiting: list[Envelope[Any]] = [trigger]
        done: set[str] = set()
        while waiting:
            envelope = waiting.pop(0)
            if envelope.id in done:
                continue
            try:
                self.sync.handle(SyncEnvelope.model_validate_json(envelope.model_dump_json()))
                done.add(envelope.id)
            except Killed:
                self._remember_death()
                waiting.append(envelope)
            waiting += self.outbox.take(Queue.SCHEDULED_SYNC)
            if self.prompt:
                self._others_work()
        self._others_work()
        return self

    def _remember_death(self) -> None:
        self.deaths += 1
        inbound = [e.body for queue, e, _ in self.outbox.sent if queue is Queue.INBOUND]
        self.sent_at_death = {json.loads(each.payload)["id"] for each in inbound}
        self.sent_at_death |= {event.id for event in self.filed}
        self.reached_at_death = self.memory.checkpoint("us")

    def _others_work(self) -> None:
        for envelope in self.outbox.take(Queue.INBOUND):
            delivery: Delivery = envelope.body
            assert delivery.source is Source.SYNC
            event_id = json.loads(delivery.payload or "")["id"]
            self.delivered.append(event_id)
            (created,) = (e.created for e in self.stripe.listed if e.id == event_id)
            self._file(delivery.account, event_id, created)
        for envelope in self.outbox.take(Queue.SUBSCRIPTION_MIRROR):
            self._mirror(envelope.body)

    def _mirror(self, fact: Message) -> None:
        assert isinstance(fact, StateSeen | ObjectTouched)
        self.told.append(f"{fact.fact} {fact.ref.id}")
        if isinstance(fact, StateSeen):
            self.ledger.states_of[fact.ref] = fact.state
        elif fact.id not in {state.id for state in self.stripe.states[fact.kind]}:
            self.ledger.states_of.pop(fact.ref, None)

    def _file(self, account: str, event_id: str, created: Seconds) -> None:
        event = EventId(account, event_id, created)
        if not self.journal.known([event]):
            self.journal.write(_entry(event))
            self.filed.add(event)


def _entry(event: EventId) -> Entry:
    return Entry(
        event=event,
        variant="",
        type="customer.updated",
        api_version=None,
        subject="",
        digest="",
        outcome=Outcome.ROUTED,
        note="",
        source=Source.WEBHOOK,
        cause="test",
        journalled_at=OUR_NOON,
        payload=b"",
    )


def customer(number: int, created: Seconds = EVERYTHING_OLD, **more: Any) -> CustomerState:
    """Customer ``cus_<number>``; say only what matters to the test."""
    return CustomerState(id=f"cus_{number:04}", created=created, livemode=False, **more)


def ripe(seconds_ago: int = GRACE) -> Seconds:
    """A moment old enough to be judged."""
    return NOON - seconds_ago
