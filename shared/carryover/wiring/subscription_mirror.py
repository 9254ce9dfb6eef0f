"""The subscription mirror's Lambda: ports meet adapters."""

from datetime import UTC, datetime
from functools import cache

from carryover.adapters import aws
from carryover.adapters.dynamodb.failures import DynamoFailures
from carryover.adapters.dynamodb.records import DynamoRecords
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.sqs import SqsOutbox
from carryover.adapters.sqs_returns import SqsReturns
from carryover.edge.sqs import Worker
from carryover.edge.telemetry import count_by
from carryover.mirror.messages import MirrorEnvelope
from carryover.mirror.service import Mirror, Mirrored
from carryover.ports.outbox import Queue
from carryover.wiring.settings import (
    UsesRetries,
    UsesSettleDelay,
    UsesStripe,
    UsesSubscriptionMirrorQueue,
    UsesTable,
)
from carryover.wiring.stripe_reader import LONGEST_READ, stripe_reader
from carryover.wiring.watched import CountedReviews


class Needs(UsesTable, UsesSubscriptionMirrorQueue, UsesStripe, UsesRetries, UsesSettleDelay):
    """All this Lambda may know."""


@cache
def worker() -> Worker[MirrorEnvelope]:
    """Build it on first use, keep it while warm."""
    needs = Needs.load()
    table = Table(aws.dynamodb(), needs.table)
    queue = needs.subscription_mirror_queue_url
    mirror = Mirror(
        records=DynamoRecords(table),
        stripe=stripe_reader(needs),
        outbox=SqsOutbox(aws.sqs(), {Queue.SUBSCRIPTION_MIRROR: queue}),
        patience=needs.settle_delay,
    )
    return Worker(
        letter=MirrorEnvelope,
        handle=lambda letter: _counted(mirror.handle(letter)),
        reviews=CountedReviews(table),
        returns=SqsReturns(aws.sqs(), queue),
        failures=DynamoFailures(table),
        retry_base=needs.retry_base,
        now=lambda: datetime.now(UTC),
        longest=LONGEST_READ,
    )


def _counted(mirrored: Mirrored) -> Mirrored:
    count_by("Mirrored", change=mirrored.change)
    return mirrored
