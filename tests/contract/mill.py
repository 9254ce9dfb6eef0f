"""The migration's worker over its real memory: a table and a bucket by moto, Stripe in process."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from carryover.adapters.dynamodb.migration import DynamoRuns, DynamoWaves
from carryover.adapters.dynamodb.migration_ids import DynamoIdMap
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.s3 import S3Shelf
from carryover.adapters.s3_migration import S3Needs, S3Selections
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Message, stamped
from carryover.migration.messages import OpenWave, RecreationEnvelope
from carryover.migration.model import Move, Old, Run, Thing, Wave
from carryover.migration.planning.rules import Rules
from carryover.migration.store import Chosen
from carryover.ports.outbox import Queue
from carryover.wiring.subscription_recreation import Ways, assembled
from tests.fakes.memory import Killed, MemoryOutbox, Mortal
from tests.fakes.stage import MemoryDesk
from tests.unit.migration.moving.stage import TARGET, Object, Stripes

RUN = "acme"
PLAN = "c" * 64
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
    desk: MemoryDesk = field(default_factory=MemoryDesk)
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
                self._worker().handle(letter)
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
        ways = Ways(stripe, outbox, self.desk, self.shelf)
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
        memory = self._worker().migration.mover.memory
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


def another(table: Table, number: int) -> Table:
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
