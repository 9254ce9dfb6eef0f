"""The migration's worker with its real memory: DynamoDB and S3 by moto, Stripe in process.

Killed at every call to AWS or Stripe that changes something, before it and after it, and then told
again what it is told in the stack (MIG-6).
"""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest

from carryover.adapters.dynamodb.migration import DynamoRuns, DynamoWaves
from carryover.adapters.dynamodb.migration_ids import DynamoIdMap
from carryover.adapters.dynamodb.migration_trail import DynamoTrail
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.s3 import S3Shelf
from carryover.adapters.s3_migration import S3Needs, S3Selections
from carryover.edge.telemetry import metrics
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Message, stamped
from carryover.migration.messages import BuildCatalogue, OpenWave, RecreationEnvelope, Sweep
from carryover.migration.model import Move, Old, Run, State, Thing, Wave
from carryover.migration.planning.rules import Rules
from carryover.migration.store import Chosen
from carryover.ports.outbox import Queue
from carryover.wiring.subscription_recreation import Ways, assembled
from carryover.wiring.watched_moves import outcome_counted
from tests.fakes.memory import Killed, MemoryOutbox, MemoryReviews, Mortal
from tests.unit.migration.moving.stage import TARGET, Object, Stripes

RUN = "acme"
PLAN = "c" * 64
PARTS = 4
"""For as many processors as there are."""
CLAIM = timedelta(minutes=2)
WRITES = ("put_item", "update_item", "post", "delete", "send")
"""What changes something: at DynamoDB, at Stripe, on the queue."""


@dataclass
class Mill:
    """A worker, its table, its bucket and its queue."""

    table: Table
    shelf: S3Shelf
    stripes: Stripes = field(default_factory=Stripes)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    reviews: MemoryReviews = field(default_factory=MemoryReviews)
    death: Mortal | None = None
    calls: Counter[str] = field(default_factory=Counter)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.stripes.world.clock, UTC)

    def works(self, *bodies: Message) -> None:
        """Tell it something, and work until the queue is empty; a letter whose worker dies or puts
        it back comes again later."""
        letters = [self._letter(body, f"person:{n}") for n, body in enumerate(bodies)]
        for _ in range(60):
            for letter in letters:
                self._work(letter)
            taken = self.outbox.take(Queue.SUBSCRIPTION_RECREATION)
            letters = [self._letter(each.body, each.id) for each in taken]
            if not letters:
                return
        raise AssertionError("it never comes to rest")

    def _work(self, letter: RecreationEnvelope) -> None:
        for _ in range(8):
            try:
                outcome_counted(self._worker().handle(letter))
            except (Killed, Retryable) as error:
                waited = CLAIM if isinstance(error, Killed) else getattr(error, "after", None)
                self.stripes.it_is(self.stripes.world.clock + _seconds(waited))
            except NeedsReview as doubt:
                raise AssertionError(doubt.sentence) from doubt
            else:
                return
        raise AssertionError(f"{letter.id} would be a dead letter")

    def _worker(self) -> Any:
        """A fresh process over the same table."""
        stripe, outbox, table = self.stripes.api, self.outbox, self._counted_table()
        if self.death is not None:
            stripe = self.death.wrap(stripe, WRITES)
            outbox = self.death.wrap(outbox, WRITES)
            table = replace(table, client=self.death.wrap(table.client, WRITES))
        ways = Ways(stripe, outbox, self.reviews, self.shelf)
        return assembled(ways, table, self.now, claim=CLAIM)

    def _counted_table(self) -> Table:
        client: Any = _Counting(self.table.client, self.calls)
        return replace(self.table, client=client)

    def _letter(self, body: Message, name: str) -> RecreationEnvelope:
        made = stamped(body, message_id=name, cause="test", at=self.now())
        return RecreationEnvelope.model_validate_json(made.model_dump_json())

    def approved(self, subscription: Object) -> OpenWave:
        """One subscription may move; the answer begins its wave."""
        DynamoIdMap(self.table).remember(RUN, self.stripes.cards_are_copied("us"))
        papers = {"approved_by": "ann", "why": "test", "approved_at": self.now()}
        run = {"name": RUN, "target": TARGET, "sources": ("us",), "plan": PLAN}
        rules = Rules().model_dump_json()
        DynamoRuns(self.table).approve(Run.model_validate({**run, "rules": rules, **papers}))
        price = subscription["items"]["data"][0]["price"]["id"]
        S3Needs(self.shelf).put(RUN, PLAN, [Old(account="us", kind=Thing.PRICE, id=price)])
        opened = {"opened_by": "ann", "why": "test", "opened_at": self.now(), "title": "all"}
        wave = {"run": RUN, "number": 1, "size": 1}
        DynamoWaves(self.table).save(Wave.model_validate({**wave, **opened}))
        name, customer = subscription["id"], subscription["customer"]
        one = Chosen(account="us", subscription=name, customer=customer, planned="")
        S3Selections(self.shelf).put(f"{RUN}/waves/1", [one])
        return OpenWave(run=RUN, plan=PLAN, wave=1, selection=f"{RUN}/waves/1")

    def move_of(self, subscription: Object) -> Move:
        memory = self._worker().mover.memory
        found: Move = memory.moves.find(RUN, "us", subscription["id"])
        return found


