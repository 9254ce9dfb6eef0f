"""The desk: doubts nobody has decided yet, and those somebody has (``ports.reviews``)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.table import IS_NEW, Condition, Range, Refused, Row, Table
from carryover.ports.reviews import Case, Doubt

CLOSED_KEPT_FOR: Final = timedelta(days=400)
"""A closed case stays for more than a year, so that the same doubt is not asked again meanwhile."""

IS_OPEN: Final = Condition("attribute_exists(pk) AND attribute_not_exists(closed_at)")


@dataclass(frozen=True, slots=True)
class DynamoReviews:
    """Keeps doubts in one partition: open ones are few, closed ones expire."""

    table: Table

    def open(self, doubt: Doubt) -> None:
        """Lay it on the desk; the same doubt is already there or was settled: nothing happens."""
        self.lay(doubt)

    def lay(self, doubt: Doubt) -> bool:
        """Open it, and tell whether it is new."""
        row: Row = doubt.model_dump(mode="json")
        try:
            self.table.put(keys.doubt(doubt.id), row, IS_NEW)
        except Refused:
            return False
        return True

    def all(self) -> Sequence[Case]:
        """Read every case, the oldest first."""
        cases = [_case(row) for row in self.table.query(Range(keys.REVIEWS))]
        return sorted(cases, key=lambda case: case.doubt.opened_at)

    def close(self, doubt_id: str, *, by: str, why: str, at: datetime) -> bool:
        """Settle an open doubt; False when there is no open one of this id."""
        closing: Row = {
            "closed_by": by,
            "closed_why": why,
            "closed_at": at.isoformat(),
            keys.EXPIRES_AT: int((at + CLOSED_KEPT_FOR).timestamp()),
        }
        try:
            self.table.update(keys.doubt(doubt_id), closing, IS_OPEN)
        except Refused:
            return False
        return True


def _case(row: Row) -> Case:
    doubt = Doubt.model_validate({name: row[name] for name in Doubt.model_fields})
    closed_at = row.get("closed_at")
    return Case(
        doubt,
        closed_by=str(row.get("closed_by", "")),
        closed_why=str(row.get("closed_why", "")),
        closed_at=datetime.fromisoformat(str(closed_at)) if closed_at else None,
    )
