"""A migration engineer at a keyboard: a project folder, a stage in memory, two Stripes and a third
in one local world."""

import shutil
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from typer.testing import CliRunner

from carryover.adapters.stripe.accounts import AccountKey, Accounts, Keys
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.kernel.clock import seconds
from carryover.kernel.errors import NeedsReview
from carryover.migration.model import Expected, Move, Run, State, Wave
from carryover.migration.snapshot.files import Folder
from carryover.migration.snapshot.taking import take
from carryover.ports.outbox import Queue
from carryover.replay.model import Order
from carryover.wiring.vault import Vault
from cli.main import build
from cli.migrate.desk import Desk
from cli.rehearsal.memory import (
    IdMemory,
    MoveMemory,
    NeedsMemory,
    RunMemory,
    SelectionMemory,
    WaveMemory,
)
from cli.session import Session
from sandbox.stripe.card_copy.copying import KIND as CARD_COPY
from sandbox.stripe.card_copy.copying import begin
from sandbox.stripe.card_copy.mapping import as_csv
from sandbox.stripe.card_copy.order import Order as CopyOrder
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk as StripeDesk
from sandbox.stripe.inside import Inside
from tests.fakes.dead_letters import MemoryAuditTrail, MemoryShelf
from tests.fakes.memory import MemoryOutbox
from tests.fakes.migration import CountedTrail
from tests.fakes.stage import NOON, MemoryDesk
from tests.unit.cli.desk import Said

_NONE: Any = None
"""What only a cutover needs."""

APP = build()
VERSION = "2026-10-28.endive"
KEYS = {"us": "sk_test_us", "intl": "sk_test_intl", "new-us": "sk_test_new"}


@dataclass
class MemoryStage:
    """A stage as ``carryover migrate`` sees it; its worker is whoever is told to be."""

    runs: RunMemory = field(default_factory=RunMemory)
    waves: WaveMemory = field(default_factory=WaveMemory)
    moves: MoveMemory = field(default_factory=MoveMemory)
    ids: IdMemory = field(default_factory=IdMemory)
    trail: CountedTrail = field(default_factory=CountedTrail)
    selections: SelectionMemory = field(default_factory=SelectionMemory)
    needs: NeedsMemory = field(default_factory=NeedsMemory)
    bodies: MemoryShelf = field(default_factory=MemoryShelf)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    reviews: MemoryDesk = field(default_factory=MemoryDesk)
    audit: MemoryAuditTrail = field(default_factory=MemoryAuditTrail)
    clock: datetime = NOON
    orders: int = 0
    worker: Callable[[], None] | None = None
    ring: "Keyring" = field(default_factory=lambda: Keyring(dict(KEYS)))

    @property
    def keys(self) -> Keys:
        return self.ring

    def now(self) -> datetime:
        return self.clock

    def order(self, by: str, why: str) -> Order:
        self.orders += 1
        return Order(by=by, why=why, at=self.clock, cause=f"person:{self.orders}")

    def pause(self, length: timedelta) -> None:
        self.clock += length
        if self.worker is not None:
            self.worker()

    def told(self) -> list[Any]:
        """What the worker was sent, and is now taken."""
        return [envelope.body for envelope in self.outbox.take(Queue.SUBSCRIPTION_RECREATION)]

    def approved(self, plan: str = "p1a2") -> Run:
        run = Run(
            name="acme",
            target="new-us",
            sources=("us", "intl"),
            plan=plan,
            rules="{}",
            approved_by="ada",
            why="looks right",
            approved_at=NOON,
        )
        self.runs.approve(run)
        return run

    def opened(self, number: int = 1, size: int = 3, **more: Any) -> Wave:
        given = {"title": "10 %", "opened_by": "ada", "why": "first", "opened_at": NOON}
        wave = Wave.model_validate({"run": "acme", "number": number, "size": size, **given, **more})
        self.waves.save(wave)
        return wave

    def has(self, subscription: str, state: State, **more: Any) -> Move:
        given = {"expected": Expected(amount=1990, currency="usd", at=seconds(NOON)), "wave": 1}
        move = Move.model_validate(
            {"run": "acme", "account": "us", "subscription": subscription, "state": state}
            | {**given, **more}
        )
        return self.moves.save(move)


@dataclass
class Keyring:
    """Everybody's keys."""

    held: Mapping[str, str] = field(default_factory=lambda: dict(KEYS))

    def of(self, account: str) -> AccountKey:
        if account not in self.held:
            raise NeedsReview(f"account {account}", f"There is no key for {account}.")
        return AccountKey(key=SecretStr(self.held[account]))

    def reread(self) -> Accounts:
        return {alias: self.of(alias) for alias in self.held}


