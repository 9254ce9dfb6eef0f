"""Somebody in support at a keyboard: a local Stripe, a site in memory, and the real worker of
access, which works whenever somebody waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr
from typer.testing import CliRunner

from carryover.access.messages import AccessEnvelope, AccessMessage
from carryover.access.rules import Rules, SiteRules
from carryover.access.service import Access
from carryover.adapters.stripe.accounts import AccountKey
from carryover.adapters.stripe.billing import StripeBilling
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.kajabi import Contact
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Doubt
from carryover.wiring.access import Ways, remembering
from carryover.wiring.access_desk import AccessDesk
from carryover.wiring.console import Console
from cli.main import build
from cli.rehearsal.memory import MoveMemory, RunMemory
from cli.session import Session
from tests.fakes.access import Remembered
from tests.fakes.kajabi import MemoryKajabi
from tests.fakes.stage import Stage
from tests.unit.cli.desk import Said
from tests.unit.migration.moving.stage import SOURCES, TARGET, Stripes

APP = build({"access"})
SITE = "academy"
QUEUES = (Queue.ACCESS, Queue.ACCESS_POLL)
"""The worker's."""
GOLD, SILVER, LEFT = "2150", "2160", "77"


@dataclass
class Titles:
    """What a site sells (``ports.kajabi_catalogue``)."""

    sold: Mapping[str, str] = field(default_factory=lambda: {GOLD: "Gold", SILVER: "Silver"})
    tagged: Mapping[str, str] = field(default_factory=lambda: {LEFT: "Cancelled"})
    error: Exception | None = None

    def offers(self, site: str) -> Mapping[str, str]:
        assert site == SITE
        if self.error:
            raise self.error
        return self.sold

    def tags(self, site: str) -> Mapping[str, str]:
        assert site == SITE
        return self.tagged


@dataclass
class Site(MemoryKajabi):
    """One that can refuse its key."""

    refuses: bool = False

    def with_email(self, site: str, email: str) -> Sequence[Contact]:
        if self.refuses:
            raise NeedsReview(f"site {site}", "Kajabi refuses the key of academy.")
        return super().with_email(site, email)


@dataclass
class Keyring:
    """A key per account."""

    accounts: tuple[str, ...] = (*SOURCES, TARGET)

    def of(self, account: str) -> AccountKey:
        return AccountKey(key=SecretStr(f"sk_test_{account}"))

    def reread(self) -> Mapping[str, AccountKey]:
        return {each: self.of(each) for each in self.accounts}


@dataclass
class Support:
    """Types commands."""

    stage: Stage = field(default_factory=Stage)
    stripes: Stripes = field(default_factory=Stripes)
    kajabi: Site = field(default_factory=Site)
    titles: Titles = field(default_factory=Titles)
    keys: Keyring = field(default_factory=Keyring)
    memory: Remembered = field(default_factory=Remembered)
    runs: RunMemory = field(default_factory=RunMemory)
    moves: MoveMemory = field(default_factory=MoveMemory)
    idle: bool = False
    """The worker does not run."""
    outcomes: list[str] = field(default_factory=list)
    gold: str = ""
    """A price of the migration's target."""
    most_waiting: int = 0

    def __post_init__(self) -> None:
        self.rules, self.links = self.memory.rules, self.memory.links
        self.stage.now = self._now()
        self.price = self.stripes.price("us")
        self.silver = self.stripes.price("us", 1900)
        site = SiteRules(
            accounts=(*SOURCES, TARGET),
            plans={self.price: (GOLD,), self.silver: (SILVER,)},
            cancel_tags=frozenset({LEFT}),
            tags_are="members_only",
        )
        self.rules.put(Rules(sites={SITE: site}))

    def opens(self, plan: str, *offers: str) -> None:
        """Add a plan to the rules."""
        site = self.rules.rules.sites[SITE]
        more = site.model_copy(update={"plans": {**site.plans, plan: offers}})
        self.rules.put(Rules(sites={SITE: more}))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.stripes.world.clock, UTC)

    def subscribes(self, email: str = "ada@example.com", account: str = "us", **more: Any) -> str:
        """Have somebody subscribe; answer the subscription's id."""
        customer = self.stripes.customer(account)
        self.stripes.post(account, f"customers/{customer}", email=email, name="Ada Lovelace")
        more.setdefault("price", self.price)
        made: str = self.stripes.subscribe(account, customer=customer, **more)["id"]
        return made

    def stops(self, subscription: str, account: str = "us", **said: Any) -> None:
        self.stripes.post(account, f"subscriptions/{subscription}", **said)

    def seen(self, subscription: str, account: str = "us") -> dict[str, Any]:
        return self.stripes.get(account, f"subscriptions/{subscription}")

    def types(self, *words: str, stdin: str = "", columns: int = 220) -> Said:
        session = Session("test", lambda: self.stage.now)
        session.console = self.console()
        session.access = AccessDesk(self.memory.behind(), self.rules, self.kajabi, self.titles)
        session.stripe = self.stripes.api
        result = CliRunner().invoke(
            APP, ["access", *words], obj=session, input=stdin, env={"COLUMNS": str(columns)}
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def console(self) -> Console:
        return replace(
            self.stage.console(),
            keys=self.keys,
            runs=self.runs,
            moves=self.moves,
            pause=self.time_passes,
        )

    def time_passes(self, length: timedelta) -> None:
        """Somebody waits, and the worker works."""
        self.stage.now += length
        self.most_waiting = max(self.most_waiting, len(self.sent()))
        if not self.idle:
            self.work()

    @property
    def worker(self) -> Access:
        billing = StripeBilling(self.stripes.api)
        ways = Ways(billing, self.kajabi, self.kajabi, self.stage.outbox)
        return remembering(self.memory.behind(), ways, lambda: self.stage.now)

    def worker_hears(self, body: AccessMessage) -> None:
        """Something happened before anybody came to the keyboard."""
        name = f"before-{len(self.outcomes)}"
        letter = AccessEnvelope(id=name, cause=name, occurred_at=self.stage.now, body=body)
        self.stage.outbox.send(Queue.ACCESS, letter)
        self.work()

    def sent(self) -> list[Any]:
        """What the worker was told and has not taken."""
        return [e.body for queue, e, _ in self.stage.outbox.sent if queue in QUEUES]

    def work(self) -> None:
        """Take all that is on the queue, once; what has to wait comes again."""
        later = []
        for letter in self.stage.outbox.take(*QUEUES):
            envelope = AccessEnvelope.model_validate_json(letter.model_dump_json())
            try:
                self.outcomes.append(self.worker.handle(envelope).outcome)
            except NeedsReview as doubt:
                self._asks(doubt, envelope)
            except Retryable:
                later.append(letter)
        self.stage.outbox.send(Queue.ACCESS, *later)

    def _asks(self, doubt: NeedsReview, letter: AccessEnvelope) -> None:
        self.stage.desk.open(
            Doubt(
                id=f"{doubt.subject}\n{doubt.sentence}",
                subject=doubt.subject,
                sentence=doubt.sentence,
                cause=letter.cause,
                opened_at=self.stage.now,
            )
        )
