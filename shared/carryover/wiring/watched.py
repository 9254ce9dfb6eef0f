"""Stores that are counted while they work, because an alarm listens."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from carryover.adapters.dynamodb.journal import DynamoJournal
from carryover.adapters.dynamodb.reviews import DynamoReviews
from carryover.edge.telemetry import count
from carryover.kernel.errors import Retryable
from carryover.ports.journal import Entry, EventId, Taken
from carryover.ports.reviews import Doubt


@dataclass(frozen=True, slots=True)
class WatchedJournal(DynamoJournal):
    """Rings when the journal fails: the one thing that must always work.

    That another worker was faster is no failure: with duplicates under way it happens every day.
    """

    def recall(self, event: EventId, digest: str) -> Sequence[Entry]:
        """Look, or count the failure and let the message come back."""
        with _watched():
            return DynamoJournal.recall(self, event, digest)

    def write(self, entry: Entry) -> None:
        """File it, or count the failure and let the message come back."""
        with _watched():
            DynamoJournal.write(self, entry)


@dataclass(frozen=True, slots=True)
class CountedReviews(DynamoReviews):
    """Rings when something new waits for a person; what lies on the desk already rang."""

    def lay(self, doubt: Doubt) -> bool:
        """Lay it on the desk and count it, if it is new."""
        new = DynamoReviews.lay(self, doubt)
        if new:
            count("ReviewsOpened")
        return new


@contextmanager
def _watched() -> Generator[None]:
    try:
        yield
    except Taken:
        raise
    except Retryable:
        count("JournalFailures")
        raise
