"""What the sync asks a person, in sentences they can act on."""

from datetime import datetime

from carryover.kernel.clock import moment
from carryover.kernel.identity import Kind
from carryover.kernel.messages import Envelope, Message
from carryover.ports.reviews import Doubt
from carryover.ports.stripe_objects import RawEvent
from carryover.sync.model import Unreadable, Window


def gap(envelope: Envelope[Message], account: str, window: Window, at: datetime) -> Doubt:
    """Events are lost for good, and the records need the other walk."""
    lost = moment(window.lost_from or window.since)
    return Doubt(
        id=f"sync-gap:{account}:{window.lost_from}",
        subject=f"events of {account}",
        sentence=(
            f"Nothing was fetched since {lost:%Y-%m-%d %H:%M} UTC, and Stripe keeps events for 30 "
            f"days: those up to {moment(window.since):%Y-%m-%d %H:%M} UTC cannot be fetched any "
            "more. Run sync.objects for this account: it mends the records, not the history. Then "
            "find out why the schedule stood still."
        ),
        cause=envelope.cause,
        opened_at=at,
    )


def too_large(envelope: Envelope[Message], account: str, event: RawEvent, at: datetime) -> Doubt:
    """An event that fits into no message has to be carried by hand."""
    return Doubt(
        id=f"sync-too-large:{account}:{event.id}",
        subject=f"event {event.id} of {account}",
        sentence=(
            f"It never arrived as a webhook, and its {len(event.payload.encode())} bytes are too "
            "many for a message. Fetch it from Stripe and enter it with: carryover events import."
        ),
        cause=envelope.cause,
        opened_at=at,
    )


def unreadable(
    envelope: Envelope[Message], account: str, kind: Kind, odd: Unreadable, at: datetime
) -> Doubt:
    """Our record of this object can be neither proved nor repaired."""
    return Doubt(
        id=f"sync-unreadable:{account}:{kind}:{odd.id}",
        subject=f"{kind} {odd.id} of {account}",
        sentence=odd.sentence,
        cause=envelope.cause,
        opened_at=at,
    )


def strangers(
    envelope: Envelope[Message], account: str, kind: Kind, orphans: int, at: datetime
) -> Doubt:
    """So many orphans say more about the key than about the objects."""
    return Doubt(
        id=f"sync-orphans:{account}:{kind}:{envelope.occurred_at:%Y-%m-%d}",
        subject=f"{kind}s of {account}",
        sentence=(
            f"We keep {orphans} {kind}s that Stripe does not list on the page where they belong. "
            "Is the key another account's, or of the other mode? If they were really deleted, "
            "replay their events; nothing was changed here."
        ),
        cause=envelope.cause,
        opened_at=at,
    )
