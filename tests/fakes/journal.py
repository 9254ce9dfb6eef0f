"""A journal in memory, held to the same contract as DynamoDB's (tests/contract/test_journal.py)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from carryover.kernel.clock import day as utc_day
from carryover.kernel.errors import Retryable
from carryover.ports.journal import Entry, EventId


@dataclass
class MemoryJournal:
    """Entries by the place they are filed in."""

    entries: dict[tuple[EventId, str], Entry] = field(default_factory=dict)

    def filed(self, event: EventId) -> Sequence[Entry]:
        found = [e for (of, _), e in self.entries.items() if of == event]
        return [_listed(e) for e in sorted(found, key=lambda e: e.variant)]

    def write(self, entry: Entry) -> None:
        place = (entry.event, entry.variant)
        if place in self.entries:
            raise Retryable(f"{entry.event.id} was filed by somebody else meanwhile")
        self.entries[place] = entry

    def known(self, events: Sequence[EventId]) -> frozenset[EventId]:
        return frozenset(event for event in events if (event, "") in self.entries)

    def day(self, account: str, day: date) -> Iterator[Entry]:
        for (event, _), entry in sorted(self.entries.items(), key=lambda item: item[0][0].id):
            if event.account == account and utc_day(event.created) == day:
                yield _listed(entry)

    def fetch(self, event: EventId, variant: str) -> Entry | None:
        return self.entries.get((event, variant))


def _listed(entry: Entry) -> Entry:
    return replace(entry, payload=b"")
