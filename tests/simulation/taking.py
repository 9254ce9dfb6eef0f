"""Snapshots of local accounts, taken in process by the product's own reader."""

from pathlib import Path

from pydantic import SecretStr

from carryover.adapters.stripe.accounts import AccountKey
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.adapters.stripe.transport import API_VERSION
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Files, Folder, InMemory
from carryover.migration.snapshot.taking import take
from cli.rehearsal.memory import NoWaiting
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from sandbox.stripe.inside import Inside


def snapshot(world: World, alias: str, folder: Path | None = None) -> Archive:
    """Take a whole one."""
    files: Files = InMemory({}) if folder is None else Folder(folder)
    take(_stripe(world), alias, files, api_version=API_VERSION, told=lambda _kind, _count: None)
    return Archive.open(files, account=alias)


def _stripe(world: World) -> StripeDirect:
    keys = {alias: account.keys[0] for alias, account in world.accounts.items()}
    doors = Doors(_Keys(keys), lambda: 0.0, lambda _account: None, wire=Inside(Desk(world)))
    return StripeDirect(doors, NoWaiting())


class _Keys:
    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys

    def of(self, account: str) -> AccountKey:
        return AccountKey(key=SecretStr(self.keys[account]))

    def reread(self) -> dict[str, AccountKey]:
        return {alias: self.of(alias) for alias in self.keys}
