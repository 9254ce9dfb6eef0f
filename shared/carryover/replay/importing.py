"""Brings recorded events in by the road a webhook takes, and accounts for every one of them."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from itertools import batched
from typing import Final, Protocol

from carryover.kernel.clock import Clock, day
from carryover.kernel.messages import Delivery, Envelope, Source
from carryover.ports.journal import Entry, EventId, Journal, Outcome
from carryover.ports.outbox import Outbox, Queue
from carryover.replay.model import Act, Deed, Order
from carryover.replay.packing import Packing
from carryover.replay.recordings import Piece, Recorded, Rejected
from carryover.replay.store import AuditTrail

AT_ONCE: Final = 100
"""Events per round trip, both when sending and when asking the journal."""

READERS: Final = 8
"""Journal entries read at once: one after the other would be slower than the workers."""

FRONT: Final = 5
"""Batches asked about in one round: more than workers do in a pause."""

PAUSE: Final = timedelta(seconds=0.5)
"""How long to leave the workers alone when the journal has nothing new."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An event in a file, as the channel will see it."""

    event: EventId
    type: str
    api_version: str | None
    subject: str
    digest: str
    expected: Outcome
    """What the channel would do with it, were it new."""
    note: str = ""
    """Why it would be ignored or parked."""


class Reader(Protocol):
    """Reads an event, and recognises it in the journal, exactly as the channel does."""

    def sight(self, account: str, payload: bytes, at: datetime) -> Sighting:
        """Say what it is; ``at`` is when it enters."""

    def recognised(self, seen: Sighting, filed: Sequence[Entry]) -> Entry | None:
        """Find the entry that makes this event a known one."""


@dataclass(frozen=True, slots=True)
class Imported:
    """An event that was sent, kept small: a file may hold a million."""

    place: str
    seen: Sighting
    repeats: str | None
    """Where the file said exactly the same before; the channel will drop this one."""


type Place = tuple[str, str, date]
"""Where the journal files an event: account, id, day."""


def place(event: EventId) -> Place:
    """Name the page: events that wrongly share an id and a day share it too."""
    return event.account, event.id, day(event.created)


type Batch = tuple[Imported, ...]


class Fate(StrEnum):
    """What became of an imported event."""

    ROUTED = "routed"
    IGNORED = "ignored"
    REVIEW = "review"
    DUPLICATE = "duplicate"
    """The very same event was filed before, or stands in the file twice."""
    VARIANT = "variant"
    """Filed beside another event that carries the same id, and routed or ignored like any."""
    MISSING = "missing"
    """Not in the journal yet: still on the queue, or among its dead letters."""


@dataclass(frozen=True, slots=True)
class Accounted:
    """How one imported event is accounted for."""

    imported: Imported
    fate: Fate
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Reads a file as the channel would, and notices what it says twice."""

    reader: Reader
    places: dict[tuple[Place, str], str] = field(default_factory=dict)
    """Where in the file each event stood first."""

    def look(self, account: str, piece: Piece, at: datetime) -> Imported | Rejected:
        """Say what one piece of the file is."""
        if isinstance(piece, Rejected):
            return piece
        seen = self.reader.sight(account, piece.payload, at)
        first = self.places.setdefault((place(seen.event), seen.digest), piece.place)
        return Imported(piece.place, seen, None if first == piece.place else first)


@dataclass(frozen=True, slots=True)
class Importer:
    """Sends the events of a file."""

    preview: Preview
    outbox: Outbox
    packing: Packing
    audit: AuditTrail

    def send(
        self, account: str, name: str, pieces: Iterable[Piece], order: Order
    ) -> Iterator[Imported | Rejected]:
        """Send every event once, and name each piece that is none.

        Dying in between leaves the first part sent; importing the file again sends all of it, and
        the channel recognises what it has filed.
        """
        self.audit.write(Act(Deed.EVENTS_IMPORTED, f"{name} into {account}", order))
        for batch in batched(pieces, AT_ONCE, strict=False):
            events = [piece for piece in batch if isinstance(piece, Recorded)]
            letters = [self._packed(account, event.payload, order) for event in events]
            self.outbox.send(Queue.INBOUND, *letters)
            yield from (self.preview.look(account, piece, order.at) for piece in batch)

    def _packed(self, account: str, payload: bytes, order: Order) -> Envelope[Delivery]:
        digest = blake2b(account.encode() + b"\0" + payload, digest_size=16).hexdigest()
        delivery = Delivery(account=account, source=Source.IMPORT)
        return self.packing.pack(delivery, payload, message_id=f"import:{digest}", order=order)


@dataclass(frozen=True, slots=True)
class Accounting:
    """Waits until the journal answers for every imported event."""

    reader: Reader
    journal: Journal
    now: Clock
    pause: Callable[[timedelta], None]

    def wait(
        self, sent: Iterable[Imported], order: Order, *, patience: timedelta
    ) -> Iterator[Accounted]:
        """Answer for each, as soon as the journal does.

        Workers take messages roughly in order, so only the oldest unanswered are asked about, not
        to keep the table from the workers. Before giving up, when nothing has moved for
        ``patience``, all are asked about; what is still unanswered then is ``MISSING``.
        """
        waiting = deque(batched(sent, AT_ONCE, strict=False))
        moved = self.now()
        while waiting:
            tired = self.now() - moved >= patience
            before = moved
            for found in self._round(waiting, len(waiting) if tired else FRONT, order):
                moved = self.now()
                yield found
            if tired and moved == before:
                break
            if waiting:
                self.pause(PAUSE)
        yield from (Accounted(one, Fate.MISSING) for batch in waiting for one in batch)

    def _round(self, waiting: deque[Batch], first: int, order: Order) -> Iterator[Accounted]:
        """Ask about the first few batches; what is still unanswered of them stays in front."""
        left: list[Batch] = []
        for batch in [waiting.popleft() for _ in range(min(first, len(waiting)))]:
            found = list(self._filed(batch, order))
            yield from found
            done = {id(each.imported) for each in found}
            left.append(tuple(one for one in batch if id(one) not in done))
        waiting.extendleft(batch for batch in reversed(left) if batch)

    def _filed(self, batch: Sequence[Imported], order: Order) -> Iterator[Accounted]:
        asked = {place(one.seen.event): one.seen.event for one in batch}
        known = self.journal.known(list(asked.values()))
        with ThreadPoolExecutor(READERS) as readers:
            filed = dict(
                zip(map(place, known), readers.map(self.journal.filed, known), strict=True)
            )
        for one in batch:
            if entry := self.reader.recognised(one.seen, filed.get(place(one.seen.event), ())):
                yield _accounted(one, entry, order)


def _accounted(one: Imported, entry: Entry, order: Order) -> Accounted:
    """Name what became of an event by the entry it is known under."""
    if one.repeats:
        return Accounted(one, Fate.DUPLICATE, f"the same as {one.repeats}")
    if entry.cause != order.cause:
        return Accounted(one, Fate.DUPLICATE, f"filed before by {entry.cause}")
    if entry.digest != one.seen.digest:
        return Accounted(one, Fate.DUPLICATE, "the same event in another API version")
    if entry.variant and entry.outcome is not Outcome.REVIEW:
        return Accounted(one, Fate.VARIANT, entry.note)
    return Accounted(one, Fate(entry.outcome.value), entry.note)
