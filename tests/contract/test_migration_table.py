"""What only DynamoDB can get wrong about a migration: an index that lags, a table short of breath,
items that grow, a run that does not fit into memory (MIG-5, MIG-6)."""

import tracemalloc
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.migration import DynamoMoves, DynamoRuns
from carryover.adapters.dynamodb.migration_ids import RESTS, BulkIdMap
from carryover.adapters.dynamodb.table import Table, typed
from carryover.kernel.errors import Retryable
from carryover.migration.model import Move, State, Thing
from tests.contract.migration_memory import LONG, a_move, a_run, old

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KIB = 1024


@dataclass
class Breathless:
    """DynamoDB when it takes only some of every batch, for a while."""

    takes: int
    held: dict[str, Any] = field(default_factory=dict)
    requests: int = 0

    def batch_write_item(self, **asked: Any) -> dict[str, Any]:
        self.requests += 1
        ((name, puts),) = asked["RequestItems"].items()
        for put in puts[: self.takes]:
            item = put["PutRequest"]["Item"]
            self.held[item["sk"]["S"]] = item["new"]["S"]
        left = puts[self.takes :]
        return {"UnprocessedItems": {name: left} if left else {}}


def bulk(client: Breathless, pauses: list[timedelta]) -> BulkIdMap:
    return BulkIdMap(Table(cast("DynamoDBClient", client), "business"), pauses.append)


def test_what_the_table_did_not_take_is_sent_again_after_a_rest() -> None:
    client, pauses = Breathless(takes=10), list[timedelta]()
    pairs = {old(f"cus_{n}", Thing.CUSTOMER): f"new_{n}" for n in range(25)}

    bulk(client, pauses).remember("acme", pairs)

    assert sorted(client.held.values()) == sorted(pairs.values())
    assert client.requests == 3
    assert pauses == list(RESTS[:2])


def test_a_table_that_takes_nothing_is_tried_again_by_the_caller() -> None:
    pauses = list[timedelta]()

    with pytest.raises(Retryable, match="did not take 1 of 1 ids"):
        bulk(Breathless(takes=0), pauses).remember("acme", {old("price_1"): "price_2"})

    assert sum(pauses, timedelta()) < timedelta(seconds=15)


def test_an_index_that_lags_behind_makes_nothing_due(table: Table) -> None:
    """The entry is still there, the item has moved on: the item is believed."""
    moves = DynamoMoves(table)
    saved = moves.save(a_move(next_look=100))
    stale = {"gsi2pk": keys.moves_of("acme"), "gsi2sk": keys.look_at(100, saved)}
    later = saved.model_copy(update={"next_look": 900})
    row = table.get(keys.move("acme", "us", "sub_1"))
    assert row is not None
    table.put(
        keys.move("acme", "us", "sub_1"),
        {**row, "body": later.model_dump_json(exclude_defaults=True), **stale},
    )

    assert not moves.due("acme", 500).moves


def test_a_move_that_need_not_be_looked_at_is_in_no_index(table: Table) -> None:
    DynamoMoves(table).save(a_move())

    row = table.get(keys.move("acme", "us", "sub_1"))

    assert row is not None
    assert not {"gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"} & row.keys()


def test_a_move_with_both_its_specifications_costs_one_write_unit(table: Table) -> None:
    DynamoMoves(table).save(a_move(planned=LONG, spec=LONG, next_look=1_900_000_000))

    row = table.get(keys.move("acme", "us", "sub_1"))

    assert row is not None
    assert len(LONG) * 2 > 5 * KIB
    assert _bytes(row) < KIB


def test_saving_a_move_tells_what_it_was(table: Table) -> None:
    moves = DynamoMoves(table)

    first, nothing = moves.exchange(a_move())
    _, before = moves.exchange(first.model_copy(update={"state": State.MOVING}))

    assert (nothing, before) == (None, State.WAITING)


def test_ten_thousand_moves_are_listed_in_the_memory_of_a_page() -> None:
    pages = Pages(moves=10_000, per_page=700)
    moves = DynamoMoves(Table(cast("DynamoDBClient", pages), "business"))
    tracemalloc.start()

    told = sum(1 for _ in moves.all("acme"))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told == 10_000
    assert peak < 6 * KIB * KIB


@dataclass
class Pages:
    """A partition that DynamoDB hands out by the megabyte, made as it is asked for."""

    moves: int
    per_page: int

    def get_paginator(self, _operation: str) -> "Pages":
        return self

    def paginate(self, **_asked: Any) -> Any:
        for start in range(0, self.moves, self.per_page):
            numbers = range(start, min(start + self.per_page, self.moves))
            yield {"Items": [self._item(number) for number in numbers]}

    def _item(self, number: int) -> dict[str, Any]:
        move: Move = a_move(f"sub_{number:06d}", planned=LONG[:600])
        body = move.model_dump_json(exclude_defaults=True)
        return {"pk": {"S": "MOVES#acme"}, "sk": {"S": f"us#{number}"}, "body": {"S": body}}


def test_a_run_is_kept_for_good(table: Table) -> None:
    DynamoRuns(table).approve(a_run())

    row = table.get(keys.run("acme-2026"))

    assert row is not None
    assert keys.EXPIRES_AT not in row


def _bytes(row: Any) -> int:
    """Count as DynamoDB does: names and values (Developer Guide, "DynamoDB item sizes")."""
    values = [next(iter(cast("dict[str, Any]", value).values())) for value in typed(row).values()]
    return sum(map(len, row)) + sum(map(len, values))
