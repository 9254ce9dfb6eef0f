"""The mirror's memory."""

from typing import Protocol

from carryover.kernel.identity import ObjectRef
from carryover.mirror.model import Record


class RecordStore(Protocol):
    """Keeps one record per object. Raises ``Retryable`` when it cannot be reached."""

    def recall(self, ref: ObjectRef) -> Record | None:
        """Read it consistently: what was remembered last is what comes back."""

    def remember(self, record: Record) -> None:
        """Write it as the next version of the one recalled.

        Raises ``Retryable`` when somebody else wrote in between: recall and weigh again.
        """
