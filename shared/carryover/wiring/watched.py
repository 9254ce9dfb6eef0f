"""Stores that are counted while they work, because an alarm listens."""

from dataclasses import dataclass

from carryover.adapters.dynamodb.journal import DynamoJournal
from carryover.adapters.dynamodb.reviews import DynamoReviews
from carryover.edge.telemetry import count
from carryover.kernel.errors import Retryable
from carryover.ports.journal import Entry
from carryover.ports.reviews import Doubt


@dataclass(frozen=True, slots=True)
class WatchedJournal(DynamoJournal):
    """Rings when an event cannot be filed: the one thing that must always work."""

    def write(self, entry: Entry) -> None:
        """File it, or count the failure and let the message come back."""
        try:
            DynamoJournal.write(self, entry)
        except Retryable:
            count("JournalFailures")
            raise


@dataclass(frozen=True, slots=True)
class CountedReviews(DynamoReviews):
    """Rings when something new waits for a person."""

    def open(self, doubt: Doubt) -> None:
        """Open it and count it."""
        DynamoReviews.open(self, doubt)
        count("ReviewsOpened")
