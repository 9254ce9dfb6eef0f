"""The journal, one item per event (``ports.journal.Journal``)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from pydantic import TypeAdapter

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.packing import pack, unpack
from carryover.adapters.dynamodb.table import IS_NEW, Range, Refused, Row, Table
from carryover.kernel.messages import DeliveryKind, Source
from carryover.ports.journal import Entry, EventId, Outcome, Taken

KEPT_FOR: Final = timedelta(days=90)
"""DESIGN §11: replay needs the payload, personal data must not stay longer."""

LISTED: Final = (
    *("created", "type", "api_version", "subject", "digest", "outcome", "note"),
    *("source", "cause", "journalled_at", "stored_as", "kind"),
)

STRIPES: Final = "stripe.event"
"""Goes without saying: nearly all are, and every byte of theirs is paid for."""

KINDS: Final = TypeAdapter[DeliveryKind](DeliveryKind)


@dataclass(frozen=True, slots=True)
class DynamoJournal:
    """Files events by account and day."""

    table: Table

    def filed(self, event: EventId) -> Sequence[Entry]:
        """Read the event's place and, right behind it, its variants."""
        key = keys.event(event)
        stretch = Range(key.pk, first=key.sk, last=f"{key.sk}#\U0010ffff")
        return [_entry(event.account, row) for row in self.table.query(stretch, LISTED)]

    def recall(self, event: EventId, digest: str) -> Sequence[Entry]:
        """Look at both places at once."""
        places = (keys.event(event), keys.event(event, digest))
        return [_entry(event.account, row) for row in self.table.batch(places, LISTED)]

    def write(self, entry: Entry) -> None:
        """File it once."""
        try:
            self.table.put(keys.event(entry.event, entry.variant), _row(entry), IS_NEW)
        except Refused as error:
            raise Taken(f"{entry.event.id} was filed by somebody else meanwhile") from error

    def known(self, events: Sequence[EventId]) -> frozenset[EventId]:
        """Look at up to 100 places at once."""
        rows = self.table.batch(map(keys.event, events), ())
        taken = {keys.Key(str(row["pk"]), str(row["sk"])) for row in rows}
        return frozenset(event for event in events if keys.event(event) in taken)

    def day(self, account: str, day: date) -> Iterator[Entry]:
        """Go through one partition."""
        for row in self.table.query(Range(keys.events_of(account, day)), LISTED):
            yield _entry(account, row)

    def fetch(self, event: EventId, variant: str) -> Entry | None:
        """Read one item with its payload."""
        row = self.table.get(keys.event(event, variant))
        if row is None:
            return None
        match row:
            case {"packed": str(how), "payload": bytes(packed)}:
                return replace(_entry(event.account, row), payload=unpack(how, packed))
        raise TypeError(f"{event.id} is not filed as this journal files")


def _row(entry: Entry) -> Row:
    packed, payload = pack(entry.payload)
    return {
        "created": entry.event.created,
        "type": entry.type,
        "api_version": entry.api_version or "",
        "subject": entry.subject,
        "digest": entry.digest,
        "outcome": entry.outcome.value,
        "note": entry.note,
        "source": entry.source.value,
        "cause": entry.cause,
        "journalled_at": entry.journalled_at.isoformat(timespec="seconds"),
        "packed": packed,
        "payload": payload,
        "stored_as": entry.stored_as,
        **({} if entry.kind == STRIPES else {"kind": entry.kind}),
        keys.EXPIRES_AT: int((entry.journalled_at + KEPT_FOR).timestamp()),
    }


def _entry(account: str, row: Row) -> Entry:
    event_id, _, variant = str(row["sk"]).partition("#")
    return Entry(
        event=EventId(account, event_id, int(row["created"])),
        variant=variant,
        type=str(row["type"]),
        api_version=str(row["api_version"]) or None,
        subject=str(row["subject"]),
        digest=str(row["digest"]),
        outcome=Outcome(str(row["outcome"])),
        note=str(row["note"]),
        source=Source(str(row["source"])),
        cause=str(row["cause"]),
        journalled_at=datetime.fromisoformat(str(row["journalled_at"])),
        payload=b"",
        stored_as=str(row["stored_as"]),
        kind=KINDS.validate_python(row.get("kind", STRIPES)),
    )
