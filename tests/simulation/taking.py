"""Snapshots of local accounts, taken in process by the product's own reader."""

from pathlib import Path

from carryover.adapters.stripe.transport import API_VERSION
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Files, Folder, InMemory
from carryover.migration.snapshot.taking import take
from cli.rehearsal.stage import stripe_of
from sandbox.stripe.core.world import World


def snapshot(world: World, alias: str, folder: Path | None = None) -> Archive:
    """Take a whole one."""
    files: Files = InMemory({}) if folder is None else Folder(folder)
    take(stripe_of(world), alias, files, api_version=API_VERSION, told=lambda _kind, _count: None)
    return Archive.open(files, account=alias)
