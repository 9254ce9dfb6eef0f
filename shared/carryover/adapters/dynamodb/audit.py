"""The audit trail: one item per act, filed by month, never changed, kept for good."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.table import Range, Row, Table
from carryover.replay.model import Act, Deed, Order


@dataclass(frozen=True, slots=True)
class DynamoAuditTrail:
    """Keeps the promise of ``replay.store.AuditTrail``."""

    table: Table

    def write(self, act: Act) -> None:
        """Put it; writing it again changes nothing, since the key is made of all it says."""
        order = act.order
        row: Row = {
            "deed": act.deed.value,
            "what": act.what,
            "by": order.by,
            "why": order.why,
            "at": order.at.isoformat(),
            "cause": order.cause,
        }
        self.table.put(keys.act(order.at, _digest(row)), row)

    def between(self, start: datetime, end: datetime) -> Iterator[Act]:
        """Open month after month, the latest first."""
        for month in _months(start, end):
            stretch = Range(
                keys.acts_of(month),
                first=keys.act(start).sk,
                last=keys.act(end, "\U0010ffff").sk,
                newest_first=True,
            )
            yield from map(_act, self.table.query(stretch))


def _months(start: datetime, end: datetime) -> Iterator[date]:
    """Name a day of each UTC month, newest first."""
    month, oldest = (at.astimezone(UTC).date().replace(day=1) for at in (end, start))
    while month >= oldest:
        yield month
        month = (month - timedelta(days=1)).replace(day=1)


def _digest(row: Row) -> str:
    return blake2b("\n".join(map(str, row.values())).encode(), digest_size=8).hexdigest()


def _act(row: Row) -> Act:
    order = Order(
        by=str(row["by"]),
        why=str(row["why"]),
        at=datetime.fromisoformat(str(row["at"])),
        cause=str(row["cause"]),
    )
    return Act(Deed(str(row["deed"])), str(row["what"]), order)
