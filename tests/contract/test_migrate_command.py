"""The whole migration as people type it, over the wire: two live accounts into a third, from init
to the last renewal (MIG-1 … MIG-10, OPS-5). The stage is in memory; its worker is the real one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from carryover.adapters.stripe.accounts import Keys, KeysFromEnvironment
from carryover.adapters.stripe.direct import StripeDirect
from carryover.wiring.stripe_direct import for_a_person
from cli.main import build
from cli.session import Session
from sandbox.stripe.core.world import World
from sandbox.stripe.server import serving
from tests.fakes.stage import NOON
from tests.unit.cli.desk import Said
from tests.unit.cli.migrate.engineer import Engineer, Keyring, MemoryStage
from tests.unit.cli.migrate.worker import assembled, drained, swept

APP = build()
KEYS = {"us": "sk_live_us", "intl": "sk_live_intl", "new-us": "sk_live_new"}
"""Of live mode: Stripe takes 100 requests a second there, and nobody waits."""


class Office:
    """Somebody with three keys in the environment and a stage."""

    def __init__(self, url: str, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.url, self.root, self.stage = url, root, MemoryStage()
        environ: dict[str, str] = {}
        for alias, key in KEYS.items():
            name = alias.upper().replace("-", "_")
            environ |= {f"CARRYOVER_STRIPE_KEY_{name}": key, f"CARRYOVER_STRIPE_BASE_{name}": url}
        for name, value in environ.items():
            patch.setenv(name, value)
        self.stripe = for_a_person(KeysFromEnvironment(environ))
        self.stage.worker = lambda: drained(self.stage, assembled(self.stage, self.stripe))

    def types(self, words: str, *more: str) -> Said:
        session = Session("test", lambda: self.stage.clock)
        session.migration = self.stage
        session.vault = Engineer.vault(self.opened)
        folder = str(self.root / "migration")
        asked = ["migrate", *words.split(), *more, "--project", folder]
        result = CliRunner().invoke(APP, asked, obj=session, env={"COLUMNS": "200"})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def does(self, words: str, *more: str) -> Said:
        said = self.types(words, *more)
        assert said.code == 0, said
        return said

    def opened(self, _: Keys) -> StripeDirect:
        return self.stripe

    def control(self, path: str, **body: object) -> Any:
        return httpx.post(f"{self.url}/_sandbox/{path}", json=body).raise_for_status().json()

    def it_is(self, at: int) -> None:
        self.control("clock", to=at)
        self.stage.clock = datetime.fromtimestamp(at, UTC)

    def gets_mapping(self, source: str) -> str:
        """Ask Stripe for the copy, wait, and download its file as the receiving account does."""
        job = self.control("card_copies", source=source, target="new-us", hours=0)["id"]
        self.it_is(int(self.stage.clock.timestamp()) + 60)
        place = f"{self.url}/_sandbox/card_copies/{job}/mapping.csv"
        key = {"Authorization": f"Bearer {KEYS['new-us']}"}
        path = self.root / f"{source}.csv"
        path.write_text(httpx.get(place, headers=key).raise_for_status().text)
        return str(path)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    world = World(seed=1, start=int(NOON.timestamp()))
    for alias, key in KEYS.items():
        world.open(alias, key)
    seeding = Engineer(tmp_path / "seeding", world=world, keys=Keyring(KEYS))
    gold = seeding.sells("us")
    seeding.subscribes("us", gold)
    seeding.subscribes("us", gold, cancel_at_period_end=True)
    seeding.subscribes("intl", seeding.sells("intl", 900, "eur"))
    seeding.days_pass(2)
    with serving(world) as url:
        office = Office(url, tmp_path, monkeypatch)
        office.it_is(world.clock)
        yield office


def test_two_accounts_become_one_and_every_command_agrees(office: Office) -> None:
    office.does("init acme --target new-us --source us --source intl")
    office.does("snapshot --json")
    office.does("audit --json")
    for source in ("us", "intl"):
        office.does(f"cards import {office.gets_mapping(source)} --account {source}")
    office.does("cards coverage")
    plan = office.does("plan --json").json
    assert plan["outcomes"] == {"moves": 2, "stays": 1}
    office.does(f"approve {plan['hash'][:12]} --yes", "--why", "signed off")
    office.does("catalogue --yes")

    wave = office.does("execute --all --yes --json", "--why", "all of it").json

    assert wave["states"] == {"moved": 2}
    assert office.does("verify --json").json["verdicts"]["equal"] == 2
    assert office.does("owners --json").json["owners"] == {"target": 2, "nobody": 1}
    office.it_is(int(office.stage.clock.timestamp()) + 32 * 86_400)
    swept(office)
    watched = office.does("watch --json").json
    assert sum(day["paid"] for day in watched["days"]) == 2
    report = office.does("report --json").json
    assert report["verdict"]["good"] is True
    assert (report["states"]["renewed"], report["doubled"], report["missed"]) == (2, 0, 0)
    assert "subscription" in office.does("ids export").out


def test_a_key_that_was_revoked_is_a_sentence_and_nothing_is_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.does("init acme --target new-us --source us --source intl")
    monkeypatch.setenv("CARRYOVER_STRIPE_KEY_US", "sk_live_revoked")

    said = office.types("snapshot --account us")

    assert (said.code, "Stripe refuses the key of us" in said.err) == (1, True), said
    assert not list(office.root.glob("migration/snapshots/us/*.gz"))
