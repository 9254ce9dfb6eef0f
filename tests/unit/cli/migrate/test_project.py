"""A project folder is begun once, and every fault in its file is a sentence (MIG-2, OPS-5)."""

from pathlib import Path

import pytest

from cli.command import Refusal
from cli.migrate.project import Project, writing
from cli.migrate.settings import read
from tests.unit.cli.migrate.engineer import Engineer

PLAIN = "name: acme\ntarget: new-us\nsources: [us]\n"


@pytest.fixture
def engineer(tmp_path: Path) -> Engineer:
    return Engineer(tmp_path)


def test_init_writes_a_file_that_is_read_back_as_it_was_meant(engineer: Engineer) -> None:
    said = engineer.types("init", "acme", "--target", "no", "--source", "us", "--source", "y")

    assert said.code == 0
    settings = read(engineer.folder / "migration.yaml")
    assert (settings.name, settings.target, settings.sources) == ("acme", "no", ("us", "y"))


def test_a_dry_init_writes_nothing(engineer: Engineer) -> None:
    words = ("init", "acme", "--target", "new", "--source", "us", "--dry-run", "--json")

    assert engineer.types(*words).json["dry_run"] is True
    assert not engineer.folder.exists()


def test_init_overwrites_nothing(engineer: Engineer) -> None:
    engineer.begins()

    said = engineer.types("init", "acme", "--target", "new", "--source", "us")

    assert (said.code, "is there already" in said.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("acme", "--target", "us", "--source", "us"), "source and target at once"),
        (("acme", "--target", "new", "--source", "us", "--source", "us"), "named twice"),
        (("acme", "--target", "new"), "say where subscriptions come from"),
        (("Acme 2026", "--target", "new", "--source", "us"), "name: 'Acme 2026' is not written"),
        (("acme", "--target", "NEW", "--source", "us"), "target: 'NEW' is not written as"),
    ],
)
def test_a_migration_that_cannot_be_meant_is_not_begun(
    engineer: Engineer, words: tuple[str, ...], sentence: str
) -> None:
    said = engineer.types("init", *words)

    assert said.code == 1
    assert sentence in said.err
    assert not engineer.folder.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is no list of keys"),
        ("- us\n", "is no list of keys"),
        ("name: [\n", "is no YAML in line 2"),
        (PLAIN + "name: other\n", "is no YAML in line 4: 'name' is there twice"),
        (PLAIN.replace("name: acme\n", ""), "name: is missing"),
        (PLAIN.replace("sources", "source"), "source: is no key we know"),
        (PLAIN.replace("[us]", "[no]"), 'sources.0: YAML reads this word as false: put it in "'),
        (PLAIN.replace("[us]", "[]"), "sources: "),
        (PLAIN.replace("new-us", "us"), "us is source and target at once"),
        (PLAIN + "guard_hours: 0\n", "guard_hours: input should be greater than or equal to 1"),
        (PLAIN + "rules: {owed: gift}\n", "rules.owed: "),
        (PLAIN + "rules: {gaurd: 4}\n", "rules.gaurd: is no key we know"),
        (PLAIN + "accounts: {us: cus_1}\n", "accounts.us: 'cus_1' is not written as it must be"),
        (PLAIN + "accounts: {uk: acct_1}\n", "accounts.uk: is neither a source nor the target"),
        (PLAIN + "accounts: {us: acct_1, new-us: acct_1}\n", "one and the same Stripe account"),
        (PLAIN + "catalogue: {prices: {price_1: price_2}}\n", "begin with whose it is, like us/"),
        (PLAIN + "catalogue: {price: {us/price_1: price_2}}\n", "catalogue.price: is no key"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place_of_the_fault(
    tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "migration.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(Refusal) as refused:
        read(path)

    assert sentence in str(refused.value)
    assert "migration.yaml" in str(refused.value)


def test_a_missing_project_says_how_to_begin(engineer: Engineer) -> None:
    said = engineer.types("status")

    assert said.code == 1
    assert "carryover migrate init" in said.err


def test_overrides_and_guard_become_rules_of_the_plan(engineer: Engineer) -> None:
    text = PLAIN + "guard_hours: 24\ncatalogue: {prices: {us/price_1: price_x}}\n"
    engineer.begins(text)

    rules = Project.open(engineer.folder).settings.plan_rules()

    assert rules.guard_hours == 24
    assert rules.catalogue.prices == {"us/price_1": "price_x"}


def stopped(path: Path) -> None:
    with writing(path) as file:
        file.write("half of the sec")
        raise KeyboardInterrupt


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "plan" / "plan.json"
    with writing(path) as file:
        file.write("first")

    with pytest.raises(KeyboardInterrupt):
        stopped(path)

    assert path.read_text() == "first"
    assert [each.name for each in path.parent.iterdir()] == ["plan.json"]


def test_a_source_that_is_none_is_named_with_those_that_are(engineer: Engineer) -> None:
    project = Project.open(engineer.begins().folder)

    with pytest.raises(Refusal, match="uk is no source of acme: its sources are us, intl"):
        project.chosen(["uk"])
    assert project.chosen([]) == ["us", "intl"]
