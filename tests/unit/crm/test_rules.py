"""The owner's file (CRM-1): the example is in force as written; contradictions are refused."""

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from carryover.crm.limits import CANNOT_SHOW
from carryover.crm.model import Shown, Standing
from carryover.crm.rules import Rules
from tests.unit.docs.pages import ROOT

EXAMPLE = ROOT / "docs/crm/mapping.example.yaml"


def example() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text())
    return said


def academy(**differs: Any) -> dict[str, Any]:
    return {"locations": {"academy": {**example()["locations"]["academy"], **differs}}}


def test_the_example_is_a_mapping_and_names_everything_there_is() -> None:
    rules = Rules.model_validate(example())

    shown = rules.locations["academy"]
    assert set(shown.fields) == set(Shown)
    assert set(shown.tags) == set(Standing)
    assert rules.accounts == ("us", "intl")
    assert set(rules.serving("us")) == {"academy", "camp"}
    assert set(rules.serving("intl")) == {"academy"}


def test_what_stands_in_the_comments_is_a_mapping_too() -> None:
    mirror = {"business": "Example Academy Ltd", "since": "2026-12-01"}

    assert Rules.model_validate(academy(mirror=mirror)).locations["academy"].mirror is not None


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({"tags": {"active": "Member", "cancelled": "member"}}, "given two meanings"),
        ({"fields": {"status": "Status", "plan": "status"}}, "given two meanings"),
        ({"fields": {"mrr": "MRR"}}, "fields.mrr"),
        ({"tags": {"happy": "x"}}, "tags.happy"),
        ({"timezone": "Warsaw"}, "no time zone"),
        ({"accounts": []}, "at least 1 item"),
        ({"tags": {"active": " "}}, "at least 1 character"),
        ({"mirror": {"business": "A", "since": "1.12.2026"}}, "since"),
        ({"colour": "green"}, "colour"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(differs: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as told:
        Rules.model_validate(academy(**differs))

    assert said in str(told.value)
    assert "academy" in str(told.value)


def test_what_highlevel_cannot_show_is_said_in_the_docs_and_by_the_command() -> None:
    page = " ".join((ROOT / "docs/crm/README.md").read_text().split()).replace("**", "")

    for sentence in (
        "lists only subscriptions HighLevel itself created",
        "has no call that writes",
    ):
        assert sentence in CANNOT_SHOW
        assert sentence in page
