"""Brakes of sites, and the wishes they hold (``access.store.Brakes``)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from carryover.access.brake import Brake
from carryover.adapters.dynamodb import access_keys, bodies, keys
from carryover.adapters.dynamodb.table import Range, Table
from carryover.adapters.dynamodb.versions import saved


@dataclass(frozen=True, slots=True)
class DynamoBrakes:
    """Keeps one item per site, and one pointer per wish that waits; of one that was decided about
    the pointer expires."""

    table: Table

    def find(self, site: str) -> Brake | None:
        """Read it consistently."""
        row = self.table.get(access_keys.access_brake(site))
        return None if row is None else bodies.read(Brake, row)

    def save(self, brake: Brake) -> Brake:
        """Write the next version if the one read is still there."""
        return saved(self.table, access_keys.access_brake(brake.site), brake, {})

    def hold(self, site: str, wish: str) -> None:
        """Write the pointer, over one that expires."""
        self.table.put(access_keys.access_held(site, wish), {})

    def let_go(self, site: str, wish: str) -> None:
        """Let it expire at once; it is passed over until DynamoDB deletes it."""
        self.table.put(access_keys.access_held(site, wish), {keys.EXPIRES_AT: 1})

    def held(self, site: str, most: int) -> Sequence[str]:
        """Follow the stretch of pointers."""
        stretch = Range(
            access_keys.access_of(site), first=access_keys.HELD, last=access_keys.LAST_HELD
        )
        rows = self.table.query(stretch, ("sk", keys.EXPIRES_AT))
        waiting = (str(row["sk"]) for row in rows if keys.EXPIRES_AT not in row)
        return [name.removeprefix(access_keys.HELD) for name in islice(waiting, most)]
