"""Somebody in support at a keyboard: a local Stripe, a CRM in memory, and the real worker of the
CRM, which works whenever somebody waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr
from typer.testing import CliRunner

from carryover.adapters.stripe.accounts import AccountKey
from carryover.adapters.stripe.payers import StripePayers
from carryover.crm.messages import CrmEnvelope
from carryover.crm.rules import LocationRules, Rules
from carryover.crm.store import Memory
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.highlevel import Workflow
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Doubt
from carryover.wiring.crm_desk import CrmDesk
from carryover.wiring.crm_sync import Ways, assembled
from cli.main import build
from cli.session import Session
from tests.fakes.crm import (
    MemoryBills,
    MemoryContacts,
    MemoryCrmProgress,
    MemoryCrmRules,
    MemoryOverdue,
    MemorySales,
)
from tests.fakes.highlevel import MemoryHighLevel
from tests.fakes.stage import Stage
from tests.unit.cli.desk import Said
from tests.unit.crm.world import GOLD, HERE
from tests.unit.migration.moving.stage import Stripes

APP = build({"crm"})
US = "us"


@dataclass
class Keyring:
    """A key per account."""

    def of(self, account: str) -> AccountKey:
        return AccountKey(key=SecretStr(f"sk_test_{account}"))

    def reread(self) -> Mapping[str, AccountKey]:
        return {US: self.of(US)}


@dataclass
class Support:
    """Types commands."""

    stripes: Stripes = field(default_factory=Stripes)
    crm: MemoryHighLevel = field(default_factory=MemoryHighLevel)
    stage: Stage = field(default_factory=Stage)
    rules: MemoryCrmRules = field(default_factory=MemoryCrmRules)
    memory: Memory = field(
        default_factory=lambda: Memory(
            MemoryContacts(), MemoryOverdue(), MemorySales(), MemoryBills(), MemoryCrmProgress()
        )
    )
    idle: bool = False
    """The worker does not run."""

    def __post_init__(self) -> None:
        self.shows(GOLD)
        for name in GOLD.fields.values():
            self.crm.has_field(name)
        self.crm.flows.append(Workflow("wf_1", "Recover", published=True))

    def shows(self, rules: LocationRules) -> None:
        """The location shows this."""
        self.rules.put(Rules(locations={HERE: rules}))

    def subscribes(self, email: str, **contact: Any) -> str:
        """Somebody pays, and is a contact if anything is said of them; answers the customer."""
        customer: str = self.stripes.customer(US)
        self.stripes.post(US, f"customers/{customer}", email=email)
        self.stripes.subscribe(US, customer=customer)
        self.stripes.it_is(self.stripes.world.clock + 5)
        if contact:
            self.crm.knows(email.partition("@")[0], email, **contact)
        return customer

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.stripes.world.clock, UTC)

    def types(self, *words: str, stdin: str = "") -> Said:
        self.stage.now = self.now()
        session = Session("test", self.now)
        session.console = replace(
            self.stage.console(),
            keys=Keyring(),
            accounts=lambda: [US],
            pause=self.time_passes,
            now=lambda: self.stage.now,
        )
        contacts, overdue = self.memory.contacts, self.memory.overdue
        session.crm = CrmDesk(self.rules, contacts, overdue, self.crm)
        session.stripe = self.stripes.api
        result = CliRunner().invoke(
            APP, ["crm", *words], obj=session, input=stdin, env={"COLUMNS": "200"}
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def time_passes(self, length: timedelta) -> None:
        """Somebody waits, and the worker works."""
        self.stage.now += length
        self.stripes.it_is(self.stripes.world.clock + 1)
        if not self.idle:
            self.work()

    def alias(self, location_id: str) -> str | None:
        return HERE if location_id == "ve9" else None

    def work(self) -> None:
        """Take all that is on the queue, once; what has to wait comes again."""
        ways = Ways(self.rules, self, StripePayers(self.stripes.api), self.crm, self.stage.outbox)
        worker = assembled(ways, self.memory, self.now)
        for letter in self.stage.outbox.take(Queue.CRM):
            envelope = CrmEnvelope.model_validate_json(letter.model_dump_json())
            try:
                worker.handle(envelope)
            except Retryable:
                self.stage.outbox.send(Queue.CRM, letter)
            except NeedsReview as doubt:
                self._asks(doubt, envelope)

    def _asks(self, doubt: NeedsReview, letter: CrmEnvelope) -> None:
        self.stage.desk.open(
            Doubt(
                id=f"{doubt.subject}\n{doubt.sentence}",
                subject=doubt.subject,
                sentence=doubt.sentence,
                cause=letter.cause,
                opened_at=self.stage.now,
            )
        )

    @property
    def deeds(self) -> list[tuple[str, str, str]]:
        return [(act.deed, act.order.by, act.order.why) for act in self.stage.audit.acts]
