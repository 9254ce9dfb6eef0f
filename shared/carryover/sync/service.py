"""Tells a walk from its pages, and one account from all."""

from dataclasses import dataclass

from carryover.kernel.errors import NeedsReview
from carryover.kernel.messages import Envelope, Message
from carryover.ports.outbox import Outbox, Queue
from carryover.ports.stripe_objects import StripeObjects
from carryover.sync.messages import (
    EventsPage,
    ObjectsPage,
    SyncEnvelope,
    SyncEvent,
    SyncEvents,
    SyncObjects,
)
from carryover.sync.model import Findings
from carryover.sync.walk_events import EventsWalk
from carryover.sync.walk_objects import ObjectsWalk


@dataclass(frozen=True, slots=True)
class Sync:
    """Does what one message says; safe to repeat any number of times."""

    stripe: StripeObjects
    outbox: Outbox
    events: EventsWalk
    objects: ObjectsWalk

    def handle(self, envelope: SyncEnvelope) -> Findings:
        """Answer what the walk has found so far."""
        match envelope.body:
            case SyncEvents() | SyncObjects() as task:
                return self._start(envelope, task)
            case SyncEvent() as wanted:
                return self.events.fetch(envelope, wanted)
            case EventsPage() as page:
                return self.events.page(envelope, page)
            case ObjectsPage() as page:
                return self.objects.page(envelope, page)

    def _start(self, envelope: Envelope[Message], task: SyncEvents | SyncObjects) -> Findings:
        if task.account is None:
            return self._fan_out(envelope, task)
        walk = self.events if isinstance(task, SyncEvents) else self.objects
        return walk.start(envelope, task.account)

    def _fan_out(self, envelope: Envelope[Message], task: SyncEvents | SyncObjects) -> Findings:
        """Start every account by its own message: one that fails does not hold up the others."""
        accounts = self.stripe.accounts()
        if not accounts:
            raise NeedsReview("scheduled sync", "There is no Stripe account with a key to walk.")
        self.outbox.send(
            Queue.SCHEDULED_SYNC,
            *(
                envelope.answer(
                    task.model_copy(update={"account": account}),
                    message_id=f"{envelope.id}:{account}",
                )
                for account in accounts
            ),
        )
        return Findings()
