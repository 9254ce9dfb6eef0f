"""The Lambda of dunning: ports meet adapters.

No idempotency table here (docs/decisions/0005): whatever is done is looked up first, and an attempt
to collect is named by its number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final, Protocol

from carryover.adapters import aws
from carryover.adapters.dynamodb.dunning import DynamoCases, DynamoRules, DynamoSilences
from carryover.adapters.dynamodb.failures import DynamoFailures
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.ses.mailer import SesMailer
from carryover.adapters.sqs import SqsOutbox
from carryover.adapters.sqs_returns import SqsReturns
from carryover.adapters.stripe.accounts import KeySecret
from carryover.adapters.stripe.collection import StripeCollection
from carryover.dunning.facts import Collection
from carryover.dunning.finishing import Finishing
from carryover.dunning.house import Houses
from carryover.dunning.leaving import Leaving
from carryover.dunning.messages import DunningEnvelope, Sweep
from carryover.dunning.ordering import Ordering
from carryover.dunning.reaching import Reaching
from carryover.dunning.sending import Sending
from carryover.dunning.service import Done, Dunning
from carryover.dunning.silence import Silences
from carryover.dunning.store import Cases, RuleBook
from carryover.dunning.trying import Trying
from carryover.dunning.working import Working
from carryover.edge.sqs import Worker
from carryover.edge.telemetry import count, count_by
from carryover.kernel.clock import Clock, Seconds
from carryover.ports.highlevel import HighLevel
from carryover.ports.mail import Mailer
from carryover.ports.outbox import Outbox, Queue
from carryover.ports.reviews import Reviews
from carryover.wiring.dunning_settings import UsesDunningQueue, UsesMail
from carryover.wiring.highlevel import UsesHighLevelAndTable, highlevel
from carryover.wiring.settings import UsesRetries, UsesStripe
from carryover.wiring.stripe_direct import for_workers
from carryover.wiring.watched import CountedReviews

TURN: Final = 10.0
"""Seconds a worker waits for one request's turn; beyond, the message goes back to the queue."""

LONGEST: Final = timedelta(seconds=25)
"""A look, an attempt and a letter take some eight requests, a few seconds; this leaves room for two
that hang."""


class Needs(UsesHighLevelAndTable, UsesDunningQueue, UsesMail, UsesStripe, UsesRetries):
    """All this Lambda may know."""


@cache
def worker() -> Worker[DunningEnvelope]:
    """Build it on first use, keep it while warm."""
    needs = Needs.load()
    table = Table(aws.dynamodb(), needs.table)
    dunning = assembled(_ways(needs, table), Memory.of(table), _now)
    return Worker(
        letter=DunningEnvelope,
        handle=lambda letter: counted(letter, dunning.handle(letter)),
        reviews=CountedReviews(table),
        returns=SqsReturns(aws.sqs(), needs.dunning_queue_url),
        failures=DynamoFailures(table),
        retry_base=needs.retry_base,
        now=_now,
        longest=LONGEST,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _ways(needs: Needs, table: Table) -> "Ways":
    keys = KeySecret(aws.secretsmanager(), needs.stripe_keys)
    stripe = for_workers(keys, table, longest=TURN, on_call=lambda _: count("StripeCalls"))
    return Ways(
        collection=StripeCollection(stripe),
        mailer=SesMailer(aws.sesv2(), needs.mail_configuration_set, needs.mail_identity),
        crm=highlevel(aws.secretsmanager(), needs, table),
        outbox=SqsOutbox(aws.sqs(), {Queue.DUNNING: needs.dunning_queue_url}),
        reviews=CountedReviews(table),
        accounts=lambda: keys.reread().keys(),
        clock_of=stripe.now,
        maybe_missed=lambda _: count("DunningMaybeMissed"),
    )


def counted(letter: DunningEnvelope, done: Done) -> Done:
    """Count what came of a message, and that the clock's messages are read at all."""
    count_by("DunningDone", what=done.what, outcome=done.outcome.partition(": ")[0])
    for act in done.acts:
        count_by("DunningActs", act=act.partition(" ")[0])
    if isinstance(letter.body, Sweep) and letter.body.account is None:
        count("DunningSweeps")
    return done


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
    maybe_missed: Callable[[str], None] = lambda _: None
    """Told of every case in which a message may be missing."""


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
    sending = Sending(cases, ways.mailer, ways.crm, ways.maybe_missed)
    working = Working(
        cases=cases,
        collection=ways.collection,
        reaching=Reaching(memory.book, memory.silences, ways.crm),
        trying=Trying(cases, ways.collection),
        sending=sending,
        finishing=Finishing(cases, ways.collection),
        leaving=Leaving(ways.crm),
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
