"""Walks Stripe's event list and sends whatever is not in the journal down the usual road.

This is what heals an outage: the events come in late, but through the same channel as ever.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from carryover.kernel.errors import NeedsReview
from carryover.kernel.messages import Delivery, Envelope, Message, Source
from carryover.ports.journal import EventId, Journal
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Reviews
from carryover.ports.stripe_objects import RawEvent
from carryover.sync import count, doubts
from carryover.sync.messages import EventsPage, SyncEvent
from carryover.sync.model import Findings
from carryover.sync.policy import LARGEST_PAYLOAD, events_window
from carryover.sync.provider import Provider
from carryover.sync.walk import Walk


@dataclass(frozen=True, slots=True)
class EventsWalk:
    """One account's events, page after page, newest first."""

    stripe: Provider
    journal: Journal
    reviews: Reviews
    walk: Walk

    def start(self, trigger: Envelope[Message], account: str) -> Findings:
        """Choose the window and ask for the first page.

        A crash after any of the three writes costs nothing: the window stays as first chosen, the
        doubt opens once, and a second first page bears the same id.
        """
        memory = self.walk.memory
        chosen = events_window(memory.checkpoint(account), self.stripe.now(account))
        window = memory.fix_window(self.walk.run(trigger, account), chosen)
        if window.lost_from is not None:
            self.reviews.open(doubts.gap(trigger, account, window, self.walk.now()))
        first = EventsPage(
            account=account, window=window, number=0, after=None, findings=Findings()
        )
        self.walk.go_on(trigger, first)
        return first.findings

    def page(self, envelope: Envelope[Message], page: EventsPage) -> Findings:
        """Send the missing events of one page, then go on or finish.

        What is missing is counted before it is sent: a crash in between costs a second look, which
        sends what is *still* missing and counts what was missing *first*. The checkpoint moves
        after everything was sent, and the report is written last: it never claims too much.
        """
        since, until = page.window.since, page.window.until
        listed = self.stripe.events(page.account, since=since, until=until, after=page.after)
        missing = self._missing(page.account, listed.items)
        run = self.walk.run(envelope, page.account)
        look = count.of_events(listed.items, missing)
        total = page.findings.plus(self.walk.memory.first_look(run, page.number, look))
        self._deliver(envelope, page.account, missing)
        if listed.next_after is None:
            self.walk.memory.advance(page.account, until)
            self.walk.report(envelope, page, total)
        else:
            self.walk.go_on(envelope, _following(page, listed.next_after, total))
        return total

    def fetch(self, envelope: Envelope[Message], wanted: SyncEvent) -> Findings:
        """Send one event down the usual road, whether or not it is in the journal.

        The channel recognises one it has filed; what a person wants done again is replayed.
        """
        event = self.stripe.event(wanted.account, wanted.id)
        if event is None:
            raise NeedsReview(
                f"event {wanted.id} of {wanted.account}",
                "Stripe does not have this event: it keeps events for 30 days, and only in the "
                "account and mode they happened in. `carryover sync objects` heals what it told.",
            )
        self._deliver(envelope, wanted.account, [event])
        return Findings()

    def _missing(self, account: str, listed: Sequence[RawEvent]) -> list[RawEvent]:
        ids = {event.id: EventId(account, event.id, event.created) for event in listed}
        known = self.journal.known(list(ids.values()))
        return [event for event in listed if ids[event.id] not in known]

    def _deliver(
        self, envelope: Envelope[Message], account: str, missing: Sequence[RawEvent]
    ) -> None:
        """Put them on the channel; one that no message can hold goes to a person instead."""
        for event in missing:
            if not _fits(event):
                self.reviews.open(doubts.too_large(envelope, account, event, self.walk.now()))
        deliveries = (
            envelope.answer(
                Delivery(account=account, source=Source.SYNC, payload=event.payload),
                message_id=f"sync:{account}:{event.id}",
            )
            for event in missing
            if _fits(event)
        )
        self.walk.outbox.send(Queue.INBOUND, *deliveries)


def _fits(event: RawEvent) -> bool:
    """Measure it as it travels: text within text, where a quotation mark takes two bytes."""
    return len(json.dumps(event.payload, ensure_ascii=False).encode()) <= LARGEST_PAYLOAD


def _following(page: EventsPage, after: str, total: Findings) -> EventsPage:
    return page.model_copy(
        update={"number": page.number + 1, "after": after, "findings": total},
    )
