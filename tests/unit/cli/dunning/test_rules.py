"""The schedule and the house: read line by line, put in force on purpose, printed again (DUN-1)."""

from pathlib import Path

import pytest
import yaml

from carryover.dunning.reading import read
from tests.unit.cli.dunning.support import Owner
from tests.unit.docs.pages import ROOT

SCHEDULE = str(ROOT / "docs/dunning/schedule.example.yaml")
HOUSE = str(ROOT / "docs/dunning/house.example.yaml")
WHY = ("--why", "agreed", "--by", "ana", "--yes", "--offline")


@pytest.fixture
def owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Owner:
    monkeypatch.chdir(tmp_path)
    return Owner()


def changed(old: str, new: str) -> str:
    text = Path(SCHEDULE).read_text()
    assert old in text
    Path("schedule.yaml").write_text(text.replace(old, new))
    return "schedule.yaml"


def test_the_examples_can_be_put_as_they_are(owner: Owner) -> None:
    said = owner.types("rules", "put", SCHEDULE, HOUSE, *WHY)

    assert said.code == 0
    assert owner.office.book.house().accounts["us"].name == "Acme Academy"
    assert owner.deeds == [("dunning_rules_put", "ana", "agreed")]


def test_what_is_printed_can_be_put_again_and_changes_nothing(owner: Owner) -> None:
    printed = owner.types("rules", "show").out

    assert read(yaml.safe_load(printed)) == owner.office.book.read()
    Path("schedule.yaml").write_text(printed)
    assert owner.types("rules", "put", "schedule.yaml", *WHY, "--json").json["changes"] == []
    assert not owner.deeds


def test_what_changes_is_said_in_a_line_each(owner: Owner) -> None:
    file = changed("  day: 42\n", "  day: 43\n")

    said = owner.types("rules", "put", file, *WHY, "--dry-run", "--json").json

    assert "~ end.day: 42 → 43" in said["changes"]
    assert owner.office.book.read().base.end.day == 42


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("revoked: ask", "revoked: perhaps", "revoked: "),
        ("hours_between: 20\n  hour", "hours_between: 20\n  ours", "retries.ours: is no key"),
        ("template: final,", "template: finale,", "there is no template 'finale'"),
        ("in_30_days: 12", "in_30_days: 16", "in_30_days: "),
        ("cancelled: close", "cancelled: close\ncancelled: close", "'cancelled' is there twice"),
        ("revoked: ask", "revoked: [", "this is no YAML"),
    ],
)
def test_every_fault_is_told_with_its_place(owner: Owner, old: str, new: str, fault: str) -> None:
    said = owner.types("rules", "check", changed(old, new), "--offline")

    assert said.code == 1
    assert fault in said.err
    assert "line " in said.err or "messages" in said.err


def test_a_fault_in_a_house_is_told_with_its_line(owner: Owner) -> None:
    text = Path(HOUSE).read_text().replace('"#1f4fd8"', '"blue"')
    Path("house.yaml").write_text(text)

    said = owner.types("rules", "check", "house.yaml", "--offline")

    assert said.code == 1
    assert "line 10: accounts.us.colour" in said.err


def test_what_a_schedule_names_has_to_exist_at_stripe(owner: Owner) -> None:
    said = owner.types("rules", "check", SCHEDULE)

    assert said.code == 1
    assert "price_free is no price of any account" in said.err
    assert "prod_yearly is neither a price nor a product" in said.err


def test_no_rules_are_said_so(owner: Owner) -> None:
    owner.office.book.rules = None

    assert "no schedule is in force" in owner.types("rules", "show").err


def test_every_message_is_written_in_every_language(owner: Owner) -> None:
    said = owner.types("preview", SCHEDULE, HOUSE, "--json").json

    assert {row["language"] for row in said["messages"]} == {"en", "de", "pl", "es"}
    letters = [row for row in said["messages"] if row["channel"] == "e-mail"]
    assert all(
        "Acme Academy" in Path("dunning-preview", row["html"]).read_text() for row in letters
    )
    assert Path(said["gallery"]).read_text().count("<iframe") == len(letters)


def test_a_real_case_is_previewed_with_its_own_money_and_link(owner: Owner) -> None:
    invoice = owner.office.fails()

    said = owner.types("preview", "--case", invoice, "--out", "real", "--json").json

    first = next(row for row in said["messages"] if row["step"] == "pay-1")
    text = Path("real", first["text"]).read_text()
    assert "$29.00" in text
    assert invoice in text
    assert [deed for deed, _, _ in owner.deeds] == ["personal_data_revealed"]
    assert not owner.office.outbox.sent


def test_a_language_nobody_writes_is_refused(owner: Owner) -> None:
    said = owner.types("preview", SCHEDULE, "--language", "fr")

    assert said.code == 1
    assert "no words in fr: there are de, en, es, pl" in said.err