class Free:
    """No pace at all."""

    def take(self, account: str, endpoint: str) -> None:
        del account, endpoint

    def slower(self, account: str, endpoint: str | None) -> None:
        del account, endpoint


@dataclass
class Engineer:
    """Types commands in a folder."""

    root: Path
    stage: MemoryStage = field(default_factory=MemoryStage)
    world: World = field(default_factory=lambda: World(seed=1, start=seconds(NOON)))
    keys: Keyring = field(default_factory=Keyring)
    made: int = 0

    def __post_init__(self) -> None:
        self.desk = StripeDesk(self.world)
        for alias, key in KEYS.items():
            if alias not in self.world.accounts:
                self.world.open(alias, key)
        self.stripe = self.opened(self.keys)

    @staticmethod
    def vault(opened: Callable[[Keys], StripeDirect]) -> Vault:
        """A stage's, as far as keys are looked at."""
        return Vault("test", "https://api.test", _NONE, _NONE, opened)

    def opened(self, keys: Keys) -> StripeDirect:
        """Reach Stripe with the stage's keys."""
        doors = Doors(keys, lambda: float(self.world.clock), lambda _: None, Inside(self.desk))
        return StripeDirect(doors, Free())

    @property
    def folder(self) -> Path:
        return self.root / "migration"

    def begins(self, text: str = "") -> "Engineer":
        self.folder.mkdir(exist_ok=True)
        plain = "name: acme\ntarget: new-us\nsources: [us, intl]\n"
        (self.folder / "migration.yaml").write_text(text or plain, encoding="utf-8")
        return self

    def types(self, *words: str, stdin: str = "") -> Said:
        session = Session("test", lambda: self.stage.clock)
        desk: Desk = self.stage
        session.migration = desk
        session.stripe = self.stripe
        session.vault = self.vault(self.opened)
        asked = ["migrate", *words, "--project", str(self.folder)]
        result = CliRunner().invoke(
            APP, asked, obj=session, input=stdin, env={"COLUMNS": "220", "TERM": "dumb"}
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def twin(self, root: Path) -> "Engineer":
        """The same engineer at the same point, in a folder and a world of their own."""
        shutil.copytree(self.root, root, dirs_exist_ok=True)
        stage, world = deepcopy((replace(self.stage, worker=None), self.world))
        return Engineer(root, stage, world, made=self.made)

    def days_pass(self, days: float) -> None:
        """Move Stripe's clock and ours."""
        self.world.advance(self.world.clock + round(days * 86_400))
        self.stage.clock = datetime.fromtimestamp(self.world.clock, UTC)

    def makes(self, account: str, path: str, **said: Any) -> dict[str, Any]:
        """Have something made at a Stripe, as its own users do."""
        self.made += 1
        answer = self.stripe.post(account, path, said, key=f"test:{self.made}")
        assert isinstance(answer, dict), answer
        return answer

    def sells(self, account: str, amount: int = 1990, currency: str = "usd", **more: Any) -> str:
        """Make a price of a product."""
        product = self.makes(account, "products", name="Gold")["id"]
        plain = {"product": product, "currency": currency, "unit_amount": amount}
        rhythm = {"recurring": {"interval": "month"}}
        return str(self.makes(account, "prices", **{**plain, **rhythm, **more})["id"])

    def subscribes(self, account: str, price: str, **more: Any) -> str:
        """Have somebody new subscribe, with a card that works."""
        customer = self.makes(account, "customers", email="zuzu@example.com")["id"]
        card = self.makes(account, "payment_methods/pm_card_visa/attach", customer=customer)
        settings = {"default_payment_method": card["id"]}
        self.makes(account, f"customers/{customer}", invoice_settings=settings)
        items = [{"price": price}]
        made = self.makes(account, "subscriptions", customer=customer, items=items, **more)
        return str(made["id"])

    def snapshots(self, *accounts: str) -> None:
        """Have sources written down where the command puts them."""
        for account in accounts or ("us", "intl"):
            folder = Folder(self.folder / "snapshots" / account)
            shutil.rmtree(folder.path, ignore_errors=True)
            take(self.stripe, account, folder, api_version=VERSION, told=lambda _, __: None)

    def cards_are_copied(self, *accounts: str) -> None:
        """Have Stripe copy everybody, and put its mapping where the command puts it."""
        for account in accounts or ("us", "intl"):
            job = begin(self.world, CopyOrder(source=account, target="new-us", hours=0))
            self.world.advance(self.world.clock + 1)
            done = self.world.accounts["new-us"].get(CARD_COPY, job["id"])
            path = self.folder / "cards" / f"{account}.csv"
            path.parent.mkdir(exist_ok=True)
            path.write_text(as_csv(done["mapping"]))
