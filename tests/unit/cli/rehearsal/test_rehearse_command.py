"""``carryover migrate rehearse`` (MIG-11): a person types it in a project folder with snapshots."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.migrate.engineer import Engineer


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Engineer:
    engineer = Engineer(tmp_path_factory.mktemp("engineer")).begins()
    gold = engineer.sells("us")
    engineer.subscribes("us", gold)
    engineer.subscribes("us", gold, trial_period_days=40)
    engineer.subscribes("us", gold, cancel_at_period_end=True)
    engineer.subscribes("intl", engineer.sells("intl", 900, "eur"))
    engineer.days_pass(3)
    engineer.snapshots()
    return engineer


@pytest.fixture
def engineer(template: Engineer, tmp_path: Path) -> Engineer:
    return template.twin(tmp_path)


def test_a_rehearsal_writes_its_report_for_people_and_programs(engineer: Engineer) -> None:
    said = engineer.types("rehearse", "--months", "2", "--json")

    assert said.code == 0
    assert said.json["verdict"]["good"]
    assert said.json["counts"]["moved"] == 3
    folder = engineer.folder / "rehearsal"
    assert sorted(each.name for each in folder.iterdir()) == [
        "report.html",
        "report.json",
        "report.md",
    ]
    written = json.loads((folder / "report.json").read_text())
    assert written == {name: value for name, value in said.json.items() if name != "files"}


def test_people_are_told_the_verdict_and_the_money(engineer: Engineer) -> None:
    said = engineer.types("rehearse", "--months", "2", "--no-faults")

    assert "3 subscriptions moved; over 2 months every customer" in said.out
    assert "$19.90" in said.out or "$59.70" in said.out
    assert "EUR" in said.out


def test_the_report_names_nobody(engineer: Engineer) -> None:
    engineer.types("rehearse", "--months", "1")

    for page in (engineer.folder / "rehearsal").iterdir():
        assert "zuzu" not in page.read_text()


def test_the_command_in_the_report_tells_the_same_story_again(engineer: Engineer) -> None:
    once = engineer.types("rehearse", "--months", "1", "--seed", "9", "--json").json
    again = engineer.types("rehearse", *once["command"].split()[3:7], "--json").json

    assert once["command"].startswith("carryover migrate rehearse --months 1 --seed 9")
    assert again | {"seconds": 0} == once | {"seconds": 0}


def test_nothing_real_is_touched(engineer: Engineer) -> None:
    before = {alias: len(each.events.taken) for alias, each in engineer.world.accounts.items()}
    asked = {alias: each.requests.copy() for alias, each in engineer.world.accounts.items()}

    engineer.types("rehearse", "--months", "1")

    assert {a: len(e.events.taken) for a, e in engineer.world.accounts.items()} == before
    assert {alias: each.requests for alias, each in engineer.world.accounts.items()} == asked
    assert engineer.stage.told() == []


def test_a_missing_snapshot_is_a_sentence(engineer: Engineer) -> None:
    (engineer.folder / "snapshots" / "intl" / "manifest.json").unlink()

    said = engineer.types("rehearse")

    assert said.code == 1
    assert "Take one: carryover migrate snapshot" in said.err
    assert not (engineer.folder / "rehearsal").exists()


def test_who_is_not_in_the_mapping_is_not_moved(engineer: Engineer) -> None:
    engineer.cards_are_copied("us")

    said = engineer.types("rehearse", "--months", "1", "--json")

    assert said.json["counts"]["moved"] == 2
    [held] = [each for each in said.json["held"] if each["subscription"].startswith("intl/")]
    assert "not in the card mapping" in held["sentence"]


def test_a_rehearsal_in_which_nothing_moves_is_no_proof(engineer: Engineer) -> None:
    for alias in ("us", "intl"):
        path = engineer.folder / "cards" / f"{alias}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            "customer_id_old,source_id_old,customer_id_new,source_id_new\n"
            "cus_other,pm_other,cus_other,pm_new\n"
        )

    said = engineer.types("rehearse", "--months", "1", "--no-faults", "--json")

    assert said.code == 1
    assert said.json["verdict"]["sentence"] == "Not ready: nothing was moved."
