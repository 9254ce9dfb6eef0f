"""Sends things again. Every replay is written down before it is sent."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from carryover.kernel.errors import NeedsReview
from carryover.kernel.messages import Delivery, Envelope, stamped
from carryover.ports.journal import Entry, Journal
from carryover.ports.outbox import Outbox, Queue
from carryover.replay.model import Act, DeadLetter, Deed, Order
from carryover.replay.packing import Packing
from carryover.replay.policy import papers, redelivery, replay_id
from carryover.replay.store import AuditTrail, DeadLetters


@dataclass(frozen=True, slots=True)
class DeadLetterReplay:
    """Looks through the piles and sends letters back to the queue they failed on."""

    letters: DeadLetters
    audit: AuditTrail

    def look(self, queue: Queue, *, limit: int) -> list[DeadLetter]:
        """Read up to ``limit`` letters and leave them as they were."""
        with self.letters.held(queue) as held:
            return list(islice(held, limit))

    def replay(self, queue: Queue, wanted: Collection[str], order: Order) -> Iterator[DeadLetter]:
        """Send these letters back, one by one, and say which is done.

        In this order: hold it, write down who and why, send it to its queue, remove it from the
        pile. Dying after the hold costs a minute until it shows again; after the writing, a line in
        the audit trail about a letter that is still on the pile; after the sending, a second copy
        of the message when it is replayed again, which its worker recognises as it would any
        duplicate. In no order of events is a letter lost.
        """
        left = set(wanted)
        with self.letters.held(queue) as held:
            while left and (letter := next(held, None)):
                if letter.id in left:
                    left.remove(letter.id)
                    self._send_back(letter, order)
                    yield letter

    def _send_back(self, letter: DeadLetter, order: Order) -> None:
        about = papers(letter.body).about or "unreadable message"
        what = f"{letter.id} ({about}) on {letter.queue}"
        self.audit.write(Act(Deed.DEAD_LETTER_REPLAYED, what, order))
        self.letters.send_back(letter)
        self.letters.remove(letter)


@dataclass(frozen=True, slots=True)
class EventReplay:
    """Delivers journalled events again. The channel routes them anew, though they are filed."""

    journal: Journal
    outbox: Outbox
    packing: Packing
    audit: AuditTrail

    def replay(self, listed: Entry, order: Order) -> str:
        """Send one event again and answer the new message's id.

        Dying between the writing down and the sending costs a line in the audit trail about an
        event that was not sent; asking again sends it.
        """
        entry = self.journal.fetch(listed.event, listed.variant)
        if entry is None:
            raise NeedsReview(
                f"event {listed.event.id} of {listed.event.account}",
                f"event {listed.event.id} is no longer in the journal (it keeps 90 days)",
            )
        message_id = replay_id(entry, order)
        envelope = self._envelope(entry, message_id, order)
        what = f"event {entry.event.id} of {entry.event.account}"
        self.audit.write(Act(Deed.EVENT_REPLAYED, what, order))
        self.outbox.send(Queue.INBOUND, envelope)
        return message_id

    def _envelope(self, entry: Entry, message_id: str, order: Order) -> Envelope[Delivery]:
        """Put the body in again, or point at where it has lain since it came."""
        delivery = redelivery(entry, order)
        if not entry.stored_as:
            return self.packing.pack(delivery, entry.payload, message_id=message_id, order=order)
        pointer = delivery.model_copy(update={"stored_as": entry.stored_as})
        return stamped(pointer, message_id=message_id, cause=order.cause, at=order.at)
