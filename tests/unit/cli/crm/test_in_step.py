"""Contacts that show what is true: compared, and put in step by the worker (CRM-1)."""

import csv
from pathlib import Path

import pytest

from carryover.crm.limits import CANNOT_SHOW
from tests.unit.cli.crm.support import Support
from tests.unit.crm.world import GOLD

WHY = ("--why", "asked by support", "--by", "ana", "--yes")


@pytest.fixture
def support() -> Support:
    return Support()


def test_what_a_contact_does_not_show_yet_is_a_difference(support: Support) -> None:
    customer = support.subscribes("ada@example.com", name="Ada")

    said = support.types("diff", "--email", "ada@example.com", "--json")

    assert said.code == 1
    [row] = said.json["contacts"]
    assert (row["customer"], row["contact"], row["state"]) == (f"us/{customer}", "ada", "differs")
    assert "Stripe status: active" in row["changes"]
    assert "+ stripe: active" in row["changes"]


def test_comparing_writes_nothing(support: Support) -> None:
    support.subscribes("ada@example.com", name="Ada")
    support.subscribes("new@example.com")

    support.types("diff", "--all")

    assert support.crm.wrote == []
    assert not support.stage.outbox.sent
    assert not support.deeds


def test_after_a_sync_nothing_differs(support: Support) -> None:
    support.subscribes("ada@example.com", name="Ada")

    said = support.types("sync", "--email", "ada@example.com", *WHY, "--json")

    assert (said.code, said.json["done"]) == (0, 1)
    assert support.crm.shown("ada")["Stripe status"] == "active"
    assert support.deeds == [("crm_sync_asked", "ana", "asked by support")]
    again = support.types("diff", "--email", "ada@example.com")
    assert again.code == 0
    assert "1 in step" in again.out
    assert support.types("sync", "--email", "ada@example.com", *WHY).code == 0


def test_everybody_is_put_in_step_also_who_is_no_contact_yet(support: Support) -> None:
    for n in range(5):
        support.subscribes(f"p{n}@example.com", **({"name": "P"} if n % 2 else {}))

    said = support.types("sync", "--all", *WHY, "--json").json

    assert (said["customers"], said["done"], said["asked"], said["away"]) == (5, 5, 0, 0)
    assert len(support.crm.people) == 5
    assert support.types("diff", "--all", "--json").json["totals"] == {"in step": 5}


def test_who_has_no_contact_where_none_is_made_keeps_nobody_waiting(support: Support) -> None:
    support.shows(GOLD.model_copy(update={"create": False}))
    support.subscribes("ada@example.com")

    said = support.types("sync", "--all", *WHY, "--json")

    assert (said.code, said.json["done"]) == (0, 1)
    assert support.types("diff", "--all", "--json").json["totals"] == {"not shown": 1}


def test_a_question_about_somebody_is_no_success(support: Support) -> None:
    support.subscribes("ada@example.com", name="Ada")
    support.crm.knows("ada-2", "ada@example.com")

    said = support.types("sync", "--email", "ada@example.com", *WHY, "--json")

    assert said.code == 1
    assert said.json["asked"] == 1
    assert support.types("sync", "--email", "ada@example.com", *WHY, "--json").json["asked"] == 1
    compared = support.types("diff", "--email", "ada@example.com", "--json")
    assert compared.code == 1
    assert compared.json["contacts"][0]["state"] == "unknown"


def test_highlevel_away_is_said_and_nobody_is_lost(support: Support) -> None:
    support.subscribes("ada@example.com", name="Ada")
    support.crm.down = True

    said = support.types("sync", "--email", "ada@example.com", *WHY)

    assert said.code == 1
    assert "1 wait for HighLevel, and are taken up when it answers" in said.out


def test_a_worker_that_does_not_run_is_not_taken_for_a_yes(support: Support) -> None:
    support.subscribes("ada@example.com", name="Ada")
    support.idle = True

    said = support.types("sync", "--email", "ada@example.com", *WHY, "--patience", "3")

    assert said.code == 1
    assert "1 of 1 not done yet" in said.err


def test_a_dry_run_and_a_missing_yes_send_nothing(support: Support) -> None:
    support.subscribes("ada@example.com", name="Ada")

    assert support.types("sync", "--all", "--why", "x", "--dry-run").code == 0
    assert support.types("sync", "--all", "--why", "x").code == 1
    assert not support.stage.outbox.sent


def test_what_highlevel_cannot_show_is_said(support: Support) -> None:
    support.subscribes("ada@example.com", name="Ada")

    assert CANNOT_SHOW in support.types("diff", "--all").err
    assert CANNOT_SHOW in support.types("sync", "--all", *WHY).err


def test_differences_are_written_as_a_table(support: Support, tmp_path: Path) -> None:
    support.subscribes("ada@example.com", name="Ada")
    table = tmp_path / "differences.csv"

    support.types("diff", "--all", "--csv", str(table))

    rows = list(csv.DictReader(table.open()))
    assert {row["contact"] for row in rows} == {"ada"}
    assert "'+ stripe: active" in {row["change"] for row in rows}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "say who"),
        ("--all --email ada@example.com", "say who"),
        ("--customer cus_1", "is no customer like us/cus_123"),
        ("--email nobody@example.com", "no customer of these accounts has this address"),
        ("--all --account intl", "no location shows customers of intl"),
    ],
)
def test_who_is_meant_is_never_guessed(support: Support, words: str, sentence: str) -> None:
    said = support.types("diff", *words.split())

    assert said.code == 1
    assert sentence in said.err
