"""The desk where doubts are put: everything the system refused to guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import AwareDatetime

from carryover.kernel.messages import Message


class Doubt(Message):
    """One question for a person. Its ``id`` is made of its meaning, so asking twice opens one
    case."""

    id: str
    subject: str
    """What it is about, for example ``event evt_123 of us``."""
    sentence: str
    """What a person needs to know to decide."""
    cause: str
    """The correlation id to search the logs and the journal for."""
    opened_at: AwareDatetime


class Reviews(Protocol):
    """Keeps open doubts. Raises ``Retryable`` when it cannot."""

    def open(self, doubt: Doubt) -> None:
        """Lay it on the desk, unless the same doubt is already there or was settled before."""


@dataclass(frozen=True, slots=True)
class Case:
    """A doubt, and what became of it."""

    doubt: Doubt
    closed_by: str = ""
    closed_why: str = ""
    closed_at: datetime | None = None
    """``None`` while it is open."""


class ReviewDesk(Reviews, Protocol):
    """The desk as the people who decide see it."""

    def all(self) -> Sequence[Case]:
        """Read every case, open and closed, the oldest first."""

    def close(self, doubt_id: str, *, by: str, why: str, at: datetime) -> bool:
        """Settle an open doubt; False when there is no open one of this id."""
