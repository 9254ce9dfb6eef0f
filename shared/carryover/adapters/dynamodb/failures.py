"""Notes about why messages failed (``ports.returns.Failures``)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from botocore.exceptions import ClientError

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.table import Range, Row, Table
from carryover.kernel.errors import Retryable

KEPT_FOR: Final = timedelta(days=14)
"""As long as SQS keeps the dead letter itself."""


@dataclass(frozen=True, slots=True)
class DynamoFailures:
    """Adds one small item per failed attempt."""

    table: Table

    def note(self, message_id: str, *, cause: str, reason: str, at: datetime) -> None:
        """Write it down; when even that fails the log line still tells."""
        row: Row = {
            "cause": cause,
            "reason": reason,
            keys.EXPIRES_AT: int((at + KEPT_FOR).timestamp()),
        }
        try:
            self.table.put(keys.failure(message_id, at), row)
        except (Retryable, ClientError):
            return

    def of(self, message_id: str) -> list[tuple[str, str]]:
        """Read when and why, oldest first."""
        rows = self.table.query(Range(keys.failures_of(message_id)))
        return [(str(row["sk"]), str(row["reason"])) for row in rows]
