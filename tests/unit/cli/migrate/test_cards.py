"""Mapping files are imported after every row was looked at, and whoever is missing is listed
(MIG-3, MIG-13)."""

import csv
from pathlib import Path

import pytest

from carryover.migration.cards.model import customer
from cli.migrate import mapping
from cli.migrate.project import Project
from tests.unit.cli.migrate.clerk import Clerk
from tests.unit.cli.migrate.clerk import clerk as employed

HEADER = "customer_id_old,source_id_old,customer_id_new,source_id_new\n"


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    return employed(tmp_path)


def test_stripes_file_is_looked_at_on_both_sides_and_kept(clerk: Clerk) -> None:
    clerk.subscribes("us", clerk.sells("us"))
    clerk.snapshots("us")
    (file,) = clerk.copied("us")

    said = clerk.types("cards", "import", file, "--account", "us", "--json")

    assert said.code == 0, said
    assert (said.json["rows"], said.json["added"], said.json["written"]) == (1, 1, True)
    known = mapping.known(Project.open(clerk.folder))
    assert len(known) == 2
    again = clerk.types("cards", "import", file, "--account", "us", "--json")
    assert (again.json["rows"], again.json["added"], again.json["same"]) == (1, 0, 1)


def test_a_late_second_file_adds_who_came(clerk: Clerk) -> None:
    price = clerk.sells("us")
    clerk.subscribes("us", price)
    (first,) = clerk.copied("us")
    clerk.types("cards", "import", first, "--account", "us")
    clerk.subscribes("us", price)
    clerk.snapshots("us")
    (second,) = clerk.copied("us")

    assert clerk.types("cards", "coverage", "--account", "us").code == 1
    said = clerk.types("cards", "import", second, "--account", "us", "--json")

    assert said.code == 0, said
    assert said.json["added"] == 1
    assert clerk.types("cards", "coverage", "--account", "us").code == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "It is empty."),
        ("id,name\n1,Ann\n", "Its first line lacks customer_id_old"),
        (HEADER + "cus_1,pm_1,cus_1\n", "cut off; fetch it again."),
        (HEADER + "cus_1,pm_1,cus_1,card_1\n", "a data copy keeps the type"),
        (HEADER + "cus_x,pm_x,cus_x,pm_y\n", "It is not a mapping of us"),
    ],
)
def test_what_cannot_be_believed_is_listed_and_nothing_is_kept(
    clerk: Clerk, text: str, sentence: str
) -> None:
    clerk.subscribes("us", clerk.sells("us"))
    clerk.snapshots("us")

    said = clerk.types("cards", "import", clerk.file(text), "--account", "us")

    assert said.code == 1
    assert sentence in said.out
    assert not (clerk.folder / "cards" / "us.csv").exists()


def test_new_ids_that_are_not_in_the_target_are_found_unless_nobody_looks(clerk: Clerk) -> None:
    file = clerk.file(HEADER + "cus_1,pm_1,cus_1,pm_2\n")

    looked = clerk.types("cards", "import", file, "--account", "us")
    offline = clerk.types("cards", "import", file, "--account", "us", "--offline")

    assert (looked.code, offline.code) == (1, 0)
    assert "cus_1 is not in new-us." in looked.out
    assert "whose mapping it is was not seen" in offline.err


def test_a_contradiction_is_told_and_changes_nothing_unless_it_is_replaced(clerk: Clerk) -> None:
    first = clerk.file(HEADER + "cus_1,pm_1,cus_1,pm_2\n", "first.csv")
    other = clerk.file(HEADER + "cus_1,pm_1,cus_1,pm_3\n", "other.csv")
    clerk.types("cards", "import", first, "--account", "us", "--offline")

    said = clerk.types("cards", "import", other, "--account", "us", "--offline")

    assert said.code == 1
    assert "pm_1 became pm_2 and pm_3 (in force)." in said.out
    assert "pm_2" in (clerk.folder / "cards" / "us.csv").read_text()
    replaced = clerk.types("cards", "import", other, "--account", "us", "--offline", "--replace")
    assert replaced.code == 0
    assert "pm_2" not in (clerk.folder / "cards" / "us.csv").read_text()


def test_a_dry_run_keeps_nothing(clerk: Clerk) -> None:
    file = clerk.file(HEADER + "cus_1,pm_1,cus_1,pm_2\n")

    said = clerk.types("cards", "import", file, "--account", "us", "--offline", "--dry-run")

    assert said.code == 0
    assert not (clerk.folder / "cards" / "us.csv").exists()


def test_an_account_that_is_no_source_is_refused(clerk: Clerk) -> None:
    said = clerk.types("cards", "import", clerk.file(HEADER), "--account", "mars")

    assert said.code == 1
    assert "mars is no source of acme" in said.err


def test_coverage_counts_money_per_currency_and_lists_who_is_missing(clerk: Clerk) -> None:
    for account, currency in (("us", "usd"), ("intl", "eur")):
        clerk.subscribes(account, clerk.sells(account, 1990, currency))
    clerk.snapshots()
    (file,) = clerk.copied("us")
    clerk.types("cards", "import", file, "--account", "us")

    said = clerk.types("cards", "coverage", "--json")

    assert said.code == 1
    us, intl = said.json["sources"]
    assert (us["paying"], us["covered"], us["money_missing"]) == (1, 1, {})
    assert (intl["paying"], intl["covered"]) == (1, 0)
    assert intl["money_missing"] == {"eur": 1990}
    with (clerk.folder / "cards" / "missing.csv").open() as listed:
        (missing,) = csv.DictReader(listed)
    assert missing["gap"] == "customer not mapped"


def test_two_people_who_became_one_are_held_until_somebody_says_they_are_one(
    clerk: Clerk,
) -> None:
    _same_id(clerk, "us", "ann@example.com")
    _same_id(clerk, "intl", "bob@example.com")
    clerk.snapshots()
    for account in ("us", "intl"):
        file = clerk.file(HEADER + "ann,,ann,\n", f"{account}.csv")
        assert clerk.types("cards", "import", file, "--account", account, "--offline").code == 0

    said = clerk.types("cards", "coverage", "--json")

    place = Project.open(clerk.folder)
    assert said.code == 1
    assert said.json["people"][0]["kind"] == "different people under one new id"
    assert "example.com" not in said.out
    assert mapping.known(place) == {}
    sorted_out = clerk.types("cards", "same-person", "ann", "--why", "she moved", "--by", "ada")
    assert sorted_out.code == 0, sorted_out
    assert set(mapping.known(place)) == {customer("us", "ann"), customer("intl", "ann")}


def test_only_customers_who_became_one_can_be_called_one_person(clerk: Clerk) -> None:
    said = clerk.types("cards", "same-person", "cus_9", "--why", "sure")

    assert said.code == 1
    assert "cus_9 is not the new id of customers of several sources" in said.err


def _same_id(clerk: Clerk, account: str, email: str) -> None:
    """Chosen ids were possible once; adopted accounts have them."""
    made = clerk.makes(account, "customers", email=email)
    kept = clerk.world.accounts[account].store.kinds["customer"]
    kept["ann"] = {**kept.pop(made["id"]), "id": "ann"}
