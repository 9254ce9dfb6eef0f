"""A stage is found by its name; what is missing is said in one sentence."""

import json
import os
from pathlib import Path

import pytest

from cli.command import Refusal
from cli.stage import enter, reachable


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where no local stack runs, and no AWS settings. What is set is undone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", {"PATH": os.defpath})
    return tmp_path


def local(folder: Path, content: str) -> None:
    (folder / ".carryover").mkdir()
    (folder / ".carryover" / "local.json").write_text(content)


def test_the_local_stage_is_where_its_stack_says(elsewhere: Path) -> None:
    local(elsewhere, json.dumps({"endpoint": "http://127.0.0.1:4567", "region": "eu-central-1"}))

    enter("local")

    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4567"
    assert os.environ["AWS_DEFAULT_REGION"] == "eu-central-1"


def test_exported_variables_serve_as_well() -> None:
    os.environ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9999"

    enter("local")

    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:9999"


def test_a_stage_in_aws_is_left_to_aws_settings() -> None:
    enter("prod")

    assert "AWS_ENDPOINT_URL" not in os.environ


def test_without_a_local_stack_it_says_how_to_start_one() -> None:
    with pytest.raises(Refusal, match="make local"):
        enter("local")


@pytest.mark.parametrize("content", ["", "{}", "[]", "not JSON"])
def test_a_broken_note_of_the_local_stack_is_a_sentence(elsewhere: Path, content: str) -> None:
    local(elsewhere, content)

    with pytest.raises(Refusal, match="cannot be read"):
        enter("local")


def test_the_local_address_is_one_that_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "AWS_ENDPOINT_URL", "http://127.0.0.1:4567")
    told = "http://1318ccc5.execute-api.127.0.0.1:4567"

    assert reachable("local", told) == "http://127.0.0.1:4567/_aws/execute-api/1318ccc5/$default"


@pytest.mark.parametrize("stage", ["prod", "local"])
def test_any_other_address_is_as_it_is_told(stage: str) -> None:
    told = "https://api.example.com"

    assert reachable(stage, told) == told
