"""What a run of the sync is called, looks through, and finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from pydantic import AwareDatetime, Field

from carryover.kernel.clock import Seconds
from carryover.kernel.facts import StateSeen
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message
from carryover.ports.stripe_objects import Page

EXAMPLES_AT_MOST: Final = 10
"""How many findings a report names; the tallies count them all."""

type Task = Literal["sync.events", "sync.objects"]


@dataclass(frozen=True, slots=True)
class RunId:
    """One walk through one account. ``started`` is when its trigger was put on the queue, so a
    redelivered trigger is the same run."""

    account: str
    task: Task
    started: datetime

    def __str__(self) -> str:
        return f"{self.task}:{self.account}:{self.started.isoformat()}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A listed object that is not as Stripe documents it; the others of its page still count."""

    id: str
    created: Seconds | None
    """``None`` where even that is odd."""
    sentence: str
    """What is odd about it, without repeating anybody's data."""


@dataclass(frozen=True, slots=True)
class Listing(Page[StateSeen]):
    """A page of objects, with those that could not be read told apart."""

    unreadable: Sequence[Unreadable] = ()

    @property
    def places(self) -> Sequence[tuple[str, Seconds | None]]:
        """Name all that is listed, readable or not, with its second of creation."""
        readable = [(seen.state.id, seen.state.created) for seen in self.items]
        return [*readable, *((odd.id, odd.created) for odd in self.unreadable)]


class Window(Message):
    """The stretch of Stripe's time a run looks through, both ends included."""

    since: Seconds
    until: Seconds
    lost_from: Seconds | None = None
    """Events between here and ``since`` were never fetched, and Stripe has dropped them."""


class Tally(Message):
    """How many there were of one kind, and how many of them were not as they should be."""

    checked: int = 0
    """Stripe has them."""
    missing: int = 0
    """Stripe has them and we did not."""
    different: int = 0
    """Both have them, and our record said something else."""
    orphans: int = 0
    """We have them and Stripe did not list them."""
    unreadable: int = 0
    """Stripe lists them in a shape nobody documents; each has its doubt on the desk."""

    @property
    def equal(self) -> int:
        """Those that were right."""
        return self.checked - self.missing - self.different

    def plus(self, other: "Tally") -> "Tally":
        """Add up two pages."""
        return Tally(
            checked=self.checked + other.checked,
            missing=self.missing + other.missing,
            different=self.different + other.different,
            orphans=self.orphans + other.orphans,
            unreadable=self.unreadable + other.unreadable,
        )


class Example(Message):
    """One finding a person can look up. Names fields, never values: those may be personal."""

    kind: str
    id: str
    finding: Literal["missing", "different", "orphan"]
    fields: tuple[str, ...] = ()


class Findings(Message):
    """What a page showed, or all pages so far."""

    tallies: dict[str, Tally] = Field(default_factory=dict)
    """By kind: ``event``, ``customer`` …"""
    examples: tuple[Example, ...] = ()
    oldest: Seconds | None = None
    newest: Seconds | None = None
    """When the first and the last of what was checked was created."""

    def of(self, kind: str) -> Tally:
        """Tell the tally of one kind."""
        return self.tallies.get(kind, Tally())

    def plus(self, other: "Findings") -> "Findings":
        """Add up two pages."""
        kinds = self.tallies.keys() | other.tallies.keys()
        return Findings(
            tallies={kind: self.of(kind).plus(other.of(kind)) for kind in sorted(kinds)},
            examples=(*self.examples, *other.examples)[:EXAMPLES_AT_MOST],
            oldest=min(_said(self.oldest, other.oldest), default=None),
            newest=max(_said(self.newest, other.newest), default=None),
        )


class SyncRun(Message):
    """The report of a finished run."""

    account: AccountAlias
    task: Task
    started: AwareDatetime
    finished: AwareDatetime
    cause: str
    window: Window
    findings: Findings

    @property
    def seconds(self) -> int:
        """How long it took from trigger to end, waiting on queues included."""
        return int((self.finished - self.started).total_seconds())


def _said(*moments: Seconds | None) -> list[Seconds]:
    return [moment for moment in moments if moment is not None]
