"""The command says what is wrong with its options instead of starting something else."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.sandbox import app as sandboxes
from sandbox.highlevel.cli import SCOPES, app
from sandbox.highlevel.http.endpoints import ENDPOINTS

README = Path(__file__).parents[4] / "sandbox/highlevel/README.md"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--start", "yesterday"], "not an ISO 8601 instant"),
        (["--client", "no secret"], "write client_id=client_secret"),
        (["--pit", "eyJ"], "begins with pit-"),
    ],
)
def test_a_wrong_option_is_explained(options: list[str], sentence: str) -> None:
    answer = CliRunner().invoke(app, options, env={"COLUMNS": "200"})

    assert answer.exit_code == 2
    assert sentence in answer.output


def test_a_file_that_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "kajabi.json"
    wrong.write_text("{}")

    answer = CliRunner().invoke(app, ["--load", str(wrong)], env={"COLUMNS": "200"})

    assert answer.exit_code == 2
    assert "no snapshot of a local HighLevel" in answer.output


def test_the_local_highlevel_stands_beside_the_others() -> None:
    assert "highlevel" in CliRunner().invoke(sandboxes, ["--help"]).output


def test_the_readme_lists_every_endpoint_and_no_other() -> None:
    rows = README.read_text().splitlines()
    listed = {
        row.split("`")[1] for row in rows if re.match(r"\| `(GET|POST|PUT|DELETE) /[a-z]", row)
    }

    assert listed == {f"{each.method} {each.path}" for each in ENDPOINTS}


def test_the_app_of_the_command_may_do_everything_there_is() -> None:
    assert {each.scope for each in ENDPOINTS if each.scope} == set(SCOPES)
