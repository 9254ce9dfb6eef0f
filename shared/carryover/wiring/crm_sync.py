"""The Lambda of the CRM: ports meet adapters.

No idempotency table here (docs/decisions/0005): whatever is written is compared with what is there
first, and what must not happen twice has its own intent.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from carryover.adapters import aws
from carryover.adapters.dynamodb.crm import (
    DynamoBills,
    DynamoContacts,
    DynamoCrmProgress,
    DynamoCrmRules,
    DynamoOverdue,
    DynamoSales,
)
from carryover.adapters.dynamodb.failures import DynamoFailures
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.sqs import SqsOutbox
from carryover.adapters.sqs_returns import SqsReturns
from carryover.adapters.stripe.accounts import KeySecret
from carryover.adapters.stripe.payers import StripePayers
from carryover.crm.finding import Finding
from carryover.crm.layout import Layouts
from carryover.crm.looking import Looking
from carryover.crm.messages import CrmEnvelope, Poll, Sweep
from carryover.crm.mirroring import Mirroring
from carryover.crm.selling import Selling
from carryover.crm.service import LATER, Crm, Done
from carryover.crm.showing import Showing
from carryover.crm.store import Billing, Memory, Places, RuleBook
from carryover.crm.walking import Walking
from carryover.crm.writing import Writing
from carryover.edge.sqs import Worker
from carryover.edge.telemetry import count, count_by
from carryover.kernel.clock import Clock
from carryover.ports.highlevel import HighLevel
from carryover.ports.outbox import Outbox, Queue
from carryover.wiring.crm_settings import UsesCrmQueue
from carryover.wiring.highlevel import TURN, UsesHighLevelAndTable, highlevel
from carryover.wiring.settings import UsesRetries, UsesStripe
from carryover.wiring.stripe_direct import for_workers
from carryover.wiring.watched import CountedReviews

LONGEST: Final = timedelta(seconds=25)
"""A look and its writes take some eight requests, two seconds; this leaves room for two that
hang."""


class Needs(UsesHighLevelAndTable, UsesCrmQueue, UsesStripe, UsesRetries):
    """All this Lambda may know."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Out of the worker, to the world."""

    rules: RuleBook
    places: Places
    billing: Billing
    highlevel: HighLevel
    outbox: Outbox


@cache
def worker() -> Worker[CrmEnvelope]:
    """Build it on first use, keep it while warm."""
    needs = Needs.load()
    table = Table(aws.dynamodb(), needs.table)
    crm = assembled(_ways(needs, table), memory(table), _now)
    return Worker(
        letter=CrmEnvelope,
        handle=lambda letter: counted(letter, crm.handle(letter)),
        reviews=CountedReviews(table),
        returns=SqsReturns(aws.sqs(), needs.crm_queue_url),
        failures=DynamoFailures(table),
        retry_base=needs.retry_base,
        now=_now,
        longest=LONGEST,
    )


def memory(table: Table) -> Memory:
    """Keep it in the business table."""
    return Memory(
        DynamoContacts(table),
        DynamoOverdue(table),
        DynamoSales(table),
        DynamoBills(table),
        DynamoCrmProgress(table),
    )


def assembled(ways: Ways, memory: Memory, now: Clock) -> Crm:
    """Put it together."""
    layouts = Layouts(ways.highlevel, now)
    finding = Finding(memory.contacts, ways.highlevel, now)
    showing = Showing(
        memory=memory.contacts,
        highlevel=ways.highlevel,
        looking=Looking(memory.contacts, ways.billing, finding, layouts),
        layouts=layouts,
        writing=Writing(ways.highlevel),
        mirroring=Mirroring(memory.bills, ways.highlevel, now),
        now=now,
    )
    walking = Walking(ways.billing, memory.overdue, ways.highlevel, ways.outbox, now)
    selling = Selling(memory.sales, memory.progress, ways.highlevel, ways.outbox, now)
    return Crm(ways.rules, ways.places, showing, walking, selling)


def counted(letter: CrmEnvelope, done: Done) -> Done:
    """Count what came of a message, and that the clock's messages are read at all."""
    outcome = done.outcome if done.outcome in TOLD else "other"
    count_by("CrmDone", what=done.what, outcome=outcome)
    if done.outcome == LATER:
        count("CrmLater")
    if isinstance(letter.body, Poll):
        count("CrmPolls")
    if isinstance(letter.body, Sweep):
        count("CrmSweeps")
    return done


TOLD: Final = frozenset({"shown", "in step", "seen since", "no contact", LATER})
"""Outcomes that are a dimension of the metric; all others are one, lest it has too many."""


def _now() -> datetime:
    return datetime.now(UTC)


def _ways(needs: Needs, table: Table) -> Ways:
    client = aws.secretsmanager()
    keys = KeySecret(client, needs.stripe_keys)
    stripe = for_workers(keys, table, longest=TURN, on_call=lambda _: count("StripeCalls"))
    there = highlevel(client, needs, table)
    outbox = SqsOutbox(aws.sqs(), {Queue.CRM: needs.crm_queue_url})
    places = there.transport.entrance.keys
    return Ways(DynamoCrmRules(table), places, StripePayers(stripe), there, outbox)
