"""The migration's memory, as promises. Every method raises ``Retryable`` when it cannot be reached.

What is remembered is for people, for the sweeper, and to name things; whether a subscription bills
is always read from Stripe.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import AwareDatetime

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import Retryable
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message
from carryover.migration.model import Move, Old, Run, Wave


class Changed(Retryable):
    """Somebody else wrote it since we read it: look again."""


class Runs(Protocol):
    """Approved migrations."""

    def find(self, name: str) -> Run | None:
        """Read one."""

    def approve(self, run: Run) -> None:
        """Put it in force; a later approval of the same name replaces the plan."""

    def names(self) -> Sequence[str]:
        """Name all of them."""


class Waves(Protocol):
    """Cohorts of a run."""

    def find(self, run: str, number: int) -> Wave | None:
        """Read one."""

    def save(self, wave: Wave) -> None:
        """Write it if it is still the version that was read (0: there is none yet); raises
        ``Changed`` otherwise."""

    def all(self, run: str) -> Sequence[Wave]:
        """List them by number."""


@dataclass(frozen=True, slots=True)
class Due:
    """Moves whose time has come, and where to go on (``None``: that was all)."""

    moves: Sequence[Move]
    after: str | None


class Moves(Protocol):
    """One item per subscription and run."""

    def find(self, run: str, account: str, subscription: str) -> Move | None:
        """Read one, consistently."""

    def save(self, move: Move) -> Move:
        """Write it if it is still the version that was read (0: there is none yet), and answer it
        with its new version; raises ``Changed`` otherwise."""

    def due(self, run: str, until: Seconds, *, after: str | None = None) -> Due:
        """Find up to 100 whose ``next_look`` is not later than ``until``, the earliest first."""

    def all(self, run: str) -> Iterator[Move]:
        """Go through a run's moves, by source and subscription."""


class IdMap(Protocol):
    """Old id to new id, for every object of a run: customers and cards from Stripe's mapping file,
    the catalogue as it is made, subscriptions as they are armed."""

    def find(self, run: str, olds: Collection[Old]) -> dict[Old, str]:
        """Look up; what is not mapped is absent."""

    def remember(self, run: str, pairs: Mapping[Old, str]) -> None:
        """Add pairs; the same pair again changes nothing, another new id for an old one
        replaces it."""

    def all(self, run: str) -> Iterator[tuple[Old, str]]:
        """Go through everything, by source, kind and id."""


class Selections(Protocol):
    """The subscriptions of a wave, in the bucket: too many for a message."""

    def put(self, key: str, chosen: Sequence["Chosen"]) -> None:
        """Lay a list down."""

    def get(self, key: str) -> Sequence["Chosen"]:
        """Take it up again. Raises ``NeedsReview`` when there is none."""


class Chosen(Message):
    """One subscription of a wave, as the approved plan has it."""

    account: AccountAlias
    subscription: str
    customer: str
    planned: str
    """The approved specification, as JSON."""


class Deed(Message):
    """One write to Stripe in the audit trail: laid down before it is sent, completed after."""

    key: str
    """Its idempotency key, made of its meaning."""
    run: str
    subject: str
    """What it is about: ``us/sub_123``, ``catalogue``, ``cutover``."""
    account: AccountAlias
    """Where it was written."""
    method: Literal["POST", "DELETE"]
    path: str
    params: str
    """As JSON."""
    at: AwareDatetime
    outcome: str = ""
    """``done``, ``refused: …``; empty: sent, and no answer was seen (looked up on the retry)."""
    request: str = ""
    """Stripe's id of the request."""
    object_id: str = ""


class Trail(Protocol):
    """Every write to Stripe: before it, and what became of it."""

    def note(self, deed: Deed) -> None:
        """Lay it down; the same key again replaces it, so that it is completed in place."""

    def of(self, run: str, subject: str | None = None) -> Iterator[Deed]:
        """Go through a run's deeds, or those about one subject, in no promised order."""
