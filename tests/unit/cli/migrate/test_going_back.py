"""Rolling back says first what it cannot do (MIG-10), then asks the worker by message only."""

from datetime import timedelta
from pathlib import Path

import pytest

from carryover.kernel.clock import seconds
from carryover.migration.messages import RollBackOne
from carryover.migration.model import Mode, State
from tests.fakes.stage import NOON
from tests.unit.cli.migrate.engineer import Engineer

LATER = seconds(NOON + timedelta(days=9))
SOON = seconds(NOON + timedelta(minutes=20))


@pytest.fixture
def engineer(tmp_path: Path) -> Engineer:
    engineer = Engineer(tmp_path).begins()
    stage = engineer.stage
    stage.approved()
    stage.opened(1, size=4)
    stage.opened(2, size=1)
    stage.has("sub_1", State.MOVED, boundary=LATER, target="sub_t1", attempt=3)
    stage.has("sub_2", State.RENEWED, boundary=LATER, target="sub_t2", paid=True)
    stage.has("sub_3", State.HELD)
    stage.has("sub_4", State.MOVED, boundary=SOON, target="sub_t4")
    stage.has("sub_5", State.MOVED, boundary=LATER, target="sub_t5", wave=2)
    return engineer


def test_one_is_asked_back_in_the_attempt_it_is_in(engineer: Engineer) -> None:
    said = engineer.types("rollback", "us/sub_1", "--why", "x", "--by", "ada", "--yes", "--no-wait")

    assert said.code == 0, said.err
    (body,) = engineer.stage.told()
    assert body == RollBackOne(run="acme", account="us", subscription="sub_1", attempt=3)
    (act,) = engineer.stage.audit.acts
    assert (act.what, act.order.by) == ("acme: us/sub_1", "ada")


def test_what_is_too_late_is_said_with_what_to_do_instead(engineer: Engineer) -> None:
    said = engineer.types("rollback", "--wave", "1", "--why", "x", "--dry-run", "--json")

    assert said.code == 1
    assert [row["subscription"] for row in said.json["back"]] == ["us/sub_1"]
    assert [row["subscription"] for row in said.json["cannot"]] == ["us/sub_2", "us/sub_4"]
    assert all(row["sentence"] and row["instead"] for row in said.json["cannot"])
    assert not engineer.stage.told()


def test_a_wave_leaves_the_others_alone(engineer: Engineer) -> None:
    engineer.types("rollback", "--wave", "2", "--why", "x", "--yes", "--no-wait")

    assert [body.subscription for body in engineer.stage.told()] == ["sub_5"]


def test_everything_means_everything_that_still_can(engineer: Engineer) -> None:
    engineer.types("rollback", "--all", "--why", "called off", "--yes", "--no-wait")

    assert [body.subscription for body in engineer.stage.told()] == ["sub_1", "sub_5"]


def test_what_was_never_touched_needs_no_undoing(engineer: Engineer) -> None:
    said = engineer.types("rollback", "us/sub_3", "--why", "x", "--yes", "--json")

    assert (said.code, said.json["untouched"]) == (0, ["us/sub_3"])
    assert not engineer.stage.told()


def test_it_follows_until_the_last_one_is_back(engineer: Engineer) -> None:
    def works() -> None:
        for body in engineer.stage.told():
            found = engineer.stage.moves.find(body.run, body.account, body.subscription)
            assert found is not None
            back = {"state": State.ROLLED_BACK, "mode": Mode.BACK, "attempt": found.attempt + 1}
            engineer.stage.moves.save(found.model_copy(update=back))

    engineer.stage.worker = works

    said = engineer.types("rollback", "us/sub_1", "us/sub_5", "--why", "x", "--yes", "--json")

    assert said.json["states"] == {"rolled back": 2}


@pytest.mark.parametrize("words", [(), ("us/sub_1", "--all"), ("--wave", "1", "--all")])
def test_what_is_meant_is_never_guessed(engineer: Engineer, words: tuple[str, ...]) -> None:
    said = engineer.types("rollback", *words, "--why", "x", "--yes")

    assert (said.code, "say what to roll back" in said.err) == (1, True)


def test_nobody_there_to_confirm_means_no(engineer: Engineer) -> None:
    said = engineer.types("rollback", "us/sub_1", "--why", "x")

    assert (said.code, "add --yes" in said.err) == (1, True)
    assert not engineer.stage.told()
