"""What contacts show: read line by line, looked up there, put in force on purpose (CRM-1)."""

from pathlib import Path

import pytest
import yaml

from carryover.crm.rules import Rules
from tests.unit.cli.crm.support import Support
from tests.unit.docs.pages import ROOT

EXAMPLE = str(ROOT / "docs/crm/mapping.example.yaml")
PLAIN = """\
locations:
  academy:
    accounts: [us]
    fields:
      status: Stripe status
    workflows:
      update_billing: { name: Recover }
"""
WHY = ("--why", "agreed", "--by", "ana", "--yes")


@pytest.fixture
def support(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Support:
    monkeypatch.chdir(tmp_path)
    return Support()


def file(text: str = PLAIN) -> str:
    Path("mapping.yaml").write_text(text)
    return "mapping.yaml"


def test_the_example_is_well_written(support: Support) -> None:
    assert support.types("rules", "check", EXAMPLE, "--offline").code == 0


def test_rules_are_put_in_force_and_who_did_so_is_written_down(support: Support) -> None:
    said = support.types("rules", "put", file(), *WHY, "--json")

    assert said.code == 0
    assert "~" not in said.json["changes"][0]
    assert list(support.rules.read().locations["academy"].fields.values()) == ["Stripe status"]
    assert support.deeds == [("crm_rules_put", "ana", "agreed")]


def test_what_is_printed_can_be_put_again_and_changes_nothing(support: Support) -> None:
    printed = support.types("rules", "show").out

    assert Rules.model_validate(yaml.safe_load(printed)) == support.rules.read()
    said = support.types("rules", "put", file(printed), *WHY, "--json")
    assert said.json["changes"] == []
    assert not support.deeds


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("accounts: [us]", "accounts: []", "line 3: locations.academy.accounts"),
        ("status: Stripe", "statue: Stripe", "line 5: locations.academy.fields.statue"),
        ("accounts: [us]", "acounts: [us]", "line 3: locations.academy.acounts: is no key we know"),
        ("Stripe status", "Nowhere", "line 2: locations.academy: HighLevel has no custom field"),
        ("Recover", "Nothing", "HighLevel has no workflow 'Nothing'"),
        ("[us]", "[intl]", "there is no Stripe key for the account intl"),
        ("  academy:", "  academy:\n    accounts: [us]", "line 4: 'accounts' is there twice"),
    ],
)
def test_every_fault_is_told_with_its_line(
    support: Support, old: str, new: str, fault: str
) -> None:
    said = support.types("rules", "check", file(PLAIN.replace(old, new)))

    assert said.code == 1
    assert fault in said.err


def test_no_rules_and_no_locations_are_said_so(support: Support) -> None:
    support.rules.put(Rules())

    assert "no rules are in force" in support.types("rules", "show").err
    assert "no rules are in force" in support.types("diff", "--all").err
    assert "names no location" in support.types("rules", "check", file("locations: {}\n")).err
