"""What dunning remembers. Every method raises ``Retryable`` when it cannot be reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from carryover.dunning.counting import Counted
from carryover.dunning.model import Case
from carryover.dunning.rules import Rules
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import Retryable


class Changed(Retryable):
    """Somebody else wrote it since we read it: look again."""


class RuleBook(Protocol):
    """The rules in force."""

    def read(self) -> Rules | None:
        """Read them; ``None``: nobody has decided, and then nothing is done. Raises ``NeedsReview``
        when what is stored is not valid."""


@dataclass(frozen=True, slots=True)
class Due:
    """Cases whose alarm clock rang, and where to go on (``None``: that was all)."""

    cases: Sequence[Case]
    after: str | None


class Cases(Protocol):
    """One case per failed invoice."""

    def find(self, account: str, invoice: str) -> Case | None:
        """Read one, consistently."""

    def save(self, case: Case) -> Case:
        """Write it if it is still the version that was read (0: there is none yet), and answer it
        with its new version; raises ``Changed`` otherwise."""

    def due(self, account: str, until: Seconds, *, after: str | None = None) -> Due:
        """Find up to 100 whose ``look_at`` is not later than ``until``, the earliest first."""

    def of_customer(self, account: str, customer: str) -> Sequence[Case]:
        """Find what is open of one customer: a new card or a cancellation concerns all of it."""

    def all(self, account: str) -> Iterator[Case]:
        """Go through an account's cases, open and closed, in no promised order."""


class Register(Protocol):
    """Cases as people list and count them. May lag behind by moments."""

    def open(self, account: str) -> Iterator[Case]:
        """Go through what is open, the next to be looked at first; without an alarm clock last."""

    def counts(self, account: str, first: str, last: str) -> Counted:
        """Read the sums of the weeks from ``first`` to ``last``, named by their Mondays; both are
        included."""
