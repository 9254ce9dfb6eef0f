"""Old id to new id, one item each (``migration.store.IdMap``)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched
from typing import Final

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.table import WRITE_BATCH, Range, Table
from carryover.kernel.errors import Retryable
from carryover.migration.model import Old, Thing

RESTS: Final = tuple(timedelta(milliseconds=50 * 2**n) for n in range(8))
"""What a bulk write waits before it sends again what the table did not take: 13 s in all."""


@dataclass(frozen=True, slots=True)
class DynamoIdMap:
    """Keeps a run's ids in one partition."""

    table: Table

    def find(self, run: str, olds: Collection[Old]) -> dict[Old, str]:
        """Read them consistently: an object just made must not be made again."""
        places = {keys.new_id(run, old).sk: old for old in olds}
        rows = self.table.batch((keys.new_id(run, old) for old in olds), ("new",))
        return {places[str(row["sk"])]: str(row["new"]) for row in rows}

    def remember(self, run: str, pairs: Mapping[Old, str]) -> None:
        """Write one after the other; half of them is no harm, the same again changes nothing."""
        for old, new in pairs.items():
            self.table.put(keys.new_id(run, old), {"new": new})

    def all(self, run: str) -> Iterator[tuple[Old, str]]:
        """Query the partition, page by page."""
        for row in self.table.query(Range(keys.ids_of(run)), ("new",)):
            account, kind, old_id = str(row["sk"]).split("#", 2)
            yield Old(account=account, kind=Thing(kind), id=old_id), str(row["new"])


@dataclass(frozen=True, slots=True)
class BulkIdMap(DynamoIdMap):
    """The same for people's tools, who remember a mapping file of any length at once.

    Not for workers: who may write in bulk may also delete in bulk, and no worker may.
    """

    pause: Callable[[timedelta], None]

    def remember(self, run: str, pairs: Mapping[Old, str]) -> None:
        """Write 25 at a time, slower while the table is short of breath."""
        rows = ((keys.new_id(run, old), {"new": new}) for old, new in pairs.items())
        for some in batched(rows, WRITE_BATCH, strict=False):
            self._write(dict(some))

    def _write(self, rows: Mapping[keys.Key, Mapping[str, str]]) -> None:
        left = self.table.put_many(rows)
        for rest in RESTS:
            if not left:
                return
            self.pause(rest)
            left = self.table.put_many({place: rows[place] for place in left})
        if left:
            raise Retryable(f"the table did not take {len(left)} of {len(rows)} ids")
