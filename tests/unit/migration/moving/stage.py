"""Two sources and a target on one clock, the mover at work between them, and a queue."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from carryover.adapters.stripe.accounts import AccountKey
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Envelope, Message, stamped
from carryover.migration.catalogue.building import Catalogue
from carryover.migration.messages import (
    BuildCatalogue,
    MoveOne,
    OpenWave,
    RecreationEnvelope,
    RollBackOne,
    Sweep,
)
from carryover.migration.model import Mode, Move, Old, Run, Thing, Wave
from carryover.migration.moving.acts import Acts
from carryover.migration.moving.arming import Armoury
from carryover.migration.moving.looking import Looker
from carryover.migration.moving.opening import Opener
from carryover.migration.moving.policy import decide
from carryover.migration.moving.proving import Prover
from carryover.migration.moving.service import Memory, Mover
from carryover.migration.moving.sight import Sight
from carryover.migration.moving.steps import Step
from carryover.migration.moving.sweeping import Sweeper
from carryover.migration.planning.rules import Rules
from carryover.migration.service import Migration
from carryover.migration.store import Chosen
from carryover.migration.verifying.watching import Watcher
from carryover.migration.writing import RecordedWrites
from carryover.ports.outbox import Queue
from carryover.ports.stripe_api import StripeApi
from cli.rehearsal.memory import (
    IdMemory,
    MoveMemory,
    RunMemory,
    SelectionMemory,
    TrailMemory,
    WaveMemory,
)
from sandbox.stripe.card_copy.copying import KIND as CARD_COPY
from sandbox.stripe.card_copy.copying import begin
from sandbox.stripe.card_copy.order import Order
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from sandbox.stripe.inside import Inside
from tests.fakes.memory import Killed, MemoryOutbox, MemoryReviews

type Object = dict[str, Any]

DAY = 86_400
HOUR = 3_600
RUN = "acme"
PLAN = "a" * 64
SOURCES = ("us", "intl")
TARGET = "new"
CLAIM = timedelta(minutes=3)


def instant(when: str) -> int:
    return int(datetime.fromisoformat(when).replace(tzinfo=UTC).timestamp())


@dataclass
class Keyring:
    """A key per account of the world."""

    accounts: Mapping[str, AccountKey]

    def of(self, account: str) -> AccountKey:
        return self.accounts[account]

    def reread(self) -> Mapping[str, AccountKey]:
        return self.accounts


class NoPace:
    """Nobody waits."""

    def take(self, account: str, endpoint: str) -> None:
        pass

    def slower(self, account: str, endpoint: str | None) -> None:
        pass


@dataclass
class Stripes:
    """Three accounts in one world, spoken to as the product does."""

    start: str = "2026-01-05T10:00:00"
    world: World = field(init=False)
    api: StripeApi = field(init=False)
    serial: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.world = World(seed=1, start=instant(self.start))
        keys = {}
        for alias in (*SOURCES, TARGET):
            self.world.open(alias, f"sk_test_{alias}")
            keys[alias] = AccountKey(key=SecretStr(f"sk_test_{alias}"))
        wire = Inside(Desk(self.world))
        doors = Doors(Keyring(keys), lambda: float(self.world.clock), lambda _: None, wire)
        self.api = StripeDirect(doors, NoPace())

    def post(self, account: str, path: str, **said: Any) -> Object:
        answer = self.api.post(account, path, said, key=f"test:{next(self.serial)}")
        assert isinstance(answer, dict), answer
        return answer

    def get(self, account: str, path: str, **said: Any) -> Object:
        answer = self.api.get(account, path, said)
        assert isinstance(answer, dict), f"{account} knows no {path}"
        return answer

    def end(self, account: str, subscription: str) -> None:
        self.api.delete(account, f"subscriptions/{subscription}", {}, key="test")

    def customer(self, account: str, card: str | None = "visa", **more: Any) -> str:
        made: str = self.post(account, "customers", email="ann@example.com", **more)["id"]
        if card:
            method = self.post(account, f"payment_methods/pm_card_{card}/attach", customer=made)
            settings = {"default_payment_method": method["id"]}
            self.post(account, f"customers/{made}", invoice_settings=settings)
        return made

    def price(self, account: str, amount: int = 2900, **more: Any) -> str:
        product = self.post(account, "products", name="Course")["id"]
        recurring = more.pop("recurring", {"interval": "month"})
        made: str = self.post(
            account,
            "prices",
            product=product,
            currency=more.pop("currency", "usd"),
            unit_amount=amount,
            recurring=recurring,
            **more,
        )["id"]
        return made

    def subscribe(self, account: str = "us", **more: Any) -> Object:
        customer = more.pop("customer", None) or self.customer(account)
        price = more.pop("price", None) or self.price(account)
        items = more.pop("items", [{"price": price}])
        return self.post(account, "subscriptions", customer=customer, items=items, **more)

    def days_pass(self, days: float) -> None:
        self.world.advance(self.world.clock + round(days * DAY))

    def it_is(self, at: int) -> None:
        self.world.advance(at)

    def cards_are_copied(self, *sources: str) -> dict[Old, str]:
        """Have Stripe copy everybody; answers the mapping as pairs."""
        pairs: dict[Old, str] = {}
        for source in sources or SOURCES:
            job = begin(self.world, Order(source=source, target=TARGET, hours=0))
            self.world.advance(self.world.clock + 1)
            done = self.world.accounts[TARGET].get(CARD_COPY, job["id"])
            assert done["status"] == "complete"
            for row in done["mapping"]:
                pairs |= _pairs(source, row)
        return pairs

    def paid(self, account: str) -> list[tuple[str, int, int]]:
        """Money that moved: customer, amount, day."""
        charges = self.world.accounts[account].all("charge")
        return sorted(
            (c["customer"], c["amount_captured"], c["created"] // DAY)
            for c in charges
            if c["captured"] and c["paid"]
        )

    def of(self, account: str, kind: str) -> list[Object]:
        return list(self.world.accounts[account].all(kind))


def _pairs(source: str, row: Mapping[str, str]) -> dict[Old, str]:
    customer = Old(account=source, kind=Thing.CUSTOMER, id=row["customer_id_old"])
    pairs = {customer: row["customer_id_new"]}
    if row["source_id_old"]:
        method = Old(account=source, kind=Thing.PAYMENT_METHOD, id=row["source_id_old"])
        pairs[method] = row["source_id_new"]
    return pairs


@dataclass
class Stage:
    """The product's side: memory, queue, worker."""

    stripes: Stripes = field(default_factory=Stripes)
    rules: Rules = field(default_factory=Rules)
    runs: RunMemory = field(default_factory=RunMemory)
    waves: WaveMemory = field(default_factory=WaveMemory)
    moves: MoveMemory = field(default_factory=MoveMemory)
    ids: IdMemory = field(default_factory=IdMemory)
    trail: TrailMemory = field(default_factory=TrailMemory)
    selections: SelectionMemory = field(default_factory=SelectionMemory)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    reviews: MemoryReviews = field(default_factory=MemoryReviews)
    asked: list[NeedsReview] = field(default_factory=list)
    outcomes: list[Any] = field(default_factory=list)
    dressed: Callable[[str, Any], Any] = lambda _, port: port
    """Wraps a port, by its name, before the worker gets it."""
    policy: Callable[[Sight, Mode], Step] = decide
    outage: timedelta = CLAIM
    """How long nothing works after a worker has died."""
    skew: timedelta = timedelta()
    """How far the worker's own clock is off."""

    def __post_init__(self) -> None:
        self.runs.approve(
            Run(
                name=RUN,
                target=TARGET,
                sources=SOURCES,
                plan=PLAN,
                rules=self.rules.model_dump_json(),
                approved_by="ann",
                why="test",
                approved_at=self.now(),
            )
        )
        self.wave_opens(1)

    def wave_opens(self, number: int) -> None:
        self.waves.save(
            Wave(
                run=RUN,
                number=number,
                title="all",
                size=1,
                opened_by="ann",
                why="test",
                opened_at=self.now(),
            )
        )

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.stripes.world.clock, UTC) + self.skew

    def cards_arrive(self, *sources: str) -> None:
        self.ids.remember(RUN, self.stripes.cards_are_copied(*sources))

    @property
    def worker(self) -> Migration:
        """A fresh process: nothing is remembered but what the stores hold."""
        stripe = self.dressed("stripe", self.stripes.api)
        moves = self.dressed("moves", self.moves)
        trail = self.dressed("trail", self.trail)
        ids = self.dressed("ids", self.ids)
        outbox = self.dressed("outbox", self.outbox)
        reviews = self.dressed("reviews", self.reviews)
        writes = RecordedWrites(stripe, trail, self.now)
        memory = Memory(self.runs, self.waves, moves)
        prover = Prover(stripe)
        looker = Looker(stripe, ids)
        armoury = Armoury(writes, prover, Catalogue(stripe, writes, ids), ids)
        acts = Acts(writes, looker, prover, armoury)
        return Migration(
            mover=Mover(stripe, memory, looker, acts, self.now, CLAIM, self.policy),
            watcher=Watcher(
                stripe,
                self.runs,
                moves,
                reviews,
                lambda _, outcome: self.outcomes.append(outcome),
                self.now,
            ),
            opener=Opener(stripe, memory, self.selections, outbox),
            sweeper=Sweeper(stripe, memory, outbox),
            build=self._no_catalogue,
        )

    def opens(self, *subscriptions: Object, wave: int = 1) -> None:
        """Put subscriptions into a wave and let it begin."""
        key = f"wave-{wave}"
        chosen = [
            Chosen(
                account=self.account_of(each["id"]),
                subscription=each["id"],
                customer=each["customer"],
                planned="",
            )
            for each in subscriptions
        ]
        self.selections.put(key, chosen)
        self.tells(OpenWave(run=RUN, plan=PLAN, wave=wave, selection=key))

    def moves_one(self, subscription: Object) -> Move:
        """Open the wave and work until nothing is left to do now."""
        self.opens(subscription)
        self.works()
        return self.move_of(subscription)

    def rolls_back(self, subscription: Object) -> Move:
        move = self.move_of(subscription)
        self.tells(
            RollBackOne(
                run=RUN,
                account=move.account,
                subscription=move.subscription,
                attempt=move.attempt,
            )
        )
        self.works()
        return self.move_of(subscription)

    def sweeps(self) -> None:
        self.tells(Sweep())
        self.works()

    def tells(self, body: Message) -> None:
        name = f"test:{self.stripes.world.clock}:{len(self.outbox.sent)}:{body!r}"
        letter = stamped(body, message_id=name, cause="test", at=self.now())
        self.outbox.send(Queue.SUBSCRIPTION_RECREATION, letter)

    def works(self) -> None:
        """Deliver every message until the queue is empty; what fails comes back later."""
        for _ in range(400):
            letters = self.outbox.take(Queue.SUBSCRIPTION_RECREATION)
            if not letters:
                return
            for letter in letters:
                self.deliver(letter)
        raise AssertionError("the queue never empties")

    def deliver(self, letter: Envelope[Any]) -> None:
        envelope = RecreationEnvelope.model_validate_json(letter.model_dump_json())
        try:
            self.worker.handle(envelope)
        except NeedsReview as doubt:
            self.asked.append(doubt)
        except Retryable as error:
            self._comes_back(letter, error.after or timedelta(seconds=30))
        except Killed:
            self._comes_back(letter, self.outage)

    def _comes_back(self, letter: Envelope[Any], after: timedelta) -> None:
        """The queue's visibility timeout: time goes by on every clock there is."""
        self.stripes.world.advance(self.stripes.world.clock + round(after.total_seconds()) + 1)
        self.outbox.send(Queue.SUBSCRIPTION_RECREATION, letter)

    def move_of(self, subscription: Object) -> Move:
        found = self.moves.find(RUN, self.account_of(subscription["id"]), subscription["id"])
        assert found is not None
        return found

    def account_of(self, subscription: str) -> str:
        for alias in SOURCES:
            if self.stripes.world.accounts[alias].find("subscription", subscription):
                return alias
        raise AssertionError(f"no source knows {subscription}")

    def source(self, subscription: Object) -> Object:
        account = self.account_of(subscription["id"])
        return self.stripes.get(account, f"subscriptions/{subscription['id']}")

    def targets(self, subscription: Object) -> list[Object]:
        """Every target of it that is not over."""
        mark = f"{self.account_of(subscription['id'])}/{subscription['id']}"
        return [
            each
            for each in self.stripes.of(TARGET, "subscription")
            if each["metadata"].get("carryover_source") == mark
            and each["status"] not in ("canceled", "incomplete_expired")
        ]

    def _no_catalogue(self, _: Envelope[Any], task: BuildCatalogue) -> object:
        raise AssertionError(f"{task} is not what is tested here")

    def says_move(self, subscription: Object) -> None:
        account = self.account_of(subscription["id"])
        self.tells(MoveOne(run=RUN, account=account, subscription=subscription["id"]))
