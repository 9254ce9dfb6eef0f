"""The Lambda of dunning: ports meet adapters.

No idempotency table here (docs/decisions/0005): whatever is done is looked up first, and an attempt
to collect is named by its number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from carryover.adapters.dynamodb.dunning import DynamoCases, DynamoRules, DynamoSilences
from carryover.adapters.dynamodb.table import Table
from carryover.dunning.facts import Collection
from carryover.dunning.finishing import Finishing
from carryover.dunning.house import Houses
from carryover.dunning.ordering import Ordering
from carryover.dunning.reaching import Reaching
from carryover.dunning.sending import Sending
from carryover.dunning.service import Dunning
from carryover.dunning.silence import Silences
from carryover.dunning.store import Cases, RuleBook
from carryover.dunning.trying import Trying
from carryover.dunning.working import Working
from carryover.kernel.clock import Clock, Seconds
from carryover.ports.highlevel import HighLevel
from carryover.ports.mail import Mailer
from carryover.ports.outbox import Outbox
from carryover.ports.reviews import Reviews


@dataclass(frozen=True, slots=True)
class Ways:
    """Out of the worker, to the world."""

    collection: Collection
    mailer: Mailer
    crm: HighLevel | None
    outbox: Outbox
    reviews: Reviews
    accounts: Callable[[], Iterable[str]]
    clock_of: Callable[[str], Seconds]
    unsubscribe: str = ""
    maybe_missed: list[str] = field(default_factory=list)


class Book(RuleBook, Houses, Protocol):
    """The schedule and the house in force."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered."""

    book: Book
    cases: Cases
    silences: Silences

    @classmethod
    def of(cls, table: Table) -> "Memory":
        """Remember it in the table."""
        return cls(DynamoRules(table), DynamoCases(table), DynamoSilences(table))


def assembled(ways: Ways, memory: Memory, now: Clock) -> Dunning:
    """Put it together."""
    cases = memory.cases
    sending = Sending(cases, ways.mailer, ways.crm, ways.unsubscribe, ways.maybe_missed)
    working = Working(
        cases=cases,
        collection=ways.collection,
        reaching=Reaching(memory.book, memory.silences, ways.crm),
        trying=Trying(cases, ways.collection),
        sending=sending,
        finishing=Finishing(cases, ways.collection),
        reviews=ways.reviews,
        now=now,
    )
    return Dunning(
        rules=memory.book,
        working=working,
        ordering=Ordering(cases),
        silences=memory.silences,
        outbox=ways.outbox,
        accounts=ways.accounts,
        clock_of=ways.clock_of,
    )
