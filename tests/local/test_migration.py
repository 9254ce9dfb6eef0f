"""Subscriptions change accounts in the real stack: its queue, its worker, its rights (MIG-4, MIG-5,
MIG-6). The worker dies where it hurts most, and everything is told twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from carryover.kernel.messages import Message, stamped
from carryover.migration.messages import BuildCatalogue, MoveOne, OpenWave, Sweep
from carryover.migration.model import Move, Old, Run, State, Thing, Wave
from carryover.migration.planning.rules import Rules
from carryover.migration.store import Chosen
from carryover.ports.outbox import Queue
from carryover.wiring.console import Console, connect
from events.sqs import batch
from sandbox.aws.build import Build
from sandbox.aws.local import LocalAws
from sandbox.aws.stack import Stack
from sandbox.stripe.server import serving
from tests.local.lambda_runtime import lambda_runtime
from tests.local.patience import eventually
from tests.unit.migration.moving.stage import SOURCES, TARGET, Object, Stripes

RUN = "local-proof"
PLAN = "b" * 64
LIFE = 10
"""Seconds an invocation has, so that the claim of a worker that died soon runs out."""


@dataclass
class Shop:
    """Two sources and a target, and a stage that moves between them."""

    stripes: Stripes
    stage: Console
    url: str

    def subscribes(self, number: int) -> list[Object]:
        """People of both sources subscribe, each to a price of their own."""
        return [self.stripes.subscribe(SOURCES[n % 2]) for n in range(number)]

    def approves(self, subscriptions: list[Object]) -> None:
        """The plan is approved: cards are mapped, and what the catalogue needs is laid down."""
        stage, now = self.stage, datetime.now(UTC)
        stage.ids.remember(RUN, self.stripes.cards_are_copied(*SOURCES))
        prices = [self.old(each, Thing.PRICE, price_of(each)) for each in subscriptions]
        stage.needs.put(RUN, PLAN, prices)
        papers = {"approved_by": "ann", "why": "test", "approved_at": now}
        rules = Rules().model_dump_json()
        accounts = {"target": TARGET, "sources": SOURCES}
        stage.runs.approve(
            Run.model_validate({"name": RUN, "plan": PLAN, "rules": rules, **accounts, **papers})
        )

    def opens(self, subscriptions: list[Object]) -> OpenWave:
        """A wave is written down; the answer is the message that begins it."""
        wave = Wave(
            run=RUN,
            number=1,
            title="all",
            size=len(subscriptions),
            opened_by="ann",
            why="test",
            opened_at=datetime.now(UTC),
        )
        self.stage.waves.save(wave)
        chosen = [
            Chosen(
                account=self.account_of(each),
                subscription=each["id"],
                customer=each["customer"],
                planned="",
            )
            for each in subscriptions
        ]
        self.stage.selections.put(f"{RUN}/waves/1.jsonl.gz", chosen)
        return OpenWave(run=RUN, plan=PLAN, wave=1, selection=f"{RUN}/waves/1.jsonl.gz")

    def tells(self, *bodies: Message, by: str = "test") -> None:
        """Put messages on the worker's queue."""
        now = datetime.now(UTC)
        letters = [
            stamped(body, message_id=f"{by}:{number}", cause=by, at=now)
            for number, body in enumerate(bodies)
        ]
        self.stage.outbox.send(Queue.SUBSCRIPTION_RECREATION, *letters)

    def catalogue_is_built(self, subscriptions: list[Object]) -> None:
        """Somebody asks for it, twice."""
        task = BuildCatalogue(run=RUN, plan=PLAN)
        self.tells(task, task, by="catalogue")
        wanted = {self.old(each, Thing.PRICE, price_of(each)) for each in subscriptions}
        eventually(lambda: self.stage.ids.find(RUN, wanted).keys() == wanted)

    def begins(self, subscription: Object) -> None:
        """Write a move down as its wave would."""
        account, name = self.account_of(subscription), subscription["id"]
        customer = subscription["customer"]
        self.stage.moves.save(
            Move(run=RUN, account=account, subscription=name, customer=customer, wave=1)
        )

    def message_of(self, subscription: Object) -> MoveOne:
        account = self.account_of(subscription)
        return MoveOne(run=RUN, account=account, subscription=subscription["id"])

    def writes_of(self, subscription: Object) -> dict[str, list[str]]:
        """What was written for it, by verb, and what came of each."""
        subject = f"{self.account_of(subscription)}/{subscription['id']}"
        outcomes: dict[str, list[str]] = {}
        for deed in self.stage.trail.of(RUN, subject):
            verb = deed.key.split(":")[3].partition("@")[0]
            outcomes.setdefault(verb, []).append(deed.outcome)
        return outcomes

    def has_moved(self, subscriptions: list[Object]) -> bool:
        moves = [self.move_of(each) for each in subscriptions]
        return all(move is not None and move.state is State.MOVED for move in moves)

    def move_of(self, subscription: Object) -> Move | None:
        return self.stage.moves.find(RUN, self.account_of(subscription), subscription["id"])

    def breaks(self, **order: object) -> None:
        """A fault is ordered at Stripe."""
        httpx.put(f"{self.url}/_sandbox/faults", json={"api": [order]}).raise_for_status()

    def source(self, subscription: Object) -> Object:
        path = f"subscriptions/{subscription['id']}"
        return self.stripes.get(self.account_of(subscription), path)

    def targets(self, subscription: Object) -> list[Object]:
        """Every subscription of the target that was made from this one, dead ones too."""
        mark = f"{self.account_of(subscription)}/{subscription['id']}"
        made = self.stripes.of(TARGET, "subscription")
        return [each for each in made if each["metadata"].get("carryover_source") == mark]

    def old(self, subscription: Object, kind: Thing, object_id: str) -> Old:
        return Old(account=self.account_of(subscription), kind=kind, id=object_id)

    def account_of(self, subscription: Object) -> str:
        known = self.stripes.world.accounts
        return next(
            alias
            for alias in SOURCES
            if any(each["id"] == subscription["id"] for each in known[alias].all("subscription"))
        )


