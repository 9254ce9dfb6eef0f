"""Read, recognise, say it in our words, send it on, file it — in this order.

Filing comes last and is the one mark of "done". A crash before it costs that the same facts are
sent again when the delivery comes back, and the mills recognise facts they have had. A crash can
repeat, never lose.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from carryover.channel.policy import Known, News, recognise
from carryover.channel.store import Bodies
from carryover.channel.translator import Translator, Understood, Unreadable
from carryover.kernel.clock import Clock, seconds
from carryover.kernel.facts import Fact
from carryover.kernel.messages import Delivery, Envelope
from carryover.ports.journal import Entry, EventId, Journal, Outcome
from carryover.ports.outbox import Outbox, Queue
from carryover.ports.reviews import Doubt, Reviews

type Router = Callable[[Fact], tuple[Queue, ...]]
"""Says who must hear of a fact (``routing.table``)."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one delivery."""

    event: str
    type: str
    outcome: str
    """``routed``, ``ignored``, ``review``, ``duplicate`` or ``replayed``."""
    facts: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    """Everything that enters goes through here."""

    translators: Mapping[str, Translator]
    """By the kind of delivery."""
    journal: Journal
    bodies: Bodies
    outbox: Outbox
    reviews: Reviews
    router: Router
    now: Clock

    def receive(self, envelope: Envelope[Delivery]) -> Received:
        """Take one delivery in; safe to repeat any number of times."""
        body = self._body(envelope.body)
        translator = self.translators[envelope.body.kind]
        match translator.read(envelope.body.account, body, seconds(envelope.occurred_at)):
            case Understood() as event:
                return self._understood(envelope, event, body)
            case Unreadable() as puzzle:
                return self._unreadable(envelope, puzzle, body)

    def _understood(self, envelope: Envelope[Delivery], event: Understood, body: bytes) -> Received:
        verdict = recognise(event, self.journal.recall(event.event, event.digest))
        again = envelope.body.replay is not None
        if isinstance(verdict, Known) and not again:
            return Received(event.event.id, event.type, "duplicate")
        sent = self._route(envelope, event, verdict.name(event.event.id))
        if isinstance(verdict, News):
            self.journal.write(_entry(envelope, event, verdict, body, self.now()))
        outcome = "replayed" if again else _outcome(event)
        return Received(event.event.id, event.type, outcome, sent)

    def _route(self, envelope: Envelope[Delivery], event: Understood, name: str) -> int:
        """Send each fact to everybody who must hear of it, under the name the event is filed by."""
        sent = 0
        for fact in event.facts:
            evidence = fact.model_copy(update={"evidence": name})
            letter = envelope.answer(evidence, message_id=f"{name}:{fact.ref.id}")
            for queue in self.router(fact):
                self.outbox.send(queue, letter)
                sent += 1
        return sent

    def _unreadable(
        self, envelope: Envelope[Delivery], puzzle: Unreadable, body: bytes
    ) -> Received:
        """Ask a person, and file it: once the translator has learned to read it, it can be
        replayed."""
        event = puzzle.event or EventId(
            envelope.body.account, f"unreadable_{puzzle.digest}", seconds(envelope.occurred_at)
        )
        stand_in = Understood(event, puzzle.type, None, "", puzzle.digest, ignored=puzzle.reason)
        verdict = recognise(stand_in, self.journal.recall(event, puzzle.digest))
        self.reviews.open(
            Doubt(
                id=f"unreadable-{event.account}-{puzzle.digest}",
                subject=f"event {event.id} of {event.account}",
                sentence=puzzle.reason,
                cause=envelope.cause,
                opened_at=self.now(),
            )
        )
        if isinstance(verdict, News):
            entry = _entry(envelope, stand_in, verdict, body, self.now(), outcome=Outcome.REVIEW)
            self.journal.write(entry)
        return Received(event.id, puzzle.type, Outcome.REVIEW.value)

    def _body(self, delivery: Delivery) -> bytes:
        """Fetch the exact bytes that were received."""
        if delivery.stored_as is not None:
            return self.bodies.get(delivery.stored_as)
        text = delivery.payload or ""
        return base64.b64decode(text) if delivery.encoding == "base64" else text.encode()


def _outcome(event: Understood) -> Outcome:
    return Outcome.ROUTED if event.facts else Outcome.IGNORED


def _entry(
    envelope: Envelope[Delivery],
    event: Understood,
    news: News,
    body: bytes,
    at: datetime,
    outcome: Outcome | None = None,
) -> Entry:
    """Write a page of the journal. What lies in the bucket already is not copied."""
    stored_as = envelope.body.stored_as or ""
    return Entry(
        event=event.event,
        variant=news.variant,
        type=event.type,
        api_version=event.api_version,
        subject=event.subject,
        digest=event.digest,
        outcome=outcome or _outcome(event),
        note=event.ignored or ", ".join(fact.fact for fact in event.facts),
        source=envelope.body.source,
        cause=envelope.cause,
        journalled_at=at,
        payload=b"" if stored_as else body,
        stored_as=stored_as,
        kind=envelope.body.kind,
    )
