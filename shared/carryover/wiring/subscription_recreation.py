"""The subscription recreation's Lambda: ports meet adapters.

No idempotency table here (docs/decisions/0005): the sweeper and people send the same message again
on purpose, and a worker that died must be repeated at once. What two workers could do twice is kept
apart by the move's claim and version, and by Stripe's idempotency keys.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from carryover.adapters import aws
from carryover.adapters.dynamodb.failures import DynamoFailures
from carryover.adapters.dynamodb.migration import DynamoRuns, DynamoWaves
from carryover.adapters.dynamodb.migration_ids import DynamoIdMap
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.s3 import S3Shelf
from carryover.adapters.s3_migration import S3Needs, S3Selections
from carryover.adapters.sqs import SqsOutbox
from carryover.adapters.sqs_returns import SqsReturns
from carryover.adapters.stripe.accounts import KeySecret
from carryover.edge.sqs import Worker
from carryover.edge.telemetry import count
from carryover.kernel.clock import Clock
from carryover.migration.catalogue.building import Catalogue
from carryover.migration.catalogue.service import CatalogueBuilder
from carryover.migration.messages import RecreationEnvelope, Sweep
from carryover.migration.moving.acts import Acts
from carryover.migration.moving.arming import Armoury
from carryover.migration.moving.looking import Looker
from carryover.migration.moving.opening import Opener
from carryover.migration.moving.proving import Prover
from carryover.migration.moving.service import Memory, Mover
from carryover.migration.moving.sweeping import Sweeper
from carryover.migration.service import Migration
from carryover.migration.verifying.guarding import RateGuard
from carryover.migration.verifying.watching import Watcher
from carryover.migration.writing import RecordedWrites
from carryover.ports.outbox import Outbox, Queue
from carryover.ports.reviews import ReviewDesk
from carryover.ports.stripe_api import StripeApi
from carryover.wiring.settings import (
    UsesBucket,
    UsesRetries,
    UsesStripe,
    UsesSubscriptionRecreationQueue,
    UsesTable,
)
from carryover.wiring.stripe_direct import for_workers
from carryover.wiring.watched import CountedReviews
from carryover.wiring.watched_moves import (
    CountedMoves,
    CountedTrail,
    outcome_counted,
    renewal_counted,
)

TURN: Final = 10.0
"""Seconds a worker waits for one request's turn; beyond, the move goes back to the queue."""

STEP: Final = 5
"""Seconds to which an invocation's length is rounded up: one worker is kept per length."""

MARGIN: Final = timedelta(seconds=5)
"""A claim outlives its worker by this, for two machines' clocks differ."""

EVER: Final = 99_999_999_999
"""Seconds: the last moment the index has room for."""


class Needs(UsesTable, UsesBucket, UsesSubscriptionRecreationQueue, UsesStripe, UsesRetries):
    """All this Lambda may know."""


def worker(context: LambdaContext) -> Worker[RecreationEnvelope]:
    """Answer the worker, told how long this invocation may take."""
    left = context.get_remaining_time_in_millis() / 1000
    return _worker(_needs(), timedelta(seconds=STEP * math.ceil(left / STEP)))


@cache
def _needs() -> Needs:
    return Needs.load()


@cache
def _worker(needs: Needs, life: timedelta) -> Worker[RecreationEnvelope]:
    """Build it on first use, keep it while warm.

    A move takes some 15 requests, a few seconds in all. One is begun only while half of the
    invocation is left: room for two requests that hang. Should the invocation end in mid-move all
    the same, nothing is harmed, and the sweeper goes on once the claim has run out.
    """
    table, now = Table(aws.dynamodb(), needs.table), lambda: datetime.now(UTC)
    mill = _mill(needs, table, now, claim=life + MARGIN)
    return Worker(
        letter=RecreationEnvelope,
        handle=mill.handle,
        reviews=CountedReviews(table),
        returns=SqsReturns(aws.sqs(), needs.subscription_recreation_queue_url),
        failures=DynamoFailures(table),
        retry_base=needs.retry_base,
        now=now,
        longest=life / 2,
    )


@dataclass(frozen=True, slots=True)
class Ways:
    """Out of the worker, to the world."""

    stripe: StripeApi
    outbox: Outbox
    desk: ReviewDesk
    shelf: S3Shelf


@dataclass(frozen=True, slots=True)
class Mill:
    """The migration, and what a sweep of a run brings with it."""

    migration: Migration
    guard: RateGuard

    def handle(self, letter: RecreationEnvelope) -> Mapping[str, object]:
        """Do what the message says, and count what came of it."""
        outcome = self.migration.handle(letter)
        if isinstance(letter.body, Sweep):
            self._compare_charges(letter.body, letter.cause)
        return outcome_counted(outcome)

    def _compare_charges(self, sweep: Sweep, cause: str) -> None:
        """Once per sweep of a run, while anything of it has yet to be looked at: a run that is over
        would be read through every five minutes for ever."""
        if sweep.run is None or sweep.after is not None:
            return
        if self.guard.moves.due(sweep.run, EVER).moves:
            self.guard.check(sweep.run, cause)


def _mill(needs: Needs, table: Table, now: Clock, *, claim: timedelta) -> Mill:
    url = needs.subscription_recreation_queue_url
    ways = Ways(
        stripe=for_workers(
            KeySecret(aws.secretsmanager(), needs.stripe_keys),
            table,
            longest=TURN,
            on_call=lambda _: count("StripeCalls"),
        ),
        outbox=SqsOutbox(aws.sqs(), {Queue.SUBSCRIPTION_RECREATION: url}),
        desk=CountedReviews(table),
        shelf=S3Shelf(aws.s3, needs.bucket),
    )
    return assembled(ways, table, now, claim=claim)


def assembled(ways: Ways, table: Table, now: Clock, *, claim: timedelta) -> Mill:
    """Put it together."""
    stripe, ids = ways.stripe, DynamoIdMap(table)
    memory = Memory(DynamoRuns(table), DynamoWaves(table), CountedMoves(table))
    writes = RecordedWrites(stripe, CountedTrail(table), now)
    looker, prover = Looker(stripe, ids), Prover(stripe)
    catalogue = Catalogue(stripe, writes, ids)
    acts = Acts(writes, looker, prover, Armoury(writes, prover, catalogue, ids))
    needs = S3Needs(ways.shelf)
    migration = Migration(
        mover=Mover(stripe, memory, looker, acts, now, claim),
        watcher=Watcher(stripe, memory.runs, memory.moves, ways.desk, renewal_counted, now),
        opener=Opener(stripe, memory, S3Selections(ways.shelf), ways.outbox),
        sweeper=Sweeper(stripe, memory, ways.outbox),
        build=CatalogueBuilder(catalogue, needs, memory.runs, ways.outbox, ways.desk).build,
    )
    guard = RateGuard(stripe, memory.runs, memory.waves, memory.moves, ways.desk, now)
    return Mill(migration, guard)