def price_of(subscription: Object) -> str:
    price: str = subscription["items"]["data"][0]["price"]["id"]
    return price


@pytest.fixture
def shop(aws: LocalAws, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    for name, value in aws.settings.items():
        monkeypatch.setenv(name, value)
    stripes = Stripes()
    with serving(stripes.world) as url:
        keys = {alias: {"key": f"sk_test_{alias}", "api_base": url} for alias in (*SOURCES, TARGET)}
        aws.keep_secret(stack.outputs["StripeKeysName"], keys)
        yield Shop(stripes, connect(stack.name.removeprefix("carryover-")), url)
        # Duplicates may rest there yet; they would look for a Stripe that is gone.
        aws.clients.sqs.purge_queue(QueueUrl=stack.outputs["SubscriptionRecreationQueueUrl"])


def is_moved_once(shop: Shop, subscription: Object) -> bool:
    """Ends at the source, lives once in the target, from the very second the source ends."""
    source, (target,) = shop.source(subscription), shop.targets(subscription)
    ends = source["items"]["data"][0]["current_period_end"]
    return (
        bool(source["cancel_at_period_end"])
        and source["status"] == target["status"] == "active"
        and not target["cancel_at_period_end"]
        and target["items"]["data"][0]["current_period_end"] == ends
    )


@dataclass
class Doomed:
    """A worker of the stack in Lambda's runtime, to be killed in mid-move."""

    build: Build
    told: dict[str, str]
    scratch: Path

    def dies_moving(self, shop: Shop, subscription: Object) -> None:
        """Nobody would bill if it stayed so: the source ends, and the target still ends itself.

        The stop is carried out at Stripe, but its answer never comes: there the worker is killed.
        """
        account, name = shop.account_of(subscription), subscription["id"]
        lost = {"kind": "timeout", "after_effect": True, "seconds": 60}
        shop.breaks(method="POST", path=f"/v1/subscriptions/{name}", account=account, **lost)
        task = MoveOne(run=RUN, account=account, subscription=name)
        at = datetime.now(UTC)
        letter = stamped(task, message_id="doomed", cause="doomed", at=at).model_dump_json()
        life = {**self.told, "AWS_LAMBDA_FUNCTION_TIMEOUT": f"{LIFE}"}
        with (
            ThreadPoolExecutor(1) as pool,
            lambda_runtime(self.build, "subscription_recreation", life, self.scratch) as worker,
        ):
            pool.submit(worker.invoke, batch("subscription-recreation", letter))
            eventually(lambda: bool(shop.source(subscription)["cancel_at_period_end"]))
        (target,) = shop.targets(subscription)
        assert target["cancel_at_period_end"]


@pytest.fixture
def doomed(build: Build, told: Callable[[str], dict[str, str]], tmp_path: Path) -> Doomed:
    return Doomed(build, told("SubscriptionRecreation"), tmp_path)


def test_subscriptions_move_once_though_a_worker_dies_and_everything_is_told_twice(
    shop: Shop, doomed: Doomed
) -> None:
    people = shop.subscribes(5)
    unlucky, others = people[0], people[1:]
    shop.approves(people)

    shop.begins(unlucky)
    doomed.dies_moving(shop, unlucky)
    shop.catalogue_is_built(people)
    opening = shop.opens(others)
    shop.tells(opening, opening, by="ann")
    eventually(lambda: shop.has_moved(others))
    assert not shop.has_moved([unlucky])

    shop.stripes.it_is(shop.stripes.world.clock + 600)
    again = [shop.message_of(each) for each in others]
    shop.tells(Sweep(), Sweep(), *again, *again, by="clock")
    eventually(lambda: shop.has_moved(people))

    assert [each["id"] for each in people if not is_moved_once(shop, each)] == []
    assert len(shop.stripes.of(TARGET, "price")) == len(people)
    assert shop.writes_of(unlucky)["stop"] == [""], "its answer was never seen"
