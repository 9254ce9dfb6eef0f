"""Everything of ``migration.store`` that is in the table: kept in memory, and in DynamoDB."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from carryover.adapters.dynamodb.migration import DynamoMoves, DynamoRuns, DynamoWaves
from carryover.adapters.dynamodb.migration_ids import DynamoIdMap
from carryover.adapters.dynamodb.migration_trail import DynamoTrail
from carryover.migration.model import Move, Old, Run, Thing, Wave
from carryover.migration.store import Deed, IdMap, Moves, Runs, Trail, Waves
from cli.rehearsal.memory import IdMemory, MoveMemory, RunMemory, TrailMemory, WaveMemory

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG = '{"items":[' + ",".join(f'{{"price":"price_{n}","quantity":{n}}}' for n in range(90)) + "]}"


@dataclass
class Memory:
    """Everything of ``migration.store`` that is in the table."""

    runs: Runs
    waves: Waves
    moves: Moves
    ids: IdMap
    trail: Trail


def memory_of(request: pytest.FixtureRequest) -> Memory:
    if request.param == "memory":
        return Memory(RunMemory(), WaveMemory(), MoveMemory(), IdMemory(), TrailMemory())
    table = request.getfixturevalue("table")
    return Memory(
        DynamoRuns(table),
        DynamoWaves(table),
        DynamoMoves(table),
        DynamoIdMap(table),
        DynamoTrail(table),
    )


def a_run(name: str = "acme-2026", plan: str = "p1") -> Run:
    return Run(
        name=name,
        target="new-us",
        sources=("us", "intl"),
        plan=plan,
        rules="{}",
        approved_by="ann",
        why="finance agreed",
        approved_at=NOON,
    )


def a_wave(number: int = 1, **said: Any) -> Wave:
    papers: Mapping[str, Any] = {
        "run": "acme",
        "number": number,
        "title": "10 % of usd, seed 7",
        "size": 40,
        "opened_by": "ann",
        "why": "pilot",
        "opened_at": NOON,
    }
    return Wave.model_validate({**papers, **said})


def a_move(subscription: str = "sub_1", **said: Any) -> Move:
    papers = {"run": "acme", "account": "us", "subscription": subscription, "wave": 1}
    return Move.model_validate({**papers, **said})


def old(object_id: str, kind: Thing = Thing.PRICE, account: str = "us") -> Old:
    return Old(account=account, kind=kind, id=object_id)


def a_deed(key: str = "carryover:acme:us/sub_1:arm:1", **said: Any) -> Deed:
    papers: Mapping[str, Any] = {
        "key": key,
        "run": "acme",
        "subject": "us/sub_1",
        "account": "new-us",
        "method": "POST",
        "path": "subscriptions",
        "params": "{}",
        "at": NOON,
    }
    return Deed.model_validate({**papers, **said})
