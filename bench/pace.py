"""How much of what Stripe allows the workers of a stage get when they share one pace in DynamoDB.

    PYTHONPATH=shared .venv/bin/python -m bench.pace [--seconds 20]

The real ``SharedPace`` over moto; only time is simulated. Every worker has a process's own leases
and makes the eleven requests of an ordinary move (``bench.migration``), one after the other, two
sources and a target in live mode. In the last row Stripe turns one request away.
"""

import argparse
import heapq
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

import botocore.session
from moto import mock_aws

from carryover.adapters.dynamodb.keys import Key
from carryover.adapters.dynamodb.pace import SharedPace
from carryover.adapters.dynamodb.table import Condition, Row, Table
from carryover.adapters.pacing import ENDPOINT, LIVE, Limits
from carryover.kernel.errors import Retryable
from sandbox.stripe.http.rate_limits import Bucket

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

WRITE: Final = 0.005
"""Seconds a write to DynamoDB takes."""

LONGEST: Final = 10.0
"""As ``wiring.subscription_recreation.TURN``."""

BACK: Final = 2.0
"""Seconds until a message that was put back comes again."""

CALLS: Final = (
    ("source", "GET subscriptions/{id}"),
    ("target", "GET customers/{id}"),
    ("source", "GET invoiceitems"),
    ("target", "POST customers/{id}"),
    ("target", "POST subscriptions"),
    ("source", "POST invoices/create_preview"),
    ("target", "POST invoices/create_preview"),
    ("source", "POST subscriptions/{id}"),
    ("target", "POST subscriptions/{id}"),
    ("source", "GET subscriptions/{id}"),
    ("target", "GET subscriptions/{id}"),
)
ALLOWED: Final = LIVE / sum(account == "target" for account, _ in CALLS)
"""Moves per second that Stripe allows: the target's six requests decide."""


@dataclass
class Clock:
    """One worker's time: the world's, and what its own writes have taken since."""

    world: list[float]
    spent: float = 0.0

    def __call__(self) -> float:
        """Tell it."""
        return self.world[0] + self.spent


@dataclass(frozen=True)
class SlowTable(Table):
    """A table whose writes take their time."""

    clock: Clock = field(default_factory=lambda: Clock([0.0]))
    written: list[Key] = field(default_factory=list)

    def reckon(self, key: Key, change: str, condition: Condition) -> Row:
        """Write, and let time pass."""
        self.clock.spent += WRITE
        self.written.append(key)
        return Table.reckon(self, key, change, condition)


@dataclass
class Stripe:
    """Counts as Stripe does."""

    trouble_at: float
    buckets: dict[str, Bucket] = field(default_factory=dict)
    refused: int = 0

    def takes(self, now: float, account: str, endpoint: str) -> bool:
        """Take a request, or turn it away."""
        rates = {account: LIVE, f"{account} {endpoint}": ENDPOINT}
        kept = [self.buckets.setdefault(n, Bucket(r, r, now)).take(now) for n, r in rates.items()]
        struck = account == "target" and now >= self.trouble_at
        if struck:
            self.trouble_at = float("inf")
        self.refused += struck or not all(kept)
        return all(kept) and not struck


@dataclass(frozen=True, slots=True)
class Scene:
    """What is tried."""

    workers: int
    latency: float
    trouble_at: float = float("inf")


@dataclass(slots=True)
class Run:
    """One try."""

    scene: Scene
    seconds: float
    table: Table
    dice: random.Random
    world: list[float] = field(default_factory=lambda: [1_000_000.0])
    ended: list[float] = field(default_factory=list)
    """When moves ended, in seconds since the beginning."""
    took: list[float] = field(default_factory=list)
    written: list[Key] = field(default_factory=list)
    put_back: int = 0
    stripe: Stripe = field(init=False)

    def __post_init__(self) -> None:
        self.stripe = Stripe(self.world[0] + self.scene.trouble_at)

    def go(self) -> None:
        """Let all workers work."""
        begun = self.world[0]
        line = [
            (begun + self.dice.random(), number, self._life())
            for number in range(self.scene.workers)
        ]
        heapq.heapify(line)
        while line[0][0] < begun + self.seconds:
            self.world[0], number, life = heapq.heappop(line)
            heapq.heappush(line, (self.world[0] + next(life), number, life))

    def _life(self) -> Iterator[float]:
        clock = Clock(self.world)
        table = SlowTable(self.table.client, self.table.name, clock, self.written)
        limits = Limits(account=LIVE)
        pace = SharedPace(table, lambda _: limits, clock, lambda _: None, LONGEST)
        while True:
            source, begun = self.dice.choice(["us", "intl"]), self.world[0]
            for account, endpoint in CALLS:
                place = source if account == "source" else account, endpoint
                yield from self._asked(pace, clock, *place)
            self.took.append(self.world[0] - begun)
            self.ended.append(self.world[0] - 1_000_000)

    def _asked(
        self, pace: SharedPace, clock: Clock, account: str, endpoint: str
    ) -> Iterator[float]:
        while True:
            try:
                for wait in pace.turn(account, endpoint):
                    yield _passed(clock) + wait
            except Retryable:
                self.put_back += 1
                yield _passed(clock) + BACK
                continue
            yield _passed(clock) + self.scene.latency
            if self.stripe.takes(self.world[0], account, endpoint):
                return
            pace.slower(account, None)


def _passed(clock: Clock) -> float:
    spent, clock.spent = clock.spent, 0.0
    return spent


def row(run: Run) -> str:
    """Tell one try."""
    scene, warm = run.scene, run.seconds / 4
    rate = sum(at >= warm for at in run.ended) / (run.seconds - warm)
    alone = len(CALLS) * scene.latency
    possible = min(ALLOWED, scene.workers / alone)
    took = sorted(run.took)[len(run.took) // 2]
    return (
        f"{scene.workers:>7} {scene.latency:>8.2f} {rate:>8.2f} {possible:>9.2f} "
        f"{rate / possible:>6.0%} {took:>7.2f} {len(run.written) / max(1, len(run.ended)):>8.1f} "
        f"{run.stripe.refused:>4} {run.put_back:>5}"
    )


def tried(scene: Scene, seconds: float, seed: int) -> Run:
    """Try a scene, on an empty table."""
    with mock_aws():
        made = botocore.session.get_session().create_client("dynamodb")
        client = cast("DynamoDBClient", made)
        client.create_table(
            TableName="pace",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")
            ],
        )
        dice = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        run = Run(scene, seconds, Table(client, "pace"), dice)
        run.go()
        return run


SCENES: Final[Sequence[Scene]] = (
    Scene(1, 0.1),
    Scene(4, 0.02),
    Scene(20, 0.1),
    Scene(20, 0.3),
    Scene(60, 0.3),
    Scene(20, 0.1, trouble_at=10.0),
)


def main() -> None:
    """Print a row per scene."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=20.0)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }
    sys.stdout.write(f"python -m bench.pace {' '.join(sys.argv[1:])}\nseed {given.seed}\n")
    sys.stdout.write("workers  latency  moves/s  possible  share  s/move  writes  429  back\n")
    for scene in SCENES:
        sys.stdout.write(row(tried(scene, given.seconds, given.seed)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
