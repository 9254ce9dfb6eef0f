"""What people's tools need: every port of a stage, found from its stack's outputs.

A spring like any other: it reads, and it sends messages. Its only writes are the audit trail, a
closed review, and what a person decides about a migration: an approved plan, its card mapping, a
wave. It writes to Stripe only in a cutover (``migration.cutover``).
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid4

from carryover.adapters import aws, stack
from carryover.adapters.dynamodb.audit import DynamoAuditTrail
from carryover.adapters.dynamodb.failures import DynamoFailures
from carryover.adapters.dynamodb.journal import DynamoJournal
from carryover.adapters.dynamodb.migration import DynamoMoves, DynamoRuns, DynamoWaves
from carryover.adapters.dynamodb.migration_ids import BulkIdMap
from carryover.adapters.dynamodb.migration_trail import DynamoTrail
from carryover.adapters.dynamodb.records import DynamoRecords
from carryover.adapters.dynamodb.reviews import DynamoReviews
from carryover.adapters.dynamodb.sync import DynamoSyncStore
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.s3 import S3Shelf
from carryover.adapters.s3_migration import S3Needs, S3Selections
from carryover.adapters.secrets import WebhookSecrets
from carryover.adapters.sqs import SqsOutbox
from carryover.adapters.sqs_dead_letters import Pile, SqsDeadLetters
from carryover.adapters.stripe.accounts import Keys, KeySecret
from carryover.kernel.clock import Clock
from carryover.kernel.identity import ObjectRef
from carryover.migration.catalogue.store import Needs
from carryover.migration.store import IdMap, Moves, Runs, Selections, Trail, Waves
from carryover.mirror.store import RecordStore
from carryover.ports.journal import Journal
from carryover.ports.outbox import Outbox, Queue
from carryover.ports.reviews import ReviewDesk
from carryover.replay.importing import Accounting, Importer, Preview, Reader
from carryover.replay.model import Act, Deed, Order
from carryover.replay.packing import Packing
from carryover.replay.service import DeadLetterReplay, EventReplay
from carryover.replay.store import AuditTrail, DeadLetters, Failures, Shelf
from carryover.sync.store import SyncStore
from carryover.wiring.foresight import reader


class Bodies(Shelf, Protocol):
    """The shelf of large bodies, to lay on and to take from."""

    def get(self, key: str) -> bytes:
        """Read one back."""


class RecordBook(RecordStore, Protocol):
    """The record, as people look things up in it."""

    def of_customer(self, account: str, customer: str) -> Sequence[ObjectRef]:
        """Find everything recorded about one customer."""


@dataclass(frozen=True)
class Console:
    """One stage, through its ports. Tests make one of fakes."""

    letters: DeadLetters
    failures: Failures
    journal: Journal
    outbox: Outbox
    bodies: Bodies
    audit: AuditTrail
    reviews: ReviewDesk
    records: RecordBook
    syncs: SyncStore
    runs: Runs
    waves: Waves
    moves: Moves
    ids: IdMap
    trail: Trail
    selections: Selections
    needs: Needs
    keys: Keys
    """Every account's key, as the stage keeps it."""
    reader: Reader
    accounts: Callable[[], Sequence[str]]
    """Names the accounts that webhooks come from."""
    workers: Mapping[Queue, str]
    """The function that reads a queue: its log tells more than a dead letter can."""
    now: Clock
    pause: Callable[[timedelta], None]

    def order(self, by: str, why: str) -> Order:
        """Begin something a person wants: here its correlation id is made."""
        return Order(by=by, why=why, at=self.now(), cause=f"person:{uuid4().hex[:12]}")

    def revealed(self, what: str, by: str) -> None:
        """Write down that somebody is about to see personal data."""
        order = self.order(by, "shown on screen")
        self.audit.write(Act(Deed.PERSONAL_DATA_REVEALED, what, order))

    @property
    def dead_letter_replay(self) -> DeadLetterReplay:
        """Sends dead letters back."""
        return DeadLetterReplay(self.letters, self.audit)

    @property
    def event_replay(self) -> EventReplay:
        """Sends journalled events again."""
        return EventReplay(self.journal, self.outbox, Packing(self.bodies), self.audit)

    @property
    def importer(self) -> Importer:
        """Sends the events of a file."""
        return Importer(Preview(self.reader), self.outbox, Packing(self.bodies), self.audit)

    @property
    def accounting(self) -> Accounting:
        """Waits for the journal to answer for an import."""
        return Accounting(self.reader, self.journal, self.now, self.pause)


def connect(stage: str) -> Console:
    """Find a stage's resources and hold their ports; reaches only CloudFormation yet."""
    names = stack.outputs(stack.cloudformation(), f"carryover-{stage}")
    table = Table(aws.dynamodb(), names["BusinessTable"])
    queues = {queue: names[f"{_words(queue)}QueueUrl"] for queue in Queue}
    shelf = S3Shelf(aws.s3, names["Bucket"])
    return Console(
        letters=SqsDeadLetters(aws.sqs(), {q: _pile(names, q) for q in Queue}),
        failures=DynamoFailures(table),
        journal=DynamoJournal(table),
        outbox=SqsOutbox(aws.sqs(), queues),
        bodies=shelf,
        audit=DynamoAuditTrail(table),
        reviews=DynamoReviews(table),
        records=DynamoRecords(table),
        syncs=DynamoSyncStore(table),
        runs=DynamoRuns(table),
        waves=DynamoWaves(table),
        moves=DynamoMoves(table),
        ids=BulkIdMap(table, _pause),
        trail=DynamoTrail(table),
        selections=S3Selections(shelf),
        needs=S3Needs(shelf),
        keys=KeySecret(aws.secretsmanager(), names["StripeKeysName"]),
        reader=reader(),
        accounts=lambda: _accounts(names["StripeWebhookSecretsName"]),
        workers={queue: names.get(f"{_words(queue)}Function", "") for queue in Queue},
        now=lambda: datetime.now(UTC),
        pause=_pause,
    )


def _pause(length: timedelta) -> None:
    time.sleep(length.total_seconds())


def _accounts(secret: str) -> Sequence[str]:
    """Name the accounts; of the secret nothing else is kept."""
    return sorted(WebhookSecrets(aws.secretsmanager(), secret).read())


def _pile(names: Mapping[str, str], queue: Queue) -> Pile:
    return Pile(names[f"{_words(queue)}QueueUrl"], names[f"{_words(queue)}DeadLettersUrl"])


def _words(queue: Queue) -> str:
    """Say a queue's name as the template's outputs do: ``SubscriptionMirror``."""
    return "".join(word.title() for word in queue.split("_"))
