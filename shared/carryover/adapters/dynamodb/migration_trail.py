"""Every write to Stripe on record, one item each (``migration.store.Trail``)."""

from collections.abc import Iterator
from dataclasses import dataclass

from carryover.adapters.dynamodb import bodies, keys
from carryover.adapters.dynamodb.table import Range, Table
from carryover.migration.store import Deed


@dataclass(frozen=True, slots=True)
class DynamoTrail:
    """Keeps a run's deeds in one partition, those about one subject beside each other."""

    table: Table

    def note(self, deed: Deed) -> None:
        """Write it over what was noted under its key."""
        self.table.put(keys.deed(deed.run, deed.subject, deed.key), bodies.written(deed))

    def of(self, run: str, subject: str | None = None) -> Iterator[Deed]:
        """Query the partition, or the stretch of a subject, page by page."""
        whole = Range(keys.deeds_of(run))
        for row in self.table.query(whole if subject is None else _about(run, subject)):
            yield bodies.read(Deed, row)


def _about(run: str, subject: str) -> Range:
    begin = keys.deed(run, subject)
    return Range(begin.pk, first=begin.sk, last=f"{begin.sk}\U0010ffff")
