"""A journal in memory, held to the same contract as DynamoDB's (tests/contract/test_journal.py)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from carryover.kernel.clock import day as utc_day
from carryover.kernel.errors import Retryable
from carryover.ports.journal import Entry, EventId

type Place = tuple[str, date, str, str]


@dataclass
class MemoryJournal:
    """Entries by the place they are filed in: account, day, id and variant."""

    entries: dict[Place, Entry] = field(default_factory=dict)

    def filed(self, event: EventId) -> Sequence[Entry]:
        found = [e for place, e in self.entries.items() if place[:3] == _place(event)[:3]]
        return [_listed(e) for e in sorted(found, key=lambda e: e.variant)]

    def recall(self, event: EventId, digest: str) -> Sequence[Entry]:
        return [entry for entry in self.filed(event) if entry.variant in {"", digest}]

    def write(self, entry: Entry) -> None:
        place = _place(entry.event, entry.variant)
        if place in self.entries:
            raise Retryable(f"{entry.event.id} was filed by somebody else meanwhile")
        self.entries[place] = entry

    def known(self, events: Sequence[EventId]) -> frozenset[EventId]:
        return frozenset(event for event in events if _place(event) in self.entries)

    def day(self, account: str, day: date) -> Iterator[Entry]:
        for place, entry in sorted(self.entries.items(), key=lambda item: item[0]):
            if place[:2] == (account, day):
                yield _listed(entry)

    def fetch(self, event: EventId, variant: str) -> Entry | None:
        return self.entries.get(_place(event, variant))


def _place(event: EventId, variant: str = "") -> Place:
    return event.account, utc_day(event.created), event.id, variant


def _listed(entry: Entry) -> Entry:
    return replace(entry, payload=b"")
