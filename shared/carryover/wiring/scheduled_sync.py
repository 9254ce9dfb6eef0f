"""The scheduled sync's Lambda: ports meet adapters."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from aws_lambda_powertools.utilities.typing import LambdaContext

from carryover.adapters import aws
from carryover.adapters.dynamodb.failures import DynamoFailures
from carryover.adapters.dynamodb.journal import DynamoJournal
from carryover.adapters.dynamodb.records import DynamoRecords
from carryover.adapters.dynamodb.sync import DynamoSyncStore
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.sqs import SqsOutbox
from carryover.adapters.sqs_returns import SqsReturns
from carryover.edge.sqs import Worker
from carryover.edge.telemetry import count
from carryover.kernel.clock import Clock
from carryover.ports.outbox import Queue
from carryover.sync.messages import SyncEnvelope
from carryover.sync.model import SyncRun
from carryover.sync.service import Sync
from carryover.sync.walk import Walk
from carryover.sync.walk_events import EventsWalk
from carryover.sync.walk_objects import ObjectsWalk
from carryover.wiring.once import Once
from carryover.wiring.settings import (
    UsesIdempotency,
    UsesInboundQueue,
    UsesRetries,
    UsesScheduledSyncQueue,
    UsesStripe,
    UsesSubscriptionMirrorQueue,
    UsesTable,
)
from carryover.wiring.stripe_reader import LONGEST_READ, stripe_reader
from carryover.wiring.watched import CountedReviews


class Needs(
    UsesTable,
    UsesIdempotency,
    UsesInboundQueue,
    UsesSubscriptionMirrorQueue,
    UsesScheduledSyncQueue,
    UsesStripe,
    UsesRetries,
):
    """All this Lambda may know."""


@dataclass(frozen=True, slots=True)
class CountedSyncStore(DynamoSyncStore):
    """Shows on the dashboard what the walks found."""

    def save(self, report: SyncRun) -> None:
        """File it and count it."""
        DynamoSyncStore.save(self, report)
        tallies = report.findings.tallies.values()
        count("SyncChecked", sum(tally.checked for tally in tallies))
        count("SyncMissing", sum(tally.missing for tally in tallies))
        count("SyncDifferent", sum(tally.different for tally in tallies))
        count("SyncOrphans", sum(tally.orphans for tally in tallies))


def worker(context: LambdaContext) -> Worker[SyncEnvelope]:
    """Answer the worker, told how long this invocation may take."""
    needs = _needs()
    _once(needs).invoked(context)
    return _worker(needs)


@cache
def _needs() -> Needs:
    return Needs.load()


@cache
def _once(needs: Needs) -> Once:
    return Once(aws.dynamodb(), needs.idempotency_table, prefix="scheduled_sync")


@cache
def _worker(needs: Needs) -> Worker[SyncEnvelope]:
    """Build it on first use, keep it while warm."""
    table = Table(aws.dynamodb(), needs.table)
    sync = _sync(needs, table, now=lambda: datetime.now(UTC))
    return Worker(
        letter=SyncEnvelope,
        handle=_once(needs)(lambda letter: sync.handle(letter).model_dump(mode="json")),
        reviews=CountedReviews(table),
        returns=SqsReturns(aws.sqs(), needs.scheduled_sync_queue_url),
        failures=DynamoFailures(table),
        retry_base=needs.retry_base,
        now=lambda: datetime.now(UTC),
        longest=LONGEST_READ,
    )


def _sync(needs: Needs, table: Table, now: Clock) -> Sync:
    stripe, reviews, memory = stripe_reader(needs), CountedReviews(table), CountedSyncStore(table)
    outbox = SqsOutbox(
        aws.sqs(),
        {
            Queue.INBOUND: needs.inbound_queue_url,
            Queue.SUBSCRIPTION_MIRROR: needs.subscription_mirror_queue_url,
            Queue.SCHEDULED_SYNC: needs.scheduled_sync_queue_url,
        },
    )
    events = Walk("sync.events", memory, outbox, now)
    objects = Walk("sync.objects", memory, outbox, now)
    return Sync(
        stripe=stripe,
        outbox=outbox,
        events=EventsWalk(stripe, DynamoJournal(table), reviews, events),
        objects=ObjectsWalk(stripe, DynamoRecords(table), reviews, objects),
    )
