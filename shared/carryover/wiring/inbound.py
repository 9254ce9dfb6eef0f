"""The channel's Lambda: ports meet adapters."""

from datetime import UTC, datetime
from functools import cache

from carryover.adapters import aws
from carryover.adapters.dynamodb.failures import DynamoFailures
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.highlevel.translate import HighLevelTranslator
from carryover.adapters.kajabi.translate import KajabiTranslator
from carryover.adapters.s3 import S3Shelf
from carryover.adapters.sqs import SqsOutbox
from carryover.adapters.sqs_returns import SqsReturns
from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.own_facts import OwnFacts
from carryover.channel.service import Channel, Received
from carryover.edge.sqs import Worker
from carryover.edge.telemetry import count_by
from carryover.kernel.messages import Delivery, Envelope
from carryover.ports.outbox import Queue
from carryover.routing.table import routed
from carryover.wiring.crm_settings import UsesCrmQueue
from carryover.wiring.dunning_settings import UsesDunningQueue
from carryover.wiring.settings import (
    UsesAccessQueue,
    UsesBucket,
    UsesInboundQueue,
    UsesRetries,
    UsesSubscriptionMirrorQueue,
    UsesTable,
)
from carryover.wiring.watched import CountedReviews, WatchedJournal


class Needs(
    UsesInboundQueue,
    UsesTable,
    UsesBucket,
    UsesSubscriptionMirrorQueue,
    UsesAccessQueue,
    UsesCrmQueue,
    UsesDunningQueue,
    UsesRetries,
):
    """All this Lambda may know."""


@cache
def worker() -> Worker[Envelope[Delivery]]:
    """Build it on first use, keep it while warm."""
    needs = Needs.load()
    table = Table(aws.dynamodb(), needs.table)
    reviews = CountedReviews(table)
    channel = Channel(
        translators={
            "stripe.event": StripeTranslator(),
            "kajabi.hook": KajabiTranslator(),
            "carryover.fact": OwnFacts(),
            "highlevel.event": HighLevelTranslator(),
        },
        journal=WatchedJournal(table),
        bodies=S3Shelf(aws.s3, needs.bucket),
        outbox=SqsOutbox(
            aws.sqs(),
            {
                Queue.SUBSCRIPTION_MIRROR: needs.subscription_mirror_queue_url,
                Queue.ACCESS: needs.access_queue_url,
                Queue.CRM: needs.crm_queue_url,
                Queue.DUNNING: needs.dunning_queue_url,
            },
        ),
        reviews=reviews,
        router=routed,
        now=lambda: datetime.now(UTC),
    )
    return Worker(
        letter=Envelope[Delivery],
        handle=lambda letter: _counted(channel.receive(letter)),
        reviews=reviews,
        returns=SqsReturns(aws.sqs(), needs.inbound_queue_url),
        failures=DynamoFailures(table),
        retry_base=needs.retry_base,
        now=lambda: datetime.now(UTC),
    )


def _counted(received: Received) -> Received:
    count_by("Received", outcome=received.outcome)
    return received
