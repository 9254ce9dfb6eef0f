"""``carryover migrate snapshot`` as people run it: a process, a network, kill -9 (MIG-1)."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from carryover.migration.snapshot import manifest
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Folder
from sandbox.stripe.core.world import World
from sandbox.stripe.server import serving
from tests.unit.migration.snapshot.shop import way_into

KEY = "sk_test_us0000"
CUSTOMERS = 230


class Account:
    """A source at some address, and somebody who types commands."""

    def __init__(self, url: str, root: Path) -> None:
        self.url, self.root = url, root
        self.folder = root / "snapshots" / "us"
        (root / "migration.yaml").write_text("name: acme\ntarget: new\nsources: [us]\n")
        keys = {"CARRYOVER_STRIPE_KEY_US": KEY, "CARRYOVER_STRIPE_BASE_US": url}
        self.environ = {**os.environ, **keys}

    def breaks(self, **order: object) -> None:
        asked = {"api": [order] if order else []}
        httpx.put(f"{self.url}/_sandbox/faults", json=asked).raise_for_status()

    def begins(self) -> subprocess.Popen[str]:
        """Run the command and do not wait for it."""
        words = ["migrate", "snapshot", "--project", str(self.root), "--json"]
        return subprocess.Popen(
            [sys.executable, "-m", "cli.main", *words],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def takes(self) -> Archive:
        """Run it to its end."""
        process = self.begins()
        said, complained = process.communicate(timeout=60)
        assert process.returncode == 0, complained
        archive = Archive.open(Folder(self.folder), account="us")
        (row,) = json.loads(said)["snapshots"]
        assert row["digest"] == archive.manifest.digest
        return archive

    def written(self, kind: str) -> int:
        """Count what the checkpoint knows of."""
        found = manifest.read(Folder(self.folder))
        return found.counts().get(kind, 0) if found else 0


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    world = World(seed=3)
    world.open("us", KEY)
    stripe = way_into(world, {"us": KEY})
    for number in range(CUSTOMERS):
        given = {"email": f"{number}@example.com"}
        stripe.post("us", "customers", given, key=f"customer {number}")
    with serving(world) as url:
        yield Account(url, tmp_path)


def ids(archive: Archive) -> set[str]:
    return {one["id"] for one in archive.each("customer")}


def test_killed_in_the_midst_of_a_list_it_goes_on_and_loses_nothing(account: Account) -> None:
    account.breaks(kind="slow", path="/v1/customers*", times=None, seconds=0.3)
    process = account.begins()
    while not 0 < account.written("customer") < CUSTOMERS:
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    account.breaks()

    archive = account.takes()

    assert archive.count("customer") == len(ids(archive)) == CUSTOMERS


def test_answers_that_never_came_are_asked_for_again(account: Account) -> None:
    account.breaks(kind="reset", path="/v1/customers", times=4)

    archive = account.takes()

    assert archive.count("customer") == len(ids(archive)) == CUSTOMERS
