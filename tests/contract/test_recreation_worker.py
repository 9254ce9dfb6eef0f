"""The migration's worker with its real memory: DynamoDB and S3 by moto, Stripe in process.

Killed at every call to AWS or Stripe that changes something, before it and after it, and then told
again what it is told in the stack (MIG-6).
"""

import itertools
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from carryover.adapters.dynamodb.migration import DynamoMoves, DynamoWaves
from carryover.adapters.dynamodb.migration_trail import DynamoTrail
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.s3 import S3Shelf
from carryover.edge.telemetry import metrics
from carryover.migration.messages import BuildCatalogue, Sweep
from carryover.migration.model import Move, State
from tests.contract.mill import PLAN, RUN, Mill, another
from tests.fakes.memory import Mortal
from tests.unit.migration.moving.stage import TARGET

PARTS = 4
"""For as many processors as there are."""


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
    return (Mill(another(table, number), shelf) for number in itertools.count())


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


@pytest.mark.parametrize(("waiting", "state"), [(True, "paused"), (False, "open")])
def test_a_sweep_pauses_the_waves_when_charges_fail_as_long_as_anything_is_to_come(
    waiting: bool, state: str, mill: Mill
) -> None:
    subscription, *_ = (mill.stripes.subscribe("us") for _ in range(4))
    mill.stripes.days_pass(400)
    mill.approved(subscription)
    moves = DynamoMoves(mill.table)
    for number in range(20):
        paid = {"state": State.RENEWED, "paid": False, "subscription": f"sub_{number}"}
        moves.save(Move.model_validate({"run": RUN, "account": "us", "wave": 1, **paid}))
    if waiting:
        later = mill.stripes.world.clock + 9_999_999
        moves.save(Move(run=RUN, account="us", subscription="sub_x", wave=1, next_look=later))

    mill.works(Sweep())

    wave = DynamoWaves(mill.table).find(RUN, 1)
    assert wave is not None
    assert wave.state == state


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
