"""Proof and aftercare at the keyboard: verify (MIG-8), owners, tail and checklist (MIG-12, MIG-14),
and the map of ids for other systems."""

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from tests.unit.cli.migrate.engineer import Engineer
from tests.unit.cli.migrate.worker import employed


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Engineer:
    """Two people moved, one left at the source."""
    engineer = employed(Engineer(tmp_path_factory.mktemp("engineer")).begins())
    gold = engineer.sells("us")
    for _ in range(2):
        engineer.subscribes("us", gold)
    engineer.subscribes("intl", engineer.sells("intl", 900, "eur"))
    engineer.days_pass(3)
    engineer.cards_are_copied()
    engineer.snapshots()
    plan = engineer.types("plan", "--json").json["hash"]
    assert engineer.types("approve", plan, "--why", "signed", "--yes").code == 0
    assert engineer.types("catalogue", "--yes").code == 0
    assert engineer.types("execute", "--account", "us", "--why", "all", "--yes").code == 0
    return engineer


@pytest.fixture
def engineer(template: Engineer, tmp_path: Path) -> Engineer:
    return employed(template.twin(tmp_path))


def moved(engineer: Engineer) -> str:
    return str(next(engineer.stage.moves.all("acme")).target)


def test_all_that_moved_is_compared_and_the_result_is_kept(engineer: Engineer) -> None:
    said = engineer.types("verify", "--json")

    assert said.code == 0, said.out
    assert said.json["verdicts"]["equal"] == 2
    assert said.json["money"] == {"usd": 3980}
    kept = json.loads((engineer.folder / "verify" / "verify.json").read_text())
    assert kept["compared"] == 2
    assert "compared line by line" in _report(engineer)


def _report(engineer: Engineer) -> str:
    engineer.types("report")
    return (engineer.folder / "report" / "report.html").read_text()


def test_a_difference_is_named_and_fails(engineer: Engineer) -> None:
    item = engineer.stripe.get("new-us", f"subscriptions/{moved(engineer)}")
    assert item is not None
    one = item["items"]["data"][0]["id"]
    engineer.makes("new-us", f"subscription_items/{one}", quantity=2, proration_behavior="none")

    said = engineer.types("verify", "--json")

    assert said.code == 1
    (row,) = said.json["differences"]
    assert row["verdict"] == "different"
    assert "quantity" in row["sentence"]
    assert "1 next invoice differed" in engineer.types("report").out


def test_one_can_be_verified_alone_and_nothing_is_kept(engineer: Engineer) -> None:
    name = str(next(engineer.stage.moves.all("acme")).old)

    assert engineer.types("verify", name, "--json").json["compared"] == 1
    assert not (engineer.folder / "verify").exists()


def test_verifying_writes_nothing_to_stripe(engineer: Engineer) -> None:
    before = engineer.stage.trail.notes

    engineer.types("verify")

    assert engineer.stage.trail.notes == before


def test_everybody_has_one_billing_owner(engineer: Engineer) -> None:
    said = engineer.types("owners", "--json")

    assert said.code == 0, said.out
    assert said.json["owners"] == {"target": 2, "source": 1}


def test_two_owners_are_found_and_fail(engineer: Engineer) -> None:
    move = next(engineer.stage.moves.all("acme"))
    engineer.makes(
        "us",
        f"subscriptions/{move.subscription}",
        cancel_at_period_end=False,
        proration_behavior="none",
    )

    said = engineer.types("owners")

    assert said.code == 1
    assert "would both bill it" in said.out


def test_the_tail_is_counted_until_nothing_is_left(engineer: Engineer) -> None:
    clean = engineer.types("tail")
    customer = next(iter(engineer.world.accounts["us"].all("customer")))["id"]
    engineer.makes("us", "invoiceitems", customer=customer, amount=500, currency="usd")

    said = engineer.types("tail", "--account", "us", "--json")

    assert clean.code == 0, clean.out
    assert said.code == 1
    assert [(row["kind"], row["money"]) for row in said.json["left"]] == [("pending item", "$5.00")]


def test_the_map_of_ids_is_exported_for_programs(engineer: Engineer) -> None:
    rows = list(csv.DictReader(io.StringIO(engineer.types("ids", "export").out)))
    listed = json.loads(engineer.types("ids", "export", "--format", "json").out)
    database = sqlite3.connect(":memory:")
    database.executescript(engineer.types("ids", "export", "-f", "sql").out)

    assert len(rows) == len(listed) == len(engineer.stage.ids.kept["acme"])
    (count,) = database.execute("SELECT count(*) FROM carryover_ids").fetchone()
    assert count == len(rows)
    assert {"customer", "price", "subscription"} <= {row["kind"] for row in rows}


def test_an_export_into_a_file_is_whole(engineer: Engineer) -> None:
    path = engineer.root / "ids.csv"

    assert engineer.types("ids", "export", "--out", str(path)).code == 0
    assert path.read_text().startswith('"account"')


def test_a_table_name_that_is_no_name_writes_nothing(engineer: Engineer) -> None:
    path = engineer.root / "ids.sql"

    said = engineer.types("ids", "export", "-f", "sql", "--table", "x; drop", "-o", str(path))

    assert (said.code, path.exists()) == (1, False)


def test_an_id_is_found_from_both_sides(engineer: Engineer) -> None:
    move = next(engineer.stage.moves.all("acme"))

    there = engineer.types("ids", "find", move.subscription, "--json").json["ids"]
    back = engineer.types("ids", "find", str(move.target), "--json").json["ids"]

    assert there == back
    assert there[0]["new_id"] == move.target
    assert engineer.types("ids", "find", "sub_nobody").code == 1


def test_the_checklist_checks_itself_and_says_what_somebody_has_to_look_at(
    engineer: Engineer,
) -> None:
    said = engineer.types("checklist", "--json")

    found = {row["id"]: row["outcome"] for row in said.json["items"]}
    assert found["card-copy"] == "passed"
    assert found["one-owner"] == "passed"
    assert found["rehearsal"] == "by hand"
    assert found["nobody-left"] == "waiting"


def test_what_was_confirmed_is_on_record_and_done(engineer: Engineer) -> None:
    said = engineer.types("confirm", "rehearsal", "--why", "no differences", "--by", "ada")

    rows = engineer.types("checklist", "--json").json["items"]
    (row,) = [row for row in rows if row["id"] == "rehearsal"]
    assert said.code == 0
    assert row["outcome"] == "passed"
    assert "ada" in row["found"]
    assert "no differences" in row["found"]


@pytest.mark.parametrize("item", ["one-owner", "nonsense"])
def test_what_checks_itself_is_not_confirmed_by_hand(engineer: Engineer, item: str) -> None:
    before = len(engineer.stage.audit.acts)

    said = engineer.types("confirm", item, "--why", "trust me")

    assert said.code == 1
    assert len(engineer.stage.audit.acts) == before
