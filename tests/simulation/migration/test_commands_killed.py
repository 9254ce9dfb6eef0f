"""Commands that die at any of their writes are given again, and it ends the same (OPS-5, MIG-6)."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from carryover.migration.model import State
from tests.fakes.memory import Killed, Mortal
from tests.unit.cli.migrate.engineer import Engineer
from tests.unit.cli.migrate.worker import employed

APPROVING = range(16)
OPENING = range(10)
"""More moments than there are: before and after each write."""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Engineer:
    """Two people, planned and not approved."""
    engineer = Engineer(tmp_path_factory.mktemp("engineer"))
    engineer.begins("name: acme\ntarget: new-us\nsources: [us]\n")
    gold = engineer.sells("us")
    for _ in range(2):
        engineer.subscribes("us", gold)
    engineer.days_pass(3)
    engineer.cards_are_copied("us")
    engineer.snapshots("us")
    assert engineer.types("plan").code == 0
    return engineer


@pytest.fixture(scope="module")
def approved(planned: Engineer, tmp_path_factory: pytest.TempPathFactory) -> Engineer:
    """The same, approved, the catalogue made."""
    engineer = employed(planned.twin(tmp_path_factory.mktemp("approved")))
    assert engineer.types("approve", plan_of(engineer), "--why", "x", "--yes").code == 0
    assert engineer.types("catalogue", "--yes").code == 0
    return engineer


def plan_of(engineer: Engineer) -> str:
    return str(engineer.types("plan", "--dry-run", "--json").json["hash"])


def dies(engineer: Engineer, moment: int, *words: str) -> bool:
    """Type a command that dies at this moment; tells whether it did."""
    whole, mortal = engineer.stage, Mortal(moment)
    engineer.stage = replace(
        whole,
        runs=mortal.wrap(whole.runs, ["approve"]),
        waves=mortal.wrap(whole.waves, ["save"]),
        ids=mortal.wrap(whole.ids, ["remember"]),
        needs=mortal.wrap(whole.needs, ["put"]),
        bodies=mortal.wrap(whole.bodies, ["put"]),
        selections=mortal.wrap(whole.selections, ["put"]),
        outbox=mortal.wrap(whole.outbox, ["send"]),
        audit=mortal.wrap(whole.audit, ["write"]),
        worker=None,
    )
    died = True
    with suppress(Killed):
        engineer.types(*words)
        died = False
    engineer.stage = whole
    return died


@pytest.mark.parametrize("moment", APPROVING)
def test_an_approval_that_died_is_in_force_whole_or_not_at_all(
    planned: Engineer, tmp_path: Path, moment: int
) -> None:
    engineer = planned.twin(tmp_path)
    plan = plan_of(engineer)
    words = ("approve", plan, "--why", "signed", "--yes")

    died = dies(engineer, moment, *words)
    in_force = engineer.stage.runs.find("acme")
    if in_force is not None:
        assert engineer.stage.needs.get("acme", plan)
        assert engineer.stage.ids.kept["acme"]
    again = engineer.types(*words)

    assert again.code == 0
    run = engineer.stage.runs.find("acme")
    assert run is not None
    assert run.plan == plan
    assert died or moment >= 10


@pytest.mark.parametrize("moment", OPENING)
def test_a_wave_that_died_while_it_was_opened_moves_everybody_once(
    approved: Engineer, tmp_path: Path, moment: int
) -> None:
    engineer = employed(approved.twin(tmp_path))
    words = ("execute", "--all", "--why", "all", "--yes", "--patience", "3")

    died = dies(engineer, moment, *words, "--no-wait")
    engineer.types(*words)

    moves = list(engineer.stage.moves.all("acme"))
    assert [(move.state, move.wave) for move in moves] == [(State.MOVED, 1)] * 2
    assert engineer.types("status", "--json").json["waves"][-1]["not_begun"] == 0
    assert len(list(engineer.world.accounts["new-us"].all("subscription"))) == 2
    assert died or moment >= 8
