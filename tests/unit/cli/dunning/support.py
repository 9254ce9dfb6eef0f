"""A billing owner at a keyboard: a local Stripe, cases in memory, and the real worker of dunning,
which works whenever somebody waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from pydantic import SecretStr
from typer.testing import CliRunner

from carryover.adapters.stripe.accounts import AccountKey
from carryover.kernel.errors import NeedsReview
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Doubt
from carryover.wiring.console import Console
from carryover.wiring.dunning_desk import DunningDesk
from cli.main import build
from cli.session import Session
from tests.fakes.stage import Stage
from tests.unit.cli.desk import Said
from tests.unit.dunning.office import US, Office

APP = build({"dunning"})


@dataclass
class Keyring:
    """A key per account."""

    def of(self, account: str) -> AccountKey:
        return AccountKey(key=SecretStr(f"sk_test_{account}"))

    def reread(self) -> Mapping[str, AccountKey]:
        return {US: self.of(US)}


@dataclass
class Owner:
    """Types commands."""

    office: Office = field(default_factory=Office)
    stage: Stage = field(default_factory=Stage)
    stripe: Any = None
    """Another Stripe than the office's, for whoever is at the keyboard."""
    idle: bool = False
    """The worker does not run."""

    def __post_init__(self) -> None:
        self.stage.outbox = self.office.outbox

    @property
    def cases(self) -> Any:
        return self.office.memory.cases

    def types(self, *words: str, stdin: str = "", columns: int = 220) -> Said:
        self.stage.now = self.office.now()
        session = Session("test", self.office.now)
        session.console = self.console()
        memory = self.office.memory
        session.dunning = DunningDesk(
            self.cases, self.office.book, memory.silences, self.office.crm
        )
        session.stripe = self.stripe or self.office.stripes.api
        result = CliRunner().invoke(
            APP, ["dunning", *words], obj=session, input=stdin, env={"COLUMNS": str(columns)}
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def console(self) -> Console:
        return replace(
            self.stage.console(),
            keys=Keyring(),
            accounts=lambda: [US],
            pause=self.time_passes,
            now=lambda: self.stage.now,
        )

    def time_passes(self, length: timedelta) -> None:
        """Somebody waits, and the worker works."""
        self.stage.now += length
        if not self.idle:
            self.work()

    def work(self) -> None:
        before = len(self.office.doubts)
        letters = self.office.outbox.take(Queue.DUNNING)
        self.office.hears(*(letter.body for letter in letters))
        for doubt in self.office.doubts[before:]:
            self._asks(doubt, letters[0].cause if letters else "")

    def _asks(self, doubt: NeedsReview, cause: str) -> None:
        self.stage.desk.open(
            Doubt(
                id=f"{doubt.subject}\n{doubt.sentence}",
                subject=doubt.subject,
                sentence=doubt.sentence,
                cause=cause,
                opened_at=self.stage.now,
            )
        )

    @property
    def deeds(self) -> list[tuple[str, str, str]]:
        return [(act.deed, act.order.by, act.order.why) for act in self.stage.audit.acts]
