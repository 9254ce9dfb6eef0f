"""Whoever holds the keys, at a keyboard: accounts of a local Stripe, and a stage's two secrets."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from carryover.adapters.pace import Unpaced
from carryover.adapters.stripe.accounts import (
    KEY_VARIABLE,
    AccountKey,
    Accounts,
    FirstKeys,
    Keys,
    KeysFromEnvironment,
)
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.kernel.clock import seconds
from carryover.kernel.errors import NeedsReview
from carryover.migration.access.needs import Role
from carryover.wiring.vault import Vault
from cli.main import build
from cli.migrate.desk import Desk
from cli.session import Session
from sandbox.stripe.core.world import World
from sandbox.stripe.inside import Inside
from tests.fakes.stage import NOON
from tests.unit.cli.desk import Said
from tests.unit.cli.migrate.engineer import MemoryStage
from tests.unit.migration.access.keyring import Keyring, ticked
from tests.unit.migration.cutover.office import MemorySecrets

APP = build({"migrate"})


@dataclass
class StageSecret:
    """The stage's secret of keys, to read and to change."""

    held: dict[str, AccountKey] = field(default_factory=dict)

    def of(self, account: str) -> AccountKey:
        if account not in self.held:
            raise NeedsReview(f"account {account}", "The secret has no key for it.")
        return self.held[account]

    def reread(self) -> Accounts:
        return dict(self.held)

    def put(self, account: str, key: str, api_base: str | None) -> None:
        self.held[account] = AccountKey.model_validate({"key": key, "api_base": api_base})

    def key(self, account: str) -> str:
        return self.held[account].key.get_secret_value()


class LockedStage(MemoryStage):
    """A stage whose keys are in its secret."""

    secret = StageSecret()

    @property
    def keys(self) -> Any:
        return self.secret


@dataclass
class Keeper:
    """Types commands; the stage's own address is local."""

    root: Path
    ring: Keyring = field(default_factory=lambda: Keyring(World(start=seconds(NOON))))
    secret: StageSecret = field(default_factory=StageSecret)
    signing: MemorySecrets = field(default_factory=MemorySecrets)

    def __post_init__(self) -> None:
        self.stage = LockedStage()
        self.stage.secret = self.secret
        self.folder = self.root / "migration"
        self.folder.mkdir()
        self.begins()

    def begins(self, more: str = "") -> None:
        text = f"name: acme\ntarget: new-us\nsources: [us]\n{more}"
        (self.folder / "migration.yaml").write_text(text, encoding="utf-8")

    def opens_both(self) -> None:
        self.ring.opens("us", "rk_test_us", ticked(Role.SOURCE))
        wanted = {**ticked(Role.TARGET), "webhook": "write"}
        self.ring.opens("new-us", "rk_test_new", wanted)

    def opened(self, keys: Keys) -> StripeDirect:
        doors = Doors(keys, lambda: 0.0, lambda _: None, Inside(self.ring.desk))
        return StripeDirect(doors, Unpaced())

    def types(self, *words: str) -> Said:
        session = Session("test")
        desk: Desk = self.stage
        session.migration = desk
        address = "https://api.example.com"
        session.vault = Vault("test", address, self.signing, self.secret, self.opened)
        session.stripe = self.opened(FirstKeys(KeysFromEnvironment(self.ring.environ), self.secret))
        asked = ["migrate", *words, "--project", str(self.folder)]
        said = CliRunner().invoke(APP, asked, obj=session, env={"COLUMNS": "200", "TERM": "dumb"})
        if said.exception and not isinstance(said.exception, SystemExit):
            raise said.exception
        return Said(said.exit_code, said.stdout, said.stderr)

    @property
    def acts(self) -> list[str]:
        return [f"{act.deed.value}: {act.what}" for act in self.stage.audit.acts]

    def forgets_environment(self) -> None:
        """From now on only the stage knows keys."""
        for name in [each for each in self.ring.environ if each.startswith(KEY_VARIABLE)]:
            del self.ring.environ[name]
