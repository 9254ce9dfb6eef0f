"""What the catalogue is asked to make: a list too long for a message."""

from collections.abc import Sequence
from typing import Protocol

from carryover.migration.model import Old


class Needs(Protocol):
    """What an approved plan needs of the catalogue, in the bucket. Raises ``Retryable`` when it
    cannot be reached."""

    def put(self, run: str, plan: str, needed: Sequence[Old]) -> None:
        """Lay the list down, before the first ``BuildCatalogue`` is sent; ``plan`` is the hash."""

    def get(self, run: str, plan: str) -> Sequence[Old]:
        """Take it up again, in the same order. Raises ``NeedsReview`` when there is none."""
