"""A whole stage in memory, as the command line sees it. The inbound worker is the real channel; it
works whenever somebody waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from carryover.adapters.kajabi.translate import KajabiTranslator
from carryover.adapters.stripe.accounts import AccountKey, Accounts
from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.service import Channel
from carryover.kernel.errors import NeedsReview
from carryover.kernel.identity import ObjectRef
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Case, Doubt
from carryover.routing.table import routed
from carryover.wiring.console import Console
from carryover.wiring.foresight import reader
from cli.rehearsal.memory import (
    IdMemory,
    MoveMemory,
    NeedsMemory,
    RunMemory,
    SelectionMemory,
    TrailMemory,
    WaveMemory,
)
from tests.fakes.dead_letters import MemoryAuditTrail, MemoryDeadLetters, MemoryShelf
from tests.fakes.journal import MemoryJournal
from tests.fakes.memory import MemoryOutbox, MemoryRecords
from tests.fakes.sync import MemorySyncStore

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class MemoryDesk:
    """A desk with doubts on it, and the decisions about them."""

    cases: dict[str, Case] = field(default_factory=dict)

    def open(self, doubt: Doubt) -> None:
        self.cases.setdefault(doubt.id, Case(doubt))

    def all(self) -> Sequence[Case]:
        return list(self.cases.values())

    def close(self, doubt_id: str, *, by: str, why: str, at: datetime) -> bool:
        case = self.cases.get(doubt_id)
        if case is None or case.closed_at:
            return False
        self.cases[doubt_id] = Case(case.doubt, by, why, at)
        return True


class MemoryRecordBook(MemoryRecords):
    """Records, looked up by customer too."""

    def of_customer(self, account: str, customer: str) -> Sequence[ObjectRef]:
        return [
            ref
            for ref, record in self.rows.items()
            if ref.account == account and record.state.customer == customer
        ]


@dataclass
class Notes:
    """Why messages failed."""

    lines: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def of(self, message_id: str) -> Sequence[tuple[str, str]]:
        return self.lines.get(message_id, [])


@dataclass
class NoKeys:
    """A stage whose secret is still empty."""

    def of(self, account: str) -> AccountKey:
        raise NeedsReview(f"account {account}", "The secret has no key for it.")

    def reread(self) -> Accounts:
        return {}


@dataclass
class Stage:
    """Everything of a stage, and its clock."""

    letters: MemoryDeadLetters = field(default_factory=MemoryDeadLetters)
    notes: Notes = field(default_factory=Notes)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    shelf: MemoryShelf = field(default_factory=MemoryShelf)
    audit: MemoryAuditTrail = field(default_factory=MemoryAuditTrail)
    desk: MemoryDesk = field(default_factory=MemoryDesk)
    records: MemoryRecordBook = field(default_factory=MemoryRecordBook)
    syncs: MemorySyncStore = field(default_factory=MemorySyncStore)
    now: datetime = NOON
    broken: bool = False
    """The inbound worker does not run."""
    poison: str = ""
    """The inbound worker gives up on what says this."""

    def console(self) -> Console:
        return Console(
            letters=self.letters,
            failures=self.notes,
            journal=self.journal,
            outbox=self.outbox,
            bodies=self.shelf,
            audit=self.audit,
            reviews=self.desk,
            records=self.records,
            syncs=self.syncs,
            runs=RunMemory(),
            waves=WaveMemory(),
            moves=MoveMemory(),
            ids=IdMemory(),
            trail=TrailMemory(),
            selections=SelectionMemory(),
            needs=NeedsMemory(),
            keys=NoKeys(),
            reader=reader(),
            accounts=lambda: ["intl", "us"],
            workers={queue: f"carryover-test-{queue}" for queue in Queue},
            now=lambda: self.now,
            pause=self.time_passes,
        )

    def time_passes(self, length: timedelta) -> None:
        """Somebody waits, and the workers work."""
        self.now += length
        if not self.broken:
            self.work()

    def work(self) -> None:
        """Take in all that is on the inbound queue."""
        for envelope in self.outbox.take(Queue.INBOUND):
            if not self.poison or self.poison not in (envelope.body.payload or ""):
                self.channel.receive(envelope)

    @property
    def channel(self) -> Channel:
        return Channel(
            translators={"stripe.event": StripeTranslator(), "kajabi.hook": KajabiTranslator()},
            journal=self.journal,
            bodies=self.shelf,
            outbox=self.outbox,
            reviews=self.desk,
            router=routed,
            now=lambda: self.now,
        )