class _Counting:
    """A client that counts what it is asked."""

    def __init__(self, client: object, calls: Counter[str]) -> None:
        self._client, self._calls = client, calls

    def __getattr__(self, name: str) -> Any:
        self._calls[name] += 1
        return getattr(self._client, name)


def _seconds(waited: timedelta | None) -> int:
    return int((waited or timedelta(seconds=1)).total_seconds()) + 1


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> Iterator[None]:
    metrics.clear_metrics()
    yield
    metrics.clear_metrics()


@pytest.fixture
def mills(table: Table, aws: botocore.session.Session) -> Iterator[Mill]:
    """Mills without a past, one after the other."""
    client: Any = aws.create_client("s3")
    place = {"LocationConstraint": "eu-central-1"}
    client.create_bucket(Bucket="artefacts", CreateBucketConfiguration=place)
    shelf = S3Shelf(lambda: client, "artefacts")
    return (Mill(_another(table, number), shelf) for number in itertools.count())


def _another(table: Table, number: int) -> Table:
    """A table like the first, and empty."""
    told: Any = table.client.describe_table(TableName=table.name)["Table"]
    same = ("KeySchema", "AttributeDefinitions")
    indexes: Any = [
        {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
        for index in told["GlobalSecondaryIndexes"]
    ]
    name = f"{table.name}-{number}"
    asked: dict[str, Any] = {each: told[each] for each in same}
    table.client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=indexes,
        **asked,
    )
    return replace(table, name=name)


@pytest.fixture
def mill(mills: Iterator[Mill]) -> Mill:
    return next(mills)


def counted() -> dict[str, int]:
    kept: dict[str, Any] = metrics.provider.metric_set
    return {name: int(sum(said["Value"])) for name, said in kept.items()}


def test_a_subscription_moves_and_every_stage_of_it_is_counted(mill: Mill) -> None:
    subscription = mill.stripes.subscribe("us")

    mill.works(BuildCatalogue(run=RUN, plan=PLAN), mill.approved(subscription))

    assert mill.move_of(subscription).state is State.MOVED
    told = counted()
    assert (told["MovesWaiting"], told["MovesBegun"], told["MovesMoved"]) == (1, 1, 1)
    assert told["StripeWrites"] == len(list(DynamoTrail(mill.table).of(RUN)))


def test_a_move_costs_few_requests_of_the_table(mill: Mill) -> None:
    subscription = mill.stripes.subscribe("us")
    opening = mill.approved(subscription)
    mill.works(BuildCatalogue(run=RUN, plan=PLAN))
    mill.calls.clear()

    mill.works(opening)

    assert mill.calls["put_item"] <= 14
    assert mill.calls["get_item"] + mill.calls["batch_get_item"] <= 14
    assert set(mill.calls) <= {"put_item", "get_item", "batch_get_item"}


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_at_every_write_it_ends_the_same_and_everybody_pays_once(
    part: int, mills: Iterator[Mill]
) -> None:
    moments = moved_dying_at(-1, next(mills))

    assert moments > 40
    for moment in range(part, moments, PARTS):
        moved_dying_at(moment, next(mills))


def moved_dying_at(moment: int, mill: Mill) -> int:
    """Move one, die once, be told again and swept; answer how many moments to die at there were."""
    subscription = mill.stripes.subscribe("us")
    opening = mill.approved(subscription)
    mill.death = Mortal(moment)

    mill.works(BuildCatalogue(run=RUN, plan=PLAN), opening)
    mill.stripes.days_pass(1 / 24)
    mill.works(Sweep())

    source = mill.stripes.get("us", f"subscriptions/{subscription['id']}")
    targets = mill.stripes.of(TARGET, "subscription")
    alive = [each for each in targets if not each["cancel_at_period_end"]]
    assert mill.move_of(subscription).state is State.MOVED, moment
    assert (source["cancel_at_period_end"], len(alive), len(targets)) == (True, 1, 1), moment
    mill.stripes.days_pass(40)
    paid = [len(mill.stripes.paid(account)) for account in ("us", TARGET)]
    assert paid == [1, 1], moment
    return mill.death.moment
